using System.Globalization;
using System.Net;
using System.Text.Json;
using Xunit;

namespace IntegrationHub.Api.Tests.Indicators;

public sealed class LineageTests(SeededServer server) : IClassFixture<SeededServer>
{
    private const string OfProvince = "/api/v1/indicators/online-rate/values/province/2024-01-01..2024-03-01/lineage";

    private readonly ApiServer _api = server.Api;

    [Theory]
    [InlineData(ApiServer.Sqlite)]
    [InlineData(ApiServer.PostgreSql)]
    public async Task A_figure_leads_to_units_ledger_batch_run_trace_and_records(string store)
    {
        await using var api = await ApiServer.StartAsync(store);
        await api.Seed.AllAsync();
        api.Clock.Advance(TimeSpan.FromHours(1));
        var run = await api.Seed.PullAsync("period-snapshots", [Seed.Snapshot("commune-a", Seed.February, 22, 16)]);

        var lineage = await api.GetAsync(OfProvince);

        Assert.Equal(("31", "47"), (lineage.GetProperty("numerator").GetString(), lineage.GetProperty("denominator").GetString()));
        Assert.Equal(["commune-a|24|32|2|2", "commune-b|7|15|2|2"], lineage.GetProperty("contributions").EnumerateArray().Select(c =>
            $"{Text(c, "unit")}|{Text(c, "numerator")}|{Text(c, "denominator")}|{c.GetProperty("expected").GetInt32()}|{c.GetProperty("received").GetInt32()}"));

        // The correction comes first, with the difference that it made and what the record said before and after.
        var ledger = lineage.GetProperty("ledger").EnumerateArray().ToList();
        Assert.Equal(10, ledger.Count);
        Assert.Equal(
            ["commune-a|dossier.received|denominator|2024-02-01|2024-03-01|2", "commune-a|dossier.online|numerator|2024-02-01|2024-03-01|1"],
            ledger.Take(2).Select(e => $"{Text(e, "unit")}|{Text(e, "metric")}|{Text(e, "side")}|{Text(e, "from")}|{Text(e, "to")}|{Text(e, "delta")}"));
        var batch = lineage.GetProperty("batches").EnumerateArray().Single(b => Text(b, "batch") == Text(ledger[0], "batch"));
        Assert.Equal((run.ToString(), "tthc-test", "period-snapshots", Seed.TraceId), (Text(batch, "run"), Text(batch, "source"), Text(batch, "stream"), Text(batch, "traceId")));
        var record = Assert.Single(batch.GetProperty("records").EnumerateArray());
        Assert.Equal("commune-a|2024-02", Text(record, "record"));
        Assert.Equal(["20", "15"], Amounts(record, "before"));
        Assert.Equal(["22", "16"], Amounts(record, "after"));
        Assert.Equal(JsonValueKind.Null, lineage.GetProperty("next").ValueKind);
    }

    [Fact]
    public async Task The_ledger_adds_up_to_the_figure_over_all_its_pages()
    {
        var (sums, pages) = (new Dictionary<string, long>(), 0);
        for (string? cursor = ""; cursor is not null; pages++)
        {
            var page = await _api.GetAsync($"{OfProvince}?limit=3{cursor}");
            foreach (var change in page.GetProperty("ledger").EnumerateArray())
            {
                sums[Text(change, "metric")!] = sums.GetValueOrDefault(Text(change, "metric")!) + long.Parse(Text(change, "delta")!, CultureInfo.InvariantCulture);
            }

            Assert.True(page.GetProperty("ledger").GetArrayLength() <= 3);
            Assert.True(page.GetProperty("ledger").EnumerateArray().All(c => page.GetProperty("batches").EnumerateArray().Any(b => Text(b, "batch") == Text(c, "batch"))));
            cursor = Text(page, "next") is { } next ? "&cursor=" + next : null;
        }

        Assert.Equal(3, pages);
        Assert.Equal((30, 45), (sums["dossier.online"], sums["dossier.received"]));
    }

