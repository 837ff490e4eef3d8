using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Store.Outbox;

public static class StoredDeliveries
{
    /// <summary>Of what is settled, how many of a subscriber are kept.</summary>
    public const int MostKept = 10_000;

    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);
    private static readonly string[] Settled = [EventDelivery.Delivered, EventDelivery.Skipped, EventDelivery.Failed];

    /// <summary>What a subscriber is due by itself, beside those that come in their order: of a paused one only tests.</summary>
    public static IQueryable<EventDelivery> Owed(this HubDbContext db, Subscription subscription)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(subscription);
        var (id, position, isPaused) = (subscription.Id, subscription.Position, subscription.PausedAt is not null);
        return db.EventDeliveries.Where(d => d.Subscription == id && d.State == EventDelivery.Waiting && (d.Event == null || (d.Event <= position && !isPaused)));
    }

    /// <summary>Forgets settled deliveries that are old or many.</summary>
    public static async Task<int> PruneAsync(HubDbContext db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        var (before, pruned) = (now - Kept, 0);
        foreach (var subscription in await db.EventDeliveries.Select(d => d.Subscription).Distinct().ToListAsync(cancellationToken))
        {
            var settled = db.EventDeliveries.Where(d => d.Subscription == subscription && Settled.Contains(d.State));
            var beyond = await settled.OrderByDescending(d => d.Id).Skip(MostKept).Select(d => (long?)d.Id).FirstOrDefaultAsync(cancellationToken) ?? 0;
            pruned += await settled.Where(d => d.Id <= beyond || d.LastAt < before).ExecuteDeleteAsync(cancellationToken);
        }

        return pruned;
    }
}
