using System.Net.Http.Json;
using System.Text;
using IntegrationHub.Host.Commands;
using IntegrationHub.Host.Hosting;
using IntegrationHub.Testing;

namespace IntegrationHub.Host.Tests.Commands;

[Collection(PulledHubTests.Name)]
public sealed class SecretCommandTests(PulledHub hub)
{
    private const string Planted = "ca-phe-sua-da-9071";

    /// <summary>The source is read with the secret of the store, and nothing that the hub shows, writes or backs up has it.</summary>
    [Fact]
    public async Task A_kept_secret_is_used_and_never_shown()
    {
        using var copy = hub.Copy();
        var said = new StringBuilder();
        async Task<HubRun> DoAsync(string? typed, params string[] arguments)
        {
            var run = await HubRun.OfAsync(Environment(copy, typed), arguments);
            said.Append(run.Out).Append(run.Error);
            return run;
        }

        Assert.Equal(ExitCodes.Success, (await DoAsync(hub.Simulator.Credentials.Password, "secret", "set", "tthc")).Code);
        PulledHub.Write(copy.Folder.File("sources/tthc-bac-giang.yaml"), hub.SourceYaml(passwordReference: "store:tthc"));
        Assert.Equal(ExitCodes.Success, (await DoAsync(null, "apply", "-f", copy.Folder.File("sources/tthc-bac-giang.yaml"))).Code);
        var pulled = await DoAsync(null, "source", "pull", PulledHub.Source);
        Assert.True(pulled.Code == ExitCodes.Success, pulled.Error);

        // Another value: the source refuses it, and neither the refusal nor anything else repeats it.
        Assert.Equal(ExitCodes.Success, (await DoAsync(Planted, "secret", "set", "tthc")).Code);
        Assert.Equal(ExitCodes.Bad, (await DoAsync(null, "source", "test", PulledHub.Source)).Code);
        await DoAsync(null, "secret", "list", "--format", "json");
        await DoAsync(null, "source", "list", "--format", "json");
        await DoAsync(null, "audit", "list");
        await DoAsync(null, "export", "--out", copy.Folder.File("exported"));
        await DoAsync(null, "backup", copy.Folder.File("hub.backup"));
        await AnswersAsync(copy, said);
        Assert.DoesNotContain(Planted, said.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes(Planted)), said.ToString(), StringComparison.Ordinal);
        var files = Directory.EnumerateFiles(copy.Folder.Path, "*", SearchOption.AllDirectories).ToList();
        Assert.Contains(files, f => f.EndsWith("hub.backup", StringComparison.Ordinal));
        Assert.Contains(files, f => f.Contains("/keys/", StringComparison.Ordinal));
        foreach (var file in files)
        {
            Assert.DoesNotContain(Planted, await ReadAsync(file), StringComparison.Ordinal);
        }

        // Without the folder of the keys nobody can read it: it counts as missing, and an empty one is never sent.
        Directory.Move(copy.Folder.File("keys"), copy.Folder.File("keys-elsewhere"));
        var lost = await DoAsync(null, "source", "test", PulledHub.Source);
        Assert.Equal(ExitCodes.Bad, lost.Code);
        Assert.Contains("E_SECRET_MISSING", lost.Out + lost.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Success, (await DoAsync(null, "secret", "remove", "tthc")).Code);
        Assert.Equal(ExitCodes.Bad, (await DoAsync(null, "secret", "remove", "tthc")).Code);
        Assert.Equal(ExitCodes.Usage, (await DoAsync(null, "secret", "set", "tthc")).Code);
        Assert.Equal(ExitCodes.Bad, (await DoAsync("x", "secret", "set", "../tthc")).Code);
    }

    private static async Task AnswersAsync(HubCopy copy, StringBuilder said)
    {
        await using var app = HubHost.Build(Settings(copy), TimeProvider.System, scheduled: false);
        await app.StartAsync();
        using var admin = new HttpClient { BaseAddress = new Uri(app.Urls.First()) }.With(await TestKeys.AddAsync("sqlite:" + copy.Store));
        using var set = await admin.PutAsJsonAsync(new Uri("/api/v1/secrets/other", UriKind.Relative), new { value = Planted });
        Assert.Equal(System.Net.HttpStatusCode.NoContent, set.StatusCode);
        foreach (var path in new[] { "secrets", "secrets/other", "sources", "sources/" + PulledHub.Source, $"sources/{PulledHub.Source}/runs", "audit", "systems", "clock" })
        {
            said.Append(await (await admin.GetAsync(new Uri("/api/v1/" + path, UriKind.Relative))).Content.ReadAsStringAsync());
        }

        using var refused = await admin.PutAsJsonAsync(new Uri("/api/v1/secrets/BAD NAME", UriKind.Relative), new { value = Planted });
        said.Append(await refused.Content.ReadAsStringAsync());
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, refused.StatusCode);
        await app.StopAsync();
    }

    private static async Task<string> ReadAsync(string file)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return await reader.ReadToEndAsync();
    }

    private HubEnvironment Environment(HubCopy copy, string? typed) => new(() => Settings(copy), _ => hub.Clock) { ReadSecret = _ => typed };

    private static HubSettings Settings(HubCopy copy) => new()
    {
        Store = "sqlite:" + copy.Store, Bus = "in-memory", Roles = HubRoles.All, Urls = [new Uri("http://127.0.0.1:0")], Data = copy.Folder.Path,
    };
}
