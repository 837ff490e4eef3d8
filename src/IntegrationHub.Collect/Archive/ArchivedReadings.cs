using IntegrationHub.Connectors;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Collect.Archive;

/// <summary>The readings of an archived page, as long as it is kept.</summary>
public static class ArchivedReadings
{
    /// <param name="no">Number of the batch.</param>
    /// <returns>Null: the page was erased under retention.</returns>
    public static async Task<IReadOnlyList<Reading>?> ReadAsync(HubDbContext db, long no, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        var batch = await db.Batches.AsNoTracking().Where(b => b.No == no).Select(b => new { b.Id, b.CreatedAt, b.Readings }).SingleOrDefaultAsync(cancellationToken);
        return batch is null ? null : await ReadAsync(db, batch.Id, batch.CreatedAt, batch.Readings, cancellationToken);
    }

    /// <returns>Null: the page was erased under retention.</returns>
    public static async Task<IReadOnlyList<Reading>?> ReadAsync(HubDbContext db, Guid batch, DateTimeOffset createdAt, int readings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        if (readings == 0)
        {
            return [];
        }

        var page = await db.Page(batch, createdAt).SingleOrDefaultAsync(cancellationToken);
        return page is null ? null : PageCodec.Decode(page);
    }
}
