using IntegrationHub.Host.Commands;
using IntegrationHub.Testing;

namespace IntegrationHub.Host.Tests.Commands;

[Collection(PulledHubTests.Name)]
public sealed class QuarantineCommandTests(PulledHub hub)
{
    private const string Unit = "so-tp";

    [Fact]
    public async Task Records_of_a_code_that_becomes_known_later_give_what_they_would_have_given()
    {
        using var folder = new TemporaryFolder();
        hub.WriteCatalogue(folder.File("catalogue"));

        // The dossiers of an unknown agency are not even asked for: the snapshots show it all, in a tenth of the time.
        var source = Path.Combine(folder.File("catalogue"), "sources", PulledHub.Source + ".yaml");
        await File.WriteAllTextAsync(source, (await File.ReadAllTextAsync(source)).Replace("streams: [period-snapshots, dossiers]", "streams: [period-snapshots]", StringComparison.Ordinal));
        var aliases = Path.Combine(folder.File("catalogue"), "aliases", PulledHub.Source + ".yaml");
        var lines = await File.ReadAllLinesAsync(aliases);
        var code = lines.First(l => l.Contains($"unit: {Unit},", StringComparison.Ordinal)).Split('"')[1];
        await File.WriteAllLinesAsync(aliases, lines.Where(l => !l.Contains($"unit: {Unit},", StringComparison.Ordinal)));
        Task<HubRun> RunAsync(params string[] arguments) => HubRun.OfAsync(HubRun.With("sqlite:" + folder.File("hub.db"), hub.Clock), arguments);
        await RunAsync("apply", "-f", folder.File("catalogue"));
        await RunAsync("source", "pull", PulledHub.Source);
        var refused = (await RunAsync("quarantine", "list", "--code", "E_UNKNOWN_AGENCY", "--format", "json")).Json;
        Assert.NotEqual(0, refused.GetArrayLength());
        Assert.All(refused.EnumerateArray(), r => Assert.Equal((code, "open"), (r.GetProperty("sample").GetString(), r.GetProperty("state").GetString())));

        Assert.Contains("hub quarantine replay", (await RunAsync("alias", "add", PulledHub.Source, code, Unit)).Error, StringComparison.Ordinal);
        var replay = await RunAsync("quarantine", "replay", PulledHub.Source, "--format", "json");

        Assert.Equal(ExitCodes.Success, replay.Code);
        var run = Assert.Single(replay.Json.EnumerateArray());
        Assert.Equal(("replay", "succeeded", 0), (run.GetProperty("kind").GetString(), run.GetProperty("state").GetString(), run.GetProperty("rejected").GetInt64()));
        Assert.Equal(0, (await RunAsync("quarantine", "list", "--format", "json")).Json.GetArrayLength());
        Assert.Equal(Counts(await hub.RunAsync(Show())), Counts(await RunAsync(Show())));
        Assert.Equal(ExitCodes.Success, (await RunAsync("db", "verify")).Code);
    }

    [Fact]
    public async Task A_discarded_record_stays_with_the_reason_and_is_open_no_more()
    {
        using var copy = hub.Copy();
        copy.Execute("INSERT INTO rejection (batch, run, source, stream, record, code, place, message, recorded_at, state) SELECT no, run, source, stream, 'X-1', 'E_BAD_DATE', 'NgayTiepNhan', 'a day', 1, 'open' FROM batch LIMIT 1");
        var table = await copy.RunAsync("quarantine", "list", "--code", "E_BAD_DATE");
        Assert.Contains("E_BAD_DATE: a day", table.Lines);
        Assert.Contains(table.Lines, l => l.Contains("đang chờ", StringComparison.Ordinal));
        var id = copy.Count("SELECT max(id) FROM rejection").ToString(System.Globalization.CultureInfo.InvariantCulture);

        Assert.Equal(ExitCodes.Success, (await copy.RunAsync("quarantine", "discard", id, "--reason", "thử nghiệm", "--by", "an")).Code);

        Assert.DoesNotContain((await copy.RunAsync("quarantine", "list", "--format", "json")).Json.EnumerateArray(), r => r.GetProperty("record").GetString() == "X-1");
        var kept = (await copy.RunAsync("quarantine", "list", "--all", "--code", "E_BAD_DATE", "--format", "json")).Json.EnumerateArray().Single(r => r.GetProperty("record").GetString() == "X-1");
        Assert.Equal(("discarded", "thử nghiệm", "an"), (kept.GetProperty("state").GetString(), kept.GetProperty("decision").GetString(), kept.GetProperty("decidedBy").GetString()));
        Assert.NotEqual(ExitCodes.Success, (await copy.RunAsync("quarantine", "discard", id, "--reason", "again")).Code);
    }

    [Fact]
    public async Task Everything_archived_of_a_stream_counted_again_changes_nothing()
    {
        using var copy = hub.Copy();
        var before = Counts(await copy.RunAsync(Show()));

        var replay = await copy.RunAsync("source", "replay", PulledHub.Source, "--stream", "period-snapshots", "--format", "json");

        var run = Assert.Single(replay.Json.EnumerateArray());
        Assert.Equal((0, true), (run.GetProperty("accepted").GetInt64(), run.GetProperty("unchanged").GetInt64() > 0));
        Assert.Equal(before, Counts(await copy.RunAsync(Show())));
    }

    private static string[] Show() => ["plan", "show", "bac-giang-2024", "--unit", Unit, "--period", "2024-H1", "--calendar", "gregorian", "--format", "json"];

    // Of what the snapshots carry.
    private static IReadOnlyList<string> Counts(HubRun run) => [.. run.Json.GetProperty("rows").EnumerateArray()
        .Select(r => $"{r.GetProperty("indicator")} {r.GetProperty("part")} {r.GetProperty("numerator")}/{r.GetProperty("denominator")}")
        .Where(l => l.StartsWith("online-service-remote-user-rate", StringComparison.Ordinal) || l.Contains("e-result-rate", StringComparison.Ordinal))];
}
