using IntegrationHub.Host.Commands;
using IntegrationHub.Testing;

namespace IntegrationHub.Host.Tests.Commands;

[Collection(PulledHubTests.Name)]
public sealed class DbCommandTests(PulledHub hub)
{
    [Fact]
    public async Task A_pulled_store_is_clean_and_everything_was_compared()
    {
        var run = await hub.RunAsync("db", "verify", "--format", "json");
        Assert.Equal((ExitCodes.Success, ""), (run.Code, run.Error));
        Assert.True(run.Json.GetProperty("clean").GetBoolean());
        Assert.All(
            new[] { "batches", "measurements", "ledgerEntries", "cells", "figureSums", "computedValues" },
            name => Assert.True(run.Json.GetProperty("counts").GetProperty(name).GetInt64() > 0, name));
    }

    /// <summary>Together, because a verification costs seconds; each by itself with --full. Two of them drown the others in mismatches, so they have their own.</summary>
    [Fact]
    public async Task Planted_corruptions_are_found_where_they_are()
    {
        using var copy = hub.Copy();
        var quiet = Corruptions.Where(c => c[0] is not ("batch" or "ledger")).ToList();
        foreach (var corruption in quiet)
        {
            copy.Execute((string)corruption[1]);
        }

        var run = await copy.RunAsync("db", "verify", "--format", "json");
        Assert.Equal(ExitCodes.Bad, run.Code);
        var found = run.Json.GetProperty("mismatches").EnumerateArray().Select(m => m.GetProperty("table").GetString()!).ToHashSet();
        Assert.Superset(quiet.Select(c => (string)c[0]).ToHashSet(), found);
    }

    [Theory]
    [InlineData("batch")]
    [InlineData("ledger")]
    public Task A_planted_corruption_that_many_places_show_is_found(string table) => AssertFoundAsync(table, (string)Corruptions.Single(c => (string)c[0] == table)[1]);

    public static IEnumerable<object[]> Corruptions { get; } =
    [
        ["day_cell", "UPDATE day_cell SET s0 = s0 + 1 WHERE rowid = (SELECT min(rowid) FROM day_cell)"],
        ["period_cell", "UPDATE period_cell SET amount = amount - 1 WHERE rowid = (SELECT min(rowid) FROM period_cell)"],
        ["figure_sum", "UPDATE figure_sum SET n = n + 1 WHERE rowid = (SELECT min(rowid) FROM figure_sum)"],
        ["ledger", "DELETE FROM ledger WHERE rowid = (SELECT min(rowid) FROM ledger)"],
        ["measurement_current", "UPDATE measurement_current SET vals = NULL WHERE rowid = (SELECT min(rowid) FROM measurement_current WHERE length(vals) > 3)"],
        ["computed_value", """UPDATE computed_value SET "row" = replace("row", '"numerator":"', '"numerator":"9') WHERE rowid = (SELECT min(rowid) FROM computed_value WHERE "row" LIKE '%"numerator":"%')"""],
        ["batch", "UPDATE batch SET recorded_at = NULL WHERE no = (SELECT min(no) FROM batch)"],
    ];

    [Theory]
    [Trait("Category", "Full")]
    [MemberData(nameof(Corruptions))]
    public Task A_planted_corruption_is_found_where_it_is(string table, string corruption) => AssertFoundAsync(table, corruption);

    [Theory]
    [Trait("Category", "Full")]
    [InlineData("day_cell", "DELETE FROM day_cell WHERE rowid = (SELECT min(rowid) FROM day_cell WHERE s0 > 0)")]
    [InlineData("period_cell", "UPDATE period_cell SET present = present + 1 WHERE rowid = (SELECT min(rowid) FROM period_cell)")]
    [InlineData("figure_sum", "DELETE FROM figure_sum WHERE rowid = (SELECT min(rowid) FROM figure_sum WHERE d > 0)")]
    [InlineData("ledger", "UPDATE ledger SET unit = (SELECT max(unit) FROM ledger) + 1 WHERE rowid = (SELECT min(rowid) FROM ledger)")]
    [InlineData("ledger", "UPDATE ledger SET entries = x'05' WHERE rowid = (SELECT min(rowid) FROM ledger)")]
    [InlineData("measurement_current", "DELETE FROM measurement_current WHERE rowid = (SELECT min(rowid) FROM measurement_current WHERE length(vals) > 3)")]
    [InlineData("measurement_current", "UPDATE measurement_current SET batch = 999999 WHERE rowid = (SELECT min(rowid) FROM measurement_current)")]
    public Task Each_planted_corruption_is_found_where_it_is(string table, string corruption) => AssertFoundAsync(table, corruption);

