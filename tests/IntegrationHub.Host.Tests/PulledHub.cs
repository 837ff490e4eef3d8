using System.Text.RegularExpressions;
using IntegrationHub.Host.Demo;
using IntegrationHub.Host.Hosting;
using IntegrationHub.Simulators;
using IntegrationHub.Simulators.World;
using IntegrationHub.Testing;
using Microsoft.Data.Sqlite;

namespace IntegrationHub.Host.Tests;

/// <summary>
/// A small simulated world, pulled once by the command line itself. Tests that only look share its store; those that change something
/// take a copy.
/// </summary>
public sealed partial class PulledHub : IAsyncLifetime
{
    public const string Source = DemoSources.TthcId;

    private readonly TemporaryFolder folder = new();

    public ShiftedClock Clock { get; } = new(DemoRun.Start);

    public SimulatorServer Simulator { get; private set; } = null!;

    /// <summary>The bundled catalogue with the demo's codes and source.</summary>
    public string Catalogue => folder.File("catalogue");

    public HubRun Apply { get; private set; } = null!;

    public HubRun Pull { get; private set; } = null!;

    private string Store => folder.File("hub.db");

    public async Task InitializeAsync()
    {
        Simulator = await SimulatorServer.StartAsync(new SimulatorOptions { World = new DemoWorldOptions { Scale = 0.002m } }, Clock, CancellationToken.None);
        WriteCatalogue(Catalogue);
        Apply = await RunAsync("apply", "-f", Catalogue);
        Pull = await RunAsync("source", "pull", Source);
    }

    public Task<HubRun> RunAsync(params string[] arguments) => HubRun.OfAsync(HubRun.With("sqlite:" + Store, Clock), arguments);

    private readonly Dictionary<string, object> answers = new(StringComparer.Ordinal);

    /// <summary>An answer of the shared store that several tests look at. They run one after the other.</summary>
    public async Task<T> OnceAsync<T>(string name, Func<Task<T>> ask)
        where T : notnull
    {
        if (!answers.TryGetValue(name, out var known))
        {
            answers[name] = known = await ask();
        }

        return (T)known;
    }

    public HubCopy Copy()
    {
        var copy = new HubCopy(this);
        Execute(Store, $"VACUUM INTO '{copy.Store}'");
        return copy;
    }

    /// <summary>The source's file; the password is in a file, because the environment is one for all tests.</summary>
    public string SourceYaml(string? baseUrl = null, string? password = null, string? passwordReference = null) => DemoSources.Yaml(baseUrl ?? Simulator.BaseUrl)
        .Replace("env:" + DemoCredentials.PasswordVariable, passwordReference ?? "file:" + folder.Write("password-" + Guid.NewGuid().ToString("N"), password ?? Simulator.Credentials.Password), StringComparison.Ordinal);

    public void WriteCatalogue(string target)
    {
        var bundled = Repository.File("contracts/catalogue");
        foreach (var file in Directory.EnumerateFiles(bundled, "*.yaml", SearchOption.AllDirectories))
        {
            Write(Path.Combine(target, Path.GetRelativePath(bundled, file)), File.ReadAllText(file));
        }

        Write(Path.Combine(target, DemoAliases.FileName), Aliases());
        Write(Path.Combine(target, DemoSources.FileName), SourceYaml());
    }

    /// <summary>
    /// The demo's codes, of which those of the province, one department, one district and its communes count; the others are known and
    /// count for nobody. A full province takes minutes on a small machine and proves nothing more here.
    /// </summary>
    private static string Aliases()
    {
        var counted = new[] { DemoUnits.Province, "so-tp", "ubnd-huyen-yen-the" };
        var units = DemoUnits.All.Where(u => counted.Contains(u.Id) || counted.Skip(1).Contains(u.Parent)).Select(u => u.Id).Append(DemoUnits.Province).ToHashSet();
        return string.Join('\n', DemoAliases.Yaml().Split('\n').Select(line =>
            UnitOf().Match(line) is { Success: true } match && !units.Contains(match.Groups[1].Value) ? line.Replace(match.Value, "", StringComparison.Ordinal) : line));
    }

    [GeneratedRegex(", unit: ([a-z0-9-]+)")]
    private static partial Regex UnitOf();

    public static void Execute(string database, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={database};Pooling=False;Default Timeout=60");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public static void Write(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    public async Task DisposeAsync()
    {
        await Simulator.DisposeAsync();
        SqliteConnection.ClearAllPools();
        folder.Dispose();
    }
}

/// <summary>A copy of the pulled store that a test may change.</summary>
public sealed class HubCopy(PulledHub hub) : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public string Store => folder.File("hub.db");

    public TemporaryFolder Folder => folder;

    public Task<HubRun> RunAsync(params string[] arguments) => HubRun.OfAsync(HubRun.With("sqlite:" + Store, hub.Clock), arguments);

    /// <param name="clock">Another time than the shared one.</param>
    public Task<HubRun> RunAsync(TimeProvider? clock, params string[] arguments) => HubRun.OfAsync(HubRun.With("sqlite:" + Store, clock ?? hub.Clock), arguments);

    public void Execute(string sql) => PulledHub.Execute(Store, sql);

    public long Count(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Store};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        folder.Dispose();
    }
}

[CollectionDefinition(Name)]
public sealed class PulledHubTests : ICollectionFixture<PulledHub>
{
    public const string Name = "pulled hub";
}
