using IntegrationHub.Store.Model;

namespace IntegrationHub.Store.Ledger;

/// <summary>Questions about batches and their pages that are asked all the time: each has its index.</summary>
public static class StoredBatches
{
    public static IQueryable<Batch> Pending(this HubDbContext db)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.Batches.Where(b => b.State == BatchState.Pending);
    }

    public static IQueryable<Batch> Parked(this HubDbContext db)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.Batches.Where(b => b.State == BatchState.Parked);
    }

    /// <summary>The archived page of a batch; none when it was erased. With the month only one partition is looked into.</summary>
    public static IQueryable<byte[]> Page(this HubDbContext db, Guid batch, DateTimeOffset createdAt)
    {
        ArgumentNullException.ThrowIfNull(db);
        var month = StoreMonth.Of(createdAt);
        return db.Archive.Where(a => a.Batch == batch && a.Month == month).Select(a => a.Page);
    }
}