    [Fact]
    public async Task A_mismatch_names_its_cell_and_only_the_first_twenty_are_told()
    {
        using var copy = hub.Copy();
        copy.Execute("UPDATE period_cell SET amount = amount + 1");
        var run = await copy.RunAsync("db", "verify");
        Assert.Equal(ExitCodes.Bad, run.Code);
        Assert.Equal(20, run.Lines.Count(l => l.StartsWith("✗ ", StringComparison.Ordinal)));
        Assert.Matches(@"^✗ period_cell: tthc/period-snapshots · \S+ · \S+ · \d{4}-\d\d-\d\d\.\.\d{4}-\d\d-\d\d · \S+: expected \d+ stated 1 times, found \d+ stated 1 times$", run.Lines[0]);
        Assert.Contains(run.Lines, l => l.StartsWith("… and ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Verify_leaves_the_store_as_it_is()
    {
        using var copy = hub.Copy();
        var before = File.ReadAllBytes(copy.Store);
        await copy.RunAsync("db", "verify");
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Assert.Equal(before.Length, File.ReadAllBytes(copy.Store).Length);
        Assert.Equal(0, copy.Count("SELECT count(*) FROM code WHERE id > (SELECT max(id) FROM code)"));
    }

    [Fact]
    public async Task Migrate_makes_the_tables_once()
    {
        using var folder = new TemporaryFolder();
        var environment = HubRun.With("sqlite:" + folder.File("deep/new.db"), hub.Clock);
        var first = await HubRun.OfAsync(environment, "db", "migrate");
        Assert.Equal(ExitCodes.Success, first.Code);
        Assert.StartsWith("applied ", first.Out, StringComparison.Ordinal);
        Assert.Equal("no change: the tables are up to date\n", (await HubRun.OfAsync(environment, "db", "migrate")).Out);
        var empty = await HubRun.OfAsync(environment, "db", "verify");
        Assert.Equal(ExitCodes.Success, empty.Code);
    }

    [Fact]
    public async Task A_store_that_is_not_there_is_unreachable_and_not_made()
    {
        using var folder = new TemporaryFolder();
        var run = await HubRun.OfAsync(HubRun.With("sqlite:" + folder.File("none.db"), hub.Clock), "db", "verify");
        Assert.Equal(ExitCodes.Unreachable, run.Code);
        Assert.Contains("HUB_STORE", run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder.File("none.db")));
    }

    [Fact]
    public async Task A_store_without_tables_says_how_to_make_them()
    {
        using var folder = new TemporaryFolder();
        folder.Write("empty.db", "");
        var run = await HubRun.OfAsync(HubRun.With("sqlite:" + folder.File("empty.db"), hub.Clock), "plan", "show", "bac-giang-2024");
        Assert.Equal(ExitCodes.Unreachable, run.Code);
        Assert.Contains("hub db migrate", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("source list")]
    [InlineData("db migrate")]
    [InlineData("apply -f CATALOGUE")]
    public async Task A_database_server_that_does_not_answer_is_unreachable(string command)
    {
        var run = await HubRun.OfAsync(HubRun.With("postgres://hub:secret-word@127.0.0.1:9/hub", hub.Clock), command.Replace("CATALOGUE", hub.Catalogue, StringComparison.Ordinal).Split(' '));
        Assert.Equal(ExitCodes.Unreachable, run.Code);
        Assert.Contains("HUB_STORE", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-word", run.Error, StringComparison.Ordinal);
    }

    private async Task AssertFoundAsync(string table, string corruption)
    {
        using var copy = hub.Copy();
        copy.Execute(corruption);
        var run = await copy.RunAsync("db", "verify", "--format", "json");
        Assert.Equal(ExitCodes.Bad, run.Code);
        Assert.Contains(run.Json.GetProperty("mismatches").EnumerateArray(), m => m.GetProperty("table").GetString() == table);
    }
}
