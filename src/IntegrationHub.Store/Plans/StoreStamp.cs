using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Store.Plans;

/// <summary>All that an answer computed from the store depends on, besides the question: equal stamps mean equal answers.</summary>
/// <param name="Catalogue">0: none was applied.</param>
/// <param name="RecordedAt">Of the newest batch.</param>
/// <param name="Day">What is open and what has ended changes at midnight.</param>
public sealed record StoreStamp(long Catalogue, DateTimeOffset? RecordedAt, DateOnly Day)
{
    /// <summary>Two look-ups in indexes.</summary>
    public static async Task<StoreStamp> ReadAsync(HubDbContext db, TimeProvider clock, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(clock);
        return new StoreStamp(
            await db.CatalogueVersions.MaxAsync(v => (long?)v.Id, cancellationToken) ?? 0,
            await db.Batches.MaxAsync(b => b.RecordedAt, cancellationToken),
            VietnamDay.Of(clock.GetUtcNow()));
    }
}
