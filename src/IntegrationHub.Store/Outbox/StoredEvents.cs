using IntegrationHub.Store.Model;

namespace IntegrationHub.Store.Outbox;

public static class StoredEvents
{
    /// <summary>What comes after a subscriber's position, in the order in which it is sent.</summary>
    public static IQueryable<OutboxRow> EventsAfter(this HubDbContext db, long position)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.Outbox.Where(e => e.Id > position).OrderBy(e => e.Id);
    }
}
