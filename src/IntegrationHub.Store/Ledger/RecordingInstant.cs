using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Store.Ledger;

public static class RecordingInstant
{
    /// <summary>
    /// The next instant of recording: later than every one that was given before, whatever the clocks of several processes say. Read after the recording lock, in
    /// a statement of its own: then it sees them all.
    /// </summary>
    public static async Task<DateTimeOffset> NextAsync(HubDbContext db, TimeProvider clock, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(clock);
        var batch = await db.Batches.MaxAsync(b => b.RecordedAt, cancellationToken);

        // A person's decision has no batch, only its events.
        var told = await db.Outbox.OrderByDescending(e => e.Id).Select(e => (DateTimeOffset?)e.RecordedAt).FirstOrDefaultAsync(cancellationToken);
        var last = batch > told || told is null ? batch : told;
        var now = Instant.FromMicroseconds(Instant.ToMicroseconds(clock.GetUtcNow()));
        return last is { } l && l >= now ? l.AddMicroseconds(1) : now;
    }
}
