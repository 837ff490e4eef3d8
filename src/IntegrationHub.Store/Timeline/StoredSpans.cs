using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Store.Timeline;

public static class StoredSpans
{
    /// <summary>Of each stream of a source.</summary>
    public const int MostRuns = 50;

    private const int AtOnce = 200;
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    /// <summary>Forgets the steps of runs that are old, or behind the newest of their stream.</summary>
    /// <returns>How many rows went.</returns>
    public static async Task<int> PruneAsync(HubDbContext db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        var before = now - Kept;
        var roots = await db.RunSpans.AsNoTracking().Where(s => s.Source != null).Select(s => new { s.Trace, s.Source, s.Stream, s.StartedAt }).ToListAsync(cancellationToken);
        var old = roots.GroupBy(r => (r.Source, r.Stream)).SelectMany(g => g.OrderByDescending(r => r.StartedAt).Skip(MostRuns)).Select(r => r.Trace).Distinct(StringComparer.Ordinal);
        var pruned = 0;
        foreach (var traces in old.Chunk(AtOnce))
        {
            pruned += await db.RunSpans.Where(s => traces.Contains(s.Trace)).ExecuteDeleteAsync(cancellationToken);
        }

        return pruned + await db.RunSpans.Where(s => s.StartedAt < before).ExecuteDeleteAsync(cancellationToken);
    }
}
