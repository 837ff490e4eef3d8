using System.Net;
using System.Text.Json;
using IntegrationHub.Contracts;
using IntegrationHub.Record;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace IntegrationHub.Api.Tests.Quarantine;

public sealed class QuarantineEndpointsTests
{
    [Theory]
    [InlineData(ApiServer.Sqlite)]
    [InlineData(ApiServer.PostgreSql)]
    public async Task Open_rejections_are_paged_and_leave_when_the_record_is_accepted(string store)
    {
        await using var api = await ApiServer.StartAsync(store);
        await api.Seed.PullAsync("dossiers", [], rejections: [.. Enumerable.Range(1, 5).Select(i => Rejected($"X-{i}", i % 2 == 0 ? "E_BAD_DATE" : "E_UNKNOWN_STATUS"))]);
        api.Clock.Advance(TimeSpan.FromMinutes(1));
        await api.Seed.PullAsync("dossiers", [Seed.Day("X-3", "commune-a", Seed.January, 1, 0, 0)]);

        Assert.Equal(["X-5", "X-4", "X-2", "X-1"], await KeysAsync(api, "limit=3"));
        Assert.Equal(["X-4", "X-2"], await KeysAsync(api, "code=E_BAD_DATE&limit=1"));
        Assert.Empty(await KeysAsync(api, "source=tthc-broken"));
        var first = (await api.GetAsync("/api/v1/quarantine?limit=1")).GetProperty("items")[0];
        Assert.Equal(("E_UNKNOWN_STATUS", "open", "tthc-test"), (first.GetProperty("code").GetString(), first.GetProperty("state").GetString(), first.GetProperty("source").GetString()));
        Assert.Contains("mapping", first.GetProperty("remedy").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_replay_is_a_mark_that_a_collector_sees_and_a_discard_keeps_its_reason()
    {
        await using var api = await ApiServer.StartAsync();
        await api.Seed.PullAsync("dossiers", [], rejections: [Rejected("X-1", "E_BAD_DATE"), Rejected("X-2", "E_UNKNOWN_STATUS")]);
        var ids = (await api.GetAsync("/api/v1/quarantine")).GetProperty("items").EnumerateArray().ToDictionary(i => i.GetProperty("record").GetString()!, i => i.GetProperty("id").GetInt64());

        Assert.Equal(1, (await api.PostAsync(HttpStatusCode.Accepted, $"/api/v1/quarantine/{ids["X-1"]}/replay")).GetProperty("records").GetInt32());
        await api.PostAsync(HttpStatusCode.BadRequest, $"/api/v1/quarantine/{ids["X-2"]}/discard", """{"reason":" ","by":"an"}""");
        await api.PostAsync(HttpStatusCode.OK, $"/api/v1/quarantine/{ids["X-2"]}/discard", """{"reason":"test agency","by":"an"}""");
        await api.PostAsync(HttpStatusCode.NotFound, $"/api/v1/quarantine/{ids["X-2"]}/replay");
        Assert.Equal(1, (await api.PostAsync(HttpStatusCode.Accepted, "/api/v1/quarantine/replay?code=E_BAD_DATE")).GetProperty("records").GetInt32());

        await using var db = await api.Seed.ContextAsync();
        var rows = db.Rejections.OrderBy(r => r.Record).ToList();
        Assert.Equal([(true, "open", null), (false, "discarded", "test agency")], rows.Select(r => (r.ReplayRequested, r.State, r.Decision)));
    }

    [Fact]
    public async Task A_figure_that_a_discard_settles_is_announced()
    {
        await using var api = await ApiServer.StartAsync();
        await api.Seed.AllAsync();
        await api.Seed.PullAsync("dossiers", [], rejections: [Rejected("X-1", "E_BAD_DATE") with { Unit = "commune-a", Day = Seed.February.DayNumber }]);
        var id = (await api.GetAsync("/api/v1/quarantine")).GetProperty("items")[0].GetProperty("id");
        await using var db = await api.Seed.ContextAsync();
        var before = await db.Outbox.MaxAsync(o => o.Id);

        await api.PostAsync(HttpStatusCode.OK, $"/api/v1/quarantine/{id}/discard", """{"reason":"test","by":"an"}""");
        Assert.Equal(1, await api.Services.GetRequiredService<DecisionAnnouncer>().AnnounceAsync(CancellationToken.None));

        var data = (await db.Outbox.Where(o => o.Id > before).ToListAsync()).Select(o => JsonDocument.Parse(o.Body).RootElement.GetProperty("data")).ToList();
        Assert.NotEmpty(data);
        Assert.All(data, d => Assert.NotEqual(d.GetProperty("marks").ToString(), d.GetProperty("previous").GetProperty("marks").ToString()));
        Assert.False(await db.Rejections.AnyAsync(r => r.Pending));
    }

    [Fact]
    public async Task A_cursor_that_no_answer_gave_is_refused()
    {
        await using var api = await ApiServer.StartAsync();

        await api.RefusedAsync(HttpStatusCode.BadRequest, "bad-cursor", "/api/v1/quarantine?cursor=-1");
        await api.RefusedAsync(HttpStatusCode.BadRequest, "bad-parameter", "/api/v1/quarantine?limit=501");
    }

    private static RejectedRecord Rejected(string record, string code) => new() { Record = record, Code = code, Place = "field", Message = "refused" };

    private static async Task<IReadOnlyList<string?>> KeysAsync(ApiServer api, string query)
    {
        var keys = new List<string?>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await api.GetAsync($"/api/v1/quarantine?{query}{cursor}");
            keys.AddRange(page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("record").GetString()));
            cursor = page.GetProperty("next") is { ValueKind: JsonValueKind.String } next ? "&cursor=" + next.GetString() : null;
        }

        return keys;
    }
}
