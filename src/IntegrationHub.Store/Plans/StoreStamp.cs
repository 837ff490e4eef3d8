using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Store.Plans;

/// <summary>All that an answer computed from the store depends on, besides the question: equal stamps mean equal answers.</summary>
/// <param name="Catalogue">0: none was applied.</param>
/// <param name="RecordedAt">Of the newest batch.</param>
/// <param name="DecidedAt">Of the newest entry or decision of a person.</param>
/// <param name="ReleasedAt">Of the newest release that was approved.</param>
/// <param name="Restatement">The newest change of a released figure; 0: none.</param>
/// <param name="Day">What is open and what has ended changes at midnight.</param>
public sealed record StoreStamp(long Catalogue, DateTimeOffset? RecordedAt, DateTimeOffset? DecidedAt, DateTimeOffset? ReleasedAt, long Restatement, DateOnly Day)
{
    /// <summary>Look-ups in indexes, and in tables that only people fill.</summary>
    public static async Task<StoreStamp> ReadAsync(HubDbContext db, TimeProvider clock, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(clock);
        return new StoreStamp(
            await db.CatalogueVersions.MaxAsync(v => (long?)v.Id, cancellationToken) ?? 0,
            await db.Batches.MaxAsync(b => b.RecordedAt, cancellationToken),
            new[]
            {
                await db.Entries.MaxAsync(e => (DateTimeOffset?)e.ChangedAt, cancellationToken),
                await db.Rejections.Where(r => r.State == "discarded").MaxAsync(r => r.SettledAt, cancellationToken),
            }.Max(),
            await db.Releases.MaxAsync(r => r.ApprovedAt, cancellationToken),
            await db.Restatements.MaxAsync(r => (long?)r.Id, cancellationToken) ?? 0,
            VietnamDay.Of(clock.GetUtcNow()));
    }
}
