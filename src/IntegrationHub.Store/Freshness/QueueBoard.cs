using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Outbox;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Store.Freshness;

/// <summary>What waits between the stages, by what the store knows. The depth of a queue at the broker is the broker's to tell: every page in it is pending here.</summary>
/// <param name="Stage">record: pages that are stored and wait to be recorded; notify: events that wait for a subscriber; parked and dead-letters: what waits for a person.</param>
/// <param name="Of">The source or subscriber; null: of all.</param>
/// <param name="Depth">How many wait; of events 10000 is that many or more.</param>
/// <param name="Most">How many may wait before the stage ahead stops; null: it does not stop.</param>
/// <param name="OldestAt">Since when the one waits that waits longest; null when none does.</param>
public sealed record QueueStanding(string Stage, string? Of, int Depth, int? Most, DateTimeOffset? OldestAt);

public static class QueueReader
{
    /// <summary>Pulling waits from so many on.</summary>
    public const int MostPending = 48;

    private const int MostCounted = 10_000;

    public static async Task<IReadOnlyList<QueueStanding>> ReadAsync(HubDbContext db, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        var pending = await db.Pending().GroupBy(b => b.Source).Select(g => new { Source = g.Key, Count = g.Count(), Oldest = g.Min(b => b.CreatedAt) }).ToListAsync(cancellationToken);
        var parked = await db.Parked().GroupBy(b => b.Source).Select(g => new { Source = g.Key, Count = g.Count(), Oldest = g.Min(b => b.CreatedAt) }).ToListAsync(cancellationToken);
        var queues = new List<QueueStanding> { new("record", null, pending.Sum(p => p.Count), MostPending, pending.Count == 0 ? null : pending.Min(p => p.Oldest)) };
        queues.AddRange(pending.OrderBy(p => p.Source, StringComparer.Ordinal).Select(p => new QueueStanding("record", p.Source, p.Count, null, p.Oldest)));
        foreach (var subscription in await db.Subscriptions.AsNoTracking().OrderBy(s => s.Id).Select(s => new { s.Id, s.Position }).ToListAsync(cancellationToken))
        {
            var waiting = db.EventsAfter(subscription.Position);
            var depth = await waiting.Take(MostCounted).CountAsync(cancellationToken);
            queues.Add(new("notify", subscription.Id, depth, null, depth == 0 ? null : await waiting.Select(e => (DateTimeOffset?)e.RecordedAt).FirstAsync(cancellationToken)));
        }

        queues.AddRange(parked.OrderBy(p => p.Source, StringComparer.Ordinal).Select(p => new QueueStanding("parked", p.Source, p.Count, null, p.Oldest)));
        var given = await db.EventDeliveries.Where(d => d.State == EventDelivery.Parked).GroupBy(d => d.Subscription)
            .Select(g => new { Subscription = g.Key, Count = g.Count(), Oldest = g.Min(d => d.Since) }).ToListAsync(cancellationToken);
        queues.AddRange(given.OrderBy(g => g.Subscription, StringComparer.Ordinal).Select(g => new QueueStanding("parked", g.Subscription, g.Count, null, g.Oldest)));
        var dead = await db.DeadLetters.CountAsync(cancellationToken);
        queues.Add(new("dead-letters", null, dead, null, dead == 0 ? null : await db.DeadLetters.MinAsync(d => d.ArrivedAt, cancellationToken)));
        return queues;
    }
}
