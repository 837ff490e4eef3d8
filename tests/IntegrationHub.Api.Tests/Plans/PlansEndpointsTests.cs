using System.Net;
using System.Text.Json;
using Xunit;

namespace IntegrationHub.Api.Tests.Plans;

public sealed class PlansEndpointsTests(SeededServer server) : IClassFixture<SeededServer>
{
    private readonly ApiServer _api = server.Api;

    [Fact]
    public async Task Plans_come_with_the_units_that_can_be_asked_for()
    {
        var plan = Assert.Single((await _api.GetAsync("/api/v1/plans")).EnumerateArray());

        Assert.Equal("plan-2024", plan.GetProperty("id").GetString());
        Assert.Equal("Kế hoạch 2024", plan.GetProperty("title").GetProperty("vi").GetString());
        Assert.Equal(("province", 2024, "gregorian", "1/KH", "2023-12-11"), (
            plan.GetProperty("owner").GetString(), plan.GetProperty("year").GetInt32(), plan.GetProperty("calendar").GetString(),
            plan.GetProperty("number").GetString(), plan.GetProperty("date").GetString()));
        Assert.Equal(JsonValueKind.Null, plan.GetProperty("parent").ValueKind);
        Assert.Equal(
            ["province|province|", "district|district|province", "commune-a|commune|district", "commune-b|commune|district"],
            plan.GetProperty("units").EnumerateArray().Select(u => $"{u.GetProperty("id").GetString()}|{u.GetProperty("level").GetString()}|{u.GetProperty("parent").GetString()}"));
    }

    [Fact]
    public async Task A_plan_shows_rows_targets_and_clauses_as_printed()
    {
        var plan = await _api.GetAsync("/api/v1/plans/plan-2024");

        var rows = plan.GetProperty("rows").EnumerateArray().ToList();
        Assert.Equal(["1", "2", "3"], rows.Select(r => r.GetProperty("no").GetString()!));
        Assert.Equal("Phụ lục I, 1", rows[0].GetProperty("clause").GetString());
        Assert.Equal("ratio(dossier.online, dossier.received)", rows[0].GetProperty("definition").GetProperty("formula").GetString());
        var target = rows[0].GetProperty("target");
        Assert.Equal((">", "70", "trên 70%"), (target.GetProperty("operator").GetString(), target.GetProperty("threshold").GetString(), target.GetProperty("asWritten").GetString()));
        Assert.Equal(2, rows[1].GetProperty("parts").GetArrayLength());
        Assert.Equal(("milestone", "2024-12-31"), (rows[2].GetProperty("kind").GetString(), rows[2].GetProperty("target").GetProperty("due").GetString()));
    }

    [Fact]
    public async Task Before_a_catalogue_is_applied_there_are_no_plans_and_the_remedy_is_named()
    {
        await using var empty = await ApiServer.StartAsync(isEmpty: true);
        await empty.MigrateAsync();

        Assert.Equal(0, (await empty.GetAsync("/api/v1/plans")).GetArrayLength());
        Assert.Equal(0, (await empty.GetAsync("/api/v1/sources")).GetArrayLength());
        Assert.Contains("hub apply", await empty.RefusedAsync(HttpStatusCode.ServiceUnavailable, "no-catalogue", "/api/v1/plans/plan-2024/progress"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_plan_is_refused_with_the_known_ones() =>
        Assert.Contains("plan-2024", await _api.RefusedAsync(HttpStatusCode.NotFound, "unknown-plan", "/api/v1/plans/plan-2042"), StringComparison.Ordinal);
}
