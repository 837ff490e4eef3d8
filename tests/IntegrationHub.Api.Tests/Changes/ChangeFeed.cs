using System.Text.Json;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Outbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IntegrationHub.Api.Tests.Changes;

/// <summary>Changes and the feed of them, as a reader goes about it.</summary>
internal static class ChangeFeed
{
    /// <summary>Another amount of a commune on a day of March: its figures and those above it are others.</summary>
    public static Task<Guid> ChangeAsync(this ApiServer api, string commune, long online, int day = 4) => api.Seed.PullAsync(
        "dossiers", [Seed.Day($"{commune}-{day}", commune, Seed.January.AddDays(day), online + 5, online, online)],
        [new(commune, "NgayTiepNhan", Seed.January.DayNumber, Seed.Today.DayNumber)]);

    /// <summary>The ids of all events, in the order in which they were committed.</summary>
    public static async Task<List<string>> CommittedAsync(this ApiServer api)
    {
        await using var db = await api.Seed.ContextAsync();
        return [.. (await db.Outbox.OrderBy(e => e.Id).Select(e => e.EventId).ToListAsync()).Select(id => id.ToString())];
    }

    /// <summary>Reads pages until there are no more.</summary>
    public static async Task<(List<string> Ids, string Next)> ReadAsync(this ApiServer api, string? after = null, string query = "limit=2")
    {
        var ids = new List<string>();
        while (true)
        {
            var page = await api.GetAsync($"/api/v1/changes?{query}{(after is null ? "" : "&after=" + after)}");
            ids.AddRange(page.Ids());
            after = page.GetProperty("next").GetString()!;
            if (!page.GetProperty("more").GetBoolean())
            {
                return (ids, after);
            }
        }
    }

    public static IEnumerable<string> Ids(this JsonElement page) => page.GetProperty("items").EnumerateArray().Select(e => e.GetProperty("id").GetString()!);

    public static bool IsTransient(this ApiServer api, Exception e) => api.Services.GetRequiredService<ILedgerDialect>().IsTransient(e);

    /// <summary>Events as if many had been told, without computing them: under the lock and with the instants of a recorder.</summary>
    public static async Task AddEventsAsync(this ApiServer api, int count)
    {
        await using var db = await api.Seed.ContextAsync();
        var dialect = api.Services.GetRequiredService<ILedgerDialect>();
        await using var transaction = await dialect.BeginAsync(db, CancellationToken.None);
        await dialect.LockAsync(db, CancellationToken.None);
        var recordedAt = await RecordingInstant.NextAsync(db, api.Clock, CancellationToken.None);
        for (var i = 0; i < count; i++)
        {
            var id = Guid.CreateVersion7();
            db.Outbox.Add(new OutboxRow
            {
                EventId = id, RoutingKey = "computed.plan-2024.online-rate.unit", RecordedAt = recordedAt,
                Body = $$"""{"specversion":"1.0","id":"{{id}}","source":"/integration-hub","type":"vn.integrationhub.indicator.computed.v1","subject":"s","time":"2024-03-20T01:00:00Z","datacontenttype":"application/json","data":{"title":"Tỷ lệ {{i}}"} }""",
            });
        }

        await db.SaveChangesAsync();

        // As long as a recorder still has to do something before it commits.
        await Task.Delay(count % 3);
        await transaction.CommitAsync();
    }
}
