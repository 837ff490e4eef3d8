using System.Net;
using System.Text.Json;
using IntegrationHub.Store.Figures;
using Xunit;

namespace IntegrationHub.Api.Tests.Reconciliation;

public sealed class ReconciliationEndpointsTests
{
    [Theory]
    [InlineData(ApiServer.Sqlite)]
    [InlineData(ApiServer.PostgreSql)]
    public async Task A_planted_difference_is_reported_and_marked_and_never_added(string store)
    {
        await using var api = await ApiServer.StartAsync(store);
        await api.Seed.AllAsync(februaryOfB: 9);

        var difference = Assert.Single((await api.GetAsync("/api/v1/reconciliation")).EnumerateArray());

        Assert.Equal(("dossier.received", "commune-b", "2024-M02", "1"), (
            difference.GetProperty("metric").GetString(), difference.GetProperty("unit").GetString(), difference.GetProperty("period").GetProperty("id").GetString(), difference.GetProperty("amount").GetString()));
        Assert.Equal(("tthc/dossiers", "9", false), Feed(difference, "records"));
        Assert.Equal(("tthc/period-snapshots", "10", true), Feed(difference, "snapshot"));

        var rows = (await api.GetAsync("/api/v1/plans/plan-2024/progress")).GetProperty("rows").EnumerateArray().ToList();
        Assert.Equal("45", rows[0].GetProperty("denominator").GetString());
        Assert.Equal(["online-rate|", "both|", "both|online-share", "both|verified-rate"], Marked(rows));
    }

    [Fact]
    public async Task Only_rows_whose_units_and_period_hold_the_difference_are_marked()
    {
        await using var api = await ApiServer.StartAsync();
        await api.Seed.AllAsync(februaryOfB: 9);

        Assert.Empty(Marked((await api.GetAsync("/api/v1/plans/plan-2024/progress?unit=commune-a")).GetProperty("rows").EnumerateArray()));
        Assert.Empty(Marked((await api.GetAsync("/api/v1/plans/plan-2024/progress?period=2024-M01")).GetProperty("rows").EnumerateArray()));
        Assert.Empty(Marked((await api.GetAsync("/api/v1/plans/plan-2024/progress?scope=own")).GetProperty("rows").EnumerateArray()));
        Assert.NotEmpty(Marked((await api.GetAsync("/api/v1/plans/plan-2024/progress?period=2024-M02&unit=commune-b")).GetProperty("rows").EnumerateArray()));
    }

    [Fact]
    public async Task Feeds_that_agree_are_not_listed()
    {
        await using var api = await ApiServer.StartAsync();
        await api.Seed.AllAsync();

        Assert.Equal(0, (await api.GetAsync("/api/v1/reconciliation")).GetArrayLength());
        Assert.Empty(Marked((await api.GetAsync("/api/v1/plans/plan-2024/progress")).GetProperty("rows").EnumerateArray()));
    }

    [Theory]
    [InlineData(ApiServer.Sqlite)]
    [InlineData(ApiServer.PostgreSql)]
    public async Task A_month_with_a_day_that_was_not_delivered_cannot_be_compared(string store)
    {
        await using var api = await ApiServer.StartAsync(store);
        await api.Seed.PullAsync("period-snapshots", [Seed.Snapshot("commune-a", Seed.January, 10, 8), Seed.Snapshot("commune-a", Seed.February, 20, 15)]);
        await api.Seed.PullAsync("dossiers", [], [
            new UnitDelivery("commune-a", "NgayTiepNhan", Seed.January.DayNumber, Seed.February.AddDays(-1).DayNumber),
            new UnitDelivery("commune-a", "NgayTiepNhan", Seed.February.DayNumber, Seed.March.DayNumber),
        ]);

        var months = (await api.GetAsync("/api/v1/reconciliation")).EnumerateArray().Select(d => d.GetProperty("period").GetProperty("id").GetString()).Distinct();
        Assert.Equal(["2024-M02"], months);

        // To look is not to write: metrics that no record has had have no place in the cells.
        await using var db = await api.Seed.ContextAsync();
        Assert.Empty(db.MetricSlots);
    }

    [Fact]
    public async Task The_list_is_limited_to_a_subtree_and_a_metric()
    {
        await using var api = await ApiServer.StartAsync();
        await api.Seed.AllAsync(februaryOfB: 9);

        Assert.Equal(1, (await api.GetAsync("/api/v1/reconciliation?unit=district&metric=dossier.received")).GetArrayLength());
        Assert.Equal(0, (await api.GetAsync("/api/v1/reconciliation?unit=commune-a")).GetArrayLength());
        Assert.Equal(0, (await api.GetAsync("/api/v1/reconciliation?metric=dossier.online")).GetArrayLength());
        Assert.Contains("dossier.online", await api.RefusedAsync(HttpStatusCode.NotFound, "unknown-metric", "/api/v1/reconciliation?metric=dossier.onlin"), StringComparison.Ordinal);
        await api.RefusedAsync(HttpStatusCode.NotFound, "unknown-unit", "/api/v1/reconciliation?unit=x");
    }

    private static (string?, string?, bool) Feed(JsonElement difference, string side)
    {
        var feed = difference.GetProperty(side);
        return (feed.GetProperty("feed").GetString(), feed.GetProperty("amount").GetString(), feed.GetProperty("counts").GetBoolean());
    }

    private static IEnumerable<string> Marked(IEnumerable<JsonElement> rows) => rows
        .Where(r => r.GetProperty("marks").EnumerateArray().Any(m => m.GetString() == "Reconcile"))
        .Select(r => r.GetProperty("indicator").GetString() + "|" + r.GetProperty("part").GetString());
}