    [Fact]
    public async Task It_says_what_is_still_needed_by_the_target_of_the_plan()
    {
        var needed = (await _api.GetAsync(OfProvince)).GetProperty("stillNeeded");

        // 30 of 45, more than 70 %: 32/45, or 36/51; 31/45 and 35/50 are not enough.
        Assert.Equal(("more", "2", "6", "dossier"), (Text(needed, "kind"), Text(needed, "existing"), Text(needed, "new"), Text(needed, "counted")));
        Assert.Equal(("> 70", "plan-2024"), ($"{Text(needed.GetProperty("target"), "operator")} {Text(needed.GetProperty("target"), "threshold")}", Text(needed.GetProperty("target"), "plan")));
        Assert.Equal("reached", Text((await _api.GetAsync("/api/v1/indicators/online-rate/values/commune-a/2024-M02/lineage?plan=plan-2024")).GetProperty("stillNeeded"), "kind"));
        Assert.Contains("plan-2024", await _api.RefusedAsync(HttpStatusCode.NotFound, "unknown-plan", OfProvince + "?plan=none"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_lineage_of_the_past_leaves_out_what_came_later()
    {
        await using var api = await ApiServer.StartAsync();
        await api.Seed.AllAsync();
        var then = (await api.GetAsync(OfProvince)).GetProperty("asOf").GetString();
        api.Clock.Advance(TimeSpan.FromHours(1));
        await api.Seed.PullAsync("period-snapshots", [Seed.Snapshot("commune-a", Seed.February, 22, 16)]);

        var now = await api.GetAsync(OfProvince);
        var past = await api.GetAsync($"{OfProvince}?asKnownAt={then}");

        Assert.Equal(("31", 10, "as-was"), (Text(now, "numerator"), now.GetProperty("ledger").GetArrayLength(), Text(now, "view")));
        Assert.Equal(("30", 8, then), (Text(past, "numerator"), past.GetProperty("ledger").GetArrayLength(), Text(past, "asOf")));
        Assert.Equal(["23", "7"], past.GetProperty("contributions").EnumerateArray().Select(c => Text(c, "numerator")));
    }

    [Fact]
    public async Task Only_the_feed_that_counts_is_shown()
    {
        var gregorian = await _api.GetAsync("/api/v1/indicators/online-rate/values/commune-a/2024-M02/lineage");
        var admin = await _api.GetAsync("/api/v1/indicators/online-rate/values/commune-a/2024-M02/lineage?calendar=admin");

        Assert.Equal(["period-snapshots"], gregorian.GetProperty("batches").EnumerateArray().Select(b => Text(b, "stream")));
        Assert.Equal(["dossiers"], admin.GetProperty("batches").EnumerateArray().Select(b => Text(b, "stream")));
        Assert.Equal("A-2", Text(admin.GetProperty("batches")[0].GetProperty("records")[0], "record"));
    }

    [Fact]
    public async Task A_composite_names_what_it_is_based_on()
    {
        var lineage = await _api.GetAsync("/api/v1/indicators/both/values/province/2024-M01/lineage");

        Assert.Equal(["online-share", "verified-rate"], lineage.GetProperty("basedOn").EnumerateArray().Select(b => b.GetString()));
        Assert.Equal(JsonValueKind.Null, lineage.GetProperty("numerator").ValueKind);
    }

    [Theory]
    [InlineData("online-rat/values/province/2024-M01", HttpStatusCode.NotFound, "unknown-indicator", "Did you mean 'online-rate'?")]
    [InlineData("online-rate/values/nowhere/2024-M01", HttpStatusCode.NotFound, "unknown-unit", "plans")]
    [InlineData("online-rate/values/province/soon", HttpStatusCode.BadRequest, "bad-period", "2024-Q1")]
    public async Task An_unknown_figure_is_refused_with_what_to_do(string figure, HttpStatusCode status, string type, string remedy) =>
        Assert.Contains(remedy, await _api.RefusedAsync(status, type, $"/api/v1/indicators/{figure}/lineage"), StringComparison.Ordinal);

    [Theory]
    [InlineData("?cursor=yesterday", "bad-cursor", "next")]
    [InlineData("?limit=0", "bad-parameter", "1 to 500")]
    [InlineData("?limit=many", "bad-parameter", "limit")]
    [InlineData("?page=2", "unknown-parameter", "cursor")]
    public async Task A_bad_page_is_refused(string query, string type, string remedy) =>
        Assert.Contains(remedy, await _api.RefusedAsync(HttpStatusCode.BadRequest, type, OfProvince + query), StringComparison.Ordinal);

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static IEnumerable<string?> Amounts(JsonElement record, string name) =>
        record.GetProperty(name).EnumerateArray().OrderByDescending(v => Text(v, "metric"), StringComparer.Ordinal).Select(v => Text(v, "amount"));
}
