using System.Text.Json;
using IntegrationHub.Host.Commands;
using IntegrationHub.Host.Demo;
using IntegrationHub.Host.Hosting;
using IntegrationHub.Store.Catalogue;

namespace IntegrationHub.Host.Tests.Commands;

/// <summary>The share of connected databases, from the register of systems in the catalogue and the sources that work.</summary>
[Collection(PulledHubTests.Name)]
public sealed class SystemRegisterTests(PulledHub hub)
{
    private const string Plan = "bac-giang-2024";
    private const string Rate = "shared-database-connected-rate";

    private static readonly ShiftedClock NewYear = new(new DateTimeOffset(2025, 1, 2, 8, 0, 0, TimeSpan.FromHours(7)));

    [Fact]
    [Trait("Category", "Full")]
    public async Task Connections_are_counted_as_the_register_and_the_sources_say_and_what_nobody_knows_is_no_zero()
    {
        using var copy = hub.Copy();
        await ApplyAsync(copy, DemoSystems.Source);
        await PullAsync(copy);
        var unknown = await RowAsync(copy);
        Assert.True((JsonValueKind.Null, "—", "Partial") == (unknown.GetProperty("percent").ValueKind, unknown.GetProperty("display").GetString(), unknown.GetProperty("status").GetString()), unknown.ToString());
        Assert.Equal((11, 0), (unknown.GetProperty("coverage").GetProperty("expected").GetInt32(), unknown.GetProperty("coverage").GetProperty("received").GetInt32()));
        var before = (await copy.RunAsync("plan", "show", Plan, "--format", "json")).Json.GetProperty("asOf").GetString()!;

        // With every connection told, the row counts what the file says of the last month that has ended.
        var bundled = new CatalogueFile(DemoSystems.FileName, await File.ReadAllTextAsync(Path.Combine(hub.Catalogue, DemoSystems.FileName)));
        var told = DemoSystems.Register(bundled);
        await ApplyAsync(copy, told);
        await PullAsync(copy);
        var (connected, all) = Counted(told);
        Assert.Equal((36, true), (all, connected > 0 && connected < all));
        Assert.Equal(($"{connected}", $"{all}"), Counts(await RowAsync(copy)));

        // Nothing new is nothing recorded.
        var batches = copy.Count("SELECT count(*) FROM batch");
        await PullAsync(copy);
        Assert.Equal(batches, copy.Count("SELECT count(*) FROM batch"));

        // One that is not connected by the register is, once a source that reads it works: at the end of the month in which it did.
        var source = new CatalogueFile("sources/tthc-bac-giang.yaml", hub.SourceYaml() + "systems: [C18]\n");
        await ApplyAsync(copy, source);
        await PullAsync(copy, NewYear);
        Assert.Equal(($"{connected + 1}", $"{all}"), Counts(await RowAsync(copy, NewYear, "--period", "2024")));
        Assert.Equal(($"{connected}", $"{all}"), Counts(await RowAsync(copy)));

        // Down to the system and the day, and as it was known before.
        var why = (await copy.RunAsync(NewYear, "why", Plan, Rate, "--period", "2024", "--format", "json")).Json;
        Assert.Contains(why.GetProperty("batches").EnumerateArray().SelectMany(b => b.GetProperty("records").EnumerateArray()), r => r.GetProperty("record").GetString() == "2024-12-31|C18");
        Assert.Equal("—", (await RowAsync(copy, null, "--as-known-at", before)).GetProperty("display").GetString());

        // A system that is taken from the list counts nowhere from then on.
        var without = told with { Text = string.Join('\n', told.Text.Split('\n').Where(l => !l.StartsWith("  - { code: C18,", StringComparison.Ordinal))) };
        await ApplyAsync(copy, source with { Text = hub.SourceYaml() });
        await ApplyAsync(copy, without);
        await PullAsync(copy, NewYear);
        Assert.Equal(($"{connected}", $"{all - 1}"), Counts(await RowAsync(copy, NewYear, "--period", "2024")));
        Assert.Equal(ExitCodes.Success, (await copy.RunAsync("db", "verify")).Code);
    }

    private static (string? N, string? D) Counts(JsonElement row) => (row.GetProperty("numerator").GetString(), row.GetProperty("denominator").GetString());

    private static (int Connected, int All) Counted(CatalogueFile register)
    {
        var systems = CatalogueReader.Read(DemoRun.Catalogue("http://127.0.0.1:1").With(new CatalogueFiles([register])), HubServices.Connectors).Catalogue!.Systems.Where(s => s.IsCountedIn(Rate)).ToList();
        return (systems.Count(s => s.Sharing.Last(f => f.Since <= new DateOnly(2024, 11, 30)).IsConnected), systems.Count);
    }

    private static async Task ApplyAsync(HubCopy copy, CatalogueFile file)
    {
        var run = await copy.RunAsync("apply", "-f", copy.Folder.Write(file.Path, file.Text));
        Assert.True(run.Code == ExitCodes.Success, run.Error);
    }

    private static async Task PullAsync(HubCopy copy, TimeProvider? clock = null)
    {
        var run = await copy.RunAsync(clock, "source", "pull", DemoSystems.SourceId);
        Assert.True(run.Code == ExitCodes.Success, run.Error + run.Out);
    }

    private static async Task<JsonElement> RowAsync(HubCopy copy, TimeProvider? clock = null, params string[] more) =>
        (await copy.RunAsync(clock, ["plan", "show", Plan, .. more, "--format", "json"])).Json.GetProperty("rows").EnumerateArray().Single(r => r.GetProperty("indicator").GetString() == Rate);
}
