using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using IntegrationHub.Host.Demo;
using IntegrationHub.Host.Hosting;
using IntegrationHub.Simulators;
using IntegrationHub.Simulators.World;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Playwright;
using Xunit;

namespace IntegrationHub.Console.Tests;

/// <summary>The real program with all its roles and connectors, and a simulated source to read over HTTP. It has the real plans and no source yet.</summary>
public sealed partial class SimulatedHub : IAsyncDisposable
{
    /// <summary>Id of the source that <see cref="SetUpAsync"/> sets up.</summary>
    public const string Source = "tthc-bac-giang";

    private readonly TemporaryFolder _folder = new();
    private readonly ShiftedClock _clock = new(DemoRun.Start);
    private WebApplication _app = null!;
    private HttpClient _client = null!;

    public SimulatorServer Simulator { get; private set; } = null!;

    /// <param name="unknown">Units whose codes nobody knows yet.</param>
    public static async Task<SimulatedHub> StartAsync(params string[] unknown)
    {
        var hub = new SimulatedHub();
        LayConsole();
        hub.Simulator = await SimulatorServer.StartAsync(new SimulatorOptions { World = new DemoWorldOptions { Scale = 0.002m } }, hub._clock, CancellationToken.None);
        var settings = new HubSettings { Store = "sqlite:" + hub._folder.File("hub.db"), Bus = "in-memory", Roles = HubRoles.All, Urls = [new Uri("http://127.0.0.1:0")], Data = hub._folder.Path };
        hub._app = HubHost.Build(settings, hub._clock, scheduled: true, isDemo: true);
        var bundled = CatalogueFiles.Load(Repository.File("contracts/catalogue"));
        await HubHost.PrepareAsync(hub._app.Services, bundled.With(new CatalogueFiles([new CatalogueFile(DemoAliases.FileName, Aliases(unknown))])), CancellationToken.None);
        await hub._app.StartAsync();
        hub._client = new HttpClient { BaseAddress = new Uri(hub._app.Urls.First()) };
        return hub;
    }

    public Task<ConsolePage> OpenAsync(IBrowser browser, string path, Look? look = null) => ConsolePage.OpenAsync(browser, _client.BaseAddress!, path, look ?? Look.Usual);

    public async Task<JsonElement> AskAsync(string path)
    {
        using var document = JsonDocument.Parse(await _client.GetStringAsync(new Uri("/api/v1" + path, UriKind.Relative)));
        return document.RootElement.Clone();
    }

    /// <summary>Sets the simulated source up as somebody has before: it is read within seconds.</summary>
    public Task SetUpAsync(string password, params string[] streams) => PostAsync("/sources", new
    {
        id = Source, name = new { vi = "TTHC Bắc Giang" }, connector = "tthc", streams, schedule = "0 6 * * *",
        options = new { baseUrl = Simulator.BaseUrl, username = Simulator.Credentials.Username, password = new { secretValue = password } },
    });

    public async Task PostAsync(string path, object body)
    {
        using var answer = await _client.PostAsJsonAsync(new Uri("/api/v1" + path, UriKind.Relative), body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    public async Task<string?> StateAsync() => (await AskAsync("/sources/" + Source)).GetProperty("state").GetString();

    /// <summary>Numerator and denominator of the whole province; zero where there is none yet.</summary>
    public async Task<(long N, long D)> FigureAsync(string indicator)
    {
        var row = (await AskAsync("/plans/bac-giang-2024/progress")).GetProperty("rows").EnumerateArray().Single(r => r.GetProperty("indicator").GetString() == indicator);
        return (Count("numerator"), Count("denominator"));

        long Count(string part) => row.GetProperty(part).GetString() is { } text ? long.Parse(text, System.Globalization.CultureInfo.InvariantCulture) : 0;
    }

    /// <summary>Waits until every stream of a source has been read and recorded.</summary>
    public Task PulledAsync(string source) => UntilAsync(async () =>
        (await AskAsync("/sources/" + source)).GetProperty("state").GetString() == "ok"
        && (await AskAsync($"/sources/{source}/runs")).GetProperty("items").EnumerateArray().All(r => r.GetProperty("fetched").GetInt64() == Sum(r)));

    /// <summary>Waits until an indicator of the plan has a value.</summary>
    public Task ComputedAsync(string indicator) => UntilAsync(async () => (await AskAsync("/plans/bac-giang-2024/progress")).GetProperty("rows").EnumerateArray()
        .Any(r => r.GetProperty("indicator").GetString() == indicator && r.GetProperty("percent").ValueKind == JsonValueKind.String));

    public static async Task UntilAsync(Func<Task<bool>> holds)
    {
        for (var began = Environment.TickCount64; !await holds();)
        {
            Assert.True(Environment.TickCount64 - began < 90_000, "it did not come about within 90 seconds");
            await Task.Delay(200);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await Simulator.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    private static long Sum(JsonElement run) => run.GetProperty("accepted").GetInt64() + run.GetProperty("unchanged").GetInt64() + run.GetProperty("rejected").GetInt64();

    /// <summary>Where the program looks for the console: beside itself, which is beside the tests here.</summary>
    public static void LayConsole()
    {
        var beside = Path.Combine(AppContext.BaseDirectory, "console");
        if (!Directory.Exists(beside))
        {
            Directory.CreateSymbolicLink(beside, ConsoleFixture.Built.Folder);
        }
    }

    /// <summary>The codes of one department, one district and its communes count; the others are known and count for nobody: a full province proves nothing more here.</summary>
    private static string Aliases(string[] unknown)
    {
        var counted = new[] { DemoUnits.Province, "so-tp", "ubnd-huyen-yen-the" };
        var units = DemoUnits.All.Where(u => counted.Contains(u.Id) || counted.Skip(1).Contains(u.Parent)).Select(u => u.Id).Append(DemoUnits.Province).ToHashSet();
        return string.Join('\n', DemoAliases.Yaml().Split('\n')
            .Where(line => UnitOf().Match(line) is not { Success: true } match || !unknown.Contains(match.Groups[1].Value))
            .Select(line => UnitOf().Match(line) is { Success: true } match && !units.Contains(match.Groups[1].Value) ? line.Replace(match.Value, "", StringComparison.Ordinal) : line));
    }

    [GeneratedRegex(", unit: ([a-z0-9-]+)")]
    private static partial Regex UnitOf();
}
