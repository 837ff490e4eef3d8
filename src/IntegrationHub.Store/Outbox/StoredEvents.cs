using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Store.Outbox;

/// <param name="Next">Where the next page begins, also when this one is empty.</param>
/// <param name="HasMore">Whether there was more when the page was read.</param>
public sealed record EventPage(IReadOnlyList<OutboxRow> Events, EventCursor Next, bool HasMore);

/// <summary>
/// The outbox read from a position. The numbers of events rise in the order of commits, because they are given under the recording lock: a position
/// never passes an event that is committed later.
/// </summary>
public static class StoredEvents
{
    /// <summary>What comes after a subscriber's position, in the order in which it is sent.</summary>
    public static IQueryable<OutboxRow> EventsAfter(this HubDbContext db, long position)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.Outbox.Where(e => e.Id > position).OrderBy(e => e.Id);
    }

    /// <summary>The newest event that is there; the start of an empty outbox.</summary>
    /// <param name="until">Only what was recorded by then; null is now.</param>
    public static async Task<EventCursor> LastEventAsync(this HubDbContext db, DateTimeOffset? until, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        var events = until is null ? db.Outbox : db.Outbox.Where(e => e.RecordedAt <= until);
        var last = await events.OrderByDescending(e => e.Id).Select(e => new { e.Id, e.EventId }).FirstOrDefaultAsync(cancellationToken);
        return last is null ? default : new(last.Id, last.EventId);
    }

    /// <param name="after">Null: from the oldest event that is kept.</param>
    public static async Task<EventPage> PageAfterAsync(
        this HubDbContext db, EventCursor? after, EventFilter filter, DateTimeOffset? until, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var from = after ?? default;

        // The end first: what is committed while the page is read belongs to the next one, with or without a filter.
        var end = await db.LastEventAsync(until, cancellationToken);
        if (end.Position <= from.Position)
        {
            return new([], from, false);
        }

        var wanted = filter.In(db.EventsAfter(from.Position).AsNoTracking().Where(e => e.Id <= end.Position && (until == null || e.RecordedAt <= until)));
        var found = await wanted.Take(limit + 1).ToListAsync(cancellationToken);
        return found.Count > limit ? new(found[..limit], EventCursor.Of(found[limit - 1]), true) : new(found, end, false);
    }

    public static async Task<CursorState> StateOfAsync(this HubDbContext db, EventCursor cursor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        if (cursor.Position > 0 && await db.Outbox.Where(e => e.Id == cursor.Position).Select(e => (Guid?)e.EventId).FirstOrDefaultAsync(cancellationToken) is { } there)
        {
            return there == cursor.Event ? CursorState.Known : CursorState.Foreign;
        }

        // Events go oldest first. The very first of a store is number 1; whoever waited before it has lost nothing as long as that is there.
        var oldest = await db.Outbox.MinAsync(e => (long?)e.Id, cancellationToken);
        return cursor.Position == 0
            ? oldest is null or 1 ? CursorState.Known : CursorState.Erased
            : oldest > cursor.Position ? CursorState.Erased : CursorState.Foreign;
    }
}
