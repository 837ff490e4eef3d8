using System.Net;
using System.Text.Json;
using IntegrationHub.Store.Sources;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace IntegrationHub.Api.Tests.Sources;

public sealed class SourceWorkTests
{
    [Theory]
    [InlineData(ApiServer.Sqlite)]
    [InlineData(ApiServer.PostgreSql)]
    public async Task A_source_is_paused_and_resumed_and_asking_twice_changes_nothing(string store)
    {
        await using var api = await ApiServer.StartAsync(store);
        var first = await api.PostAsync(HttpStatusCode.OK, "/api/v1/sources/tthc-test/pause", """{ "reason": "bảo trì" }""");
        Assert.Equal((true, true), (first.GetProperty("paused").GetBoolean(), first.GetProperty("changed").GetBoolean()));
        Assert.False((await api.PostAsync(HttpStatusCode.OK, "/api/v1/sources/tthc-test/pause", "{}")).GetProperty("changed").GetBoolean());
        Assert.True((await api.GetAsync("/api/v1/sources/tthc-test")).GetProperty("paused").GetBoolean());
        Assert.False((await api.PostAsync(HttpStatusCode.OK, "/api/v1/sources/tthc-test/resume")).GetProperty("paused").GetBoolean());
        await api.PostAsync(HttpStatusCode.NotFound, "/api/v1/sources/x/pause", "{}");
        await using var db = await api.Seed.ContextAsync();
        Assert.Equal(["source.pause", "source.resume"], await db.AuditLog.Where(a => a.Subject == "source/tthc-test").OrderBy(a => a.Seq).Select(a => a.Action).ToListAsync());
    }

    [Theory]
    [InlineData(ApiServer.Sqlite)]
    [InlineData(ApiServer.PostgreSql)]
    public async Task A_backfill_waits_for_a_collector_is_ordered_once_and_can_be_cancelled(string store)
    {
        await using var api = await ApiServer.StartAsync(store);
        const string Span = """{ "from": "2024-01-01", "to": "2024-02-01" }""";
        var order = await api.PostAsync(HttpStatusCode.Accepted, "/api/v1/sources/tthc-test/backfill", Span);
        Assert.Equal(("waiting", "demo"), (order.GetProperty("state").GetString(), order.GetProperty("askedBy").GetString()));
        var id = order.GetProperty("id").GetInt64();
        Assert.Equal(id, (await api.PostAsync(HttpStatusCode.Accepted, "/api/v1/sources/tthc-test/backfill", Span)).GetProperty("id").GetInt64());
        using var cancelled = await api.Client.DeleteAsync(new Uri($"/api/v1/sources/tthc-test/backfills/{id}", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NoContent, cancelled.StatusCode);
        using var twice = await api.Client.DeleteAsync(new Uri($"/api/v1/sources/tthc-test/backfills/{id}", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, twice.StatusCode);
        Assert.NotEqual(id, (await api.PostAsync(HttpStatusCode.Accepted, "/api/v1/sources/tthc-test/backfill", Span)).GetProperty("id").GetInt64());
        Assert.Equal(["waiting", "cancelled"], (await api.GetAsync("/api/v1/sources/tthc-test/backfills")).EnumerateArray().Select(b => b.GetProperty("state").GetString()));
    }

    [Theory]
    [InlineData("{}", "from, the first day")]
    [InlineData("""{ "from": "2024-02-01", "to": "2024-02-01" }""", "later than from")]
    [InlineData("""{ "from": "2024-02-01", "to": "2030-01-01" }""", "nothing later")]
    [InlineData("""{ "from": "2010-02-01", "to": "2024-01-01" }""", "5 years")]
    [InlineData("""{ "from": "1.2.2024", "to": "2024-03-01" }""", "$.from")]
    public async Task A_backfill_needs_a_span(string body, string said)
    {
        var api = shared ??= await ApiServer.StartAsync();
        Assert.Contains(said, (await api.PostAsync(HttpStatusCode.BadRequest, "/api/v1/sources/tthc-test/backfill", body)).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cursors_say_how_far_a_stream_was_read_and_where_a_broken_off_backfill_goes_on()
    {
        await using var api = await ApiServer.StartAsync();
        await using var db = await api.Seed.ContextAsync();
        db.AddRange(
            new StreamCursor { Source = "tthc-test", Stream = "dossiers", Cursor = "2024-03-19", UpdatedAt = api.Clock.GetUtcNow() },
            new StreamCursor { Source = "tthc-test", Stream = "dossiers@2024-01-01..2024-02-01", Cursor = new string('x', 5000), UpdatedAt = api.Clock.GetUtcNow() },
            new OpenRecordRow { Source = "tthc-test", Stream = "dossiers", Record = "A", Agency = "H02", Day = 1, Stamp = "" });
        await db.SaveChangesAsync();
        var cursors = (await api.GetAsync("/api/v1/sources/tthc-test/cursors")).EnumerateArray().ToList();
        Assert.Equal(("dossiers", JsonValueKind.Null, "2024-03-19", 1), (cursors[0].GetProperty("stream").GetString(), cursors[0].GetProperty("backfill").ValueKind, cursors[0].GetProperty("cursor").GetString(), cursors[0].GetProperty("openRecords").GetInt32()));
        Assert.Equal(("dossiers", "2024-01-01..2024-02-01", 501), (cursors[1].GetProperty("stream").GetString(), cursors[1].GetProperty("backfill").GetString(), cursors[1].GetProperty("cursor").GetString()!.Length));
    }

    private static ApiServer? shared;
}
