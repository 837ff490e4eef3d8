using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Store.Sources;

/// <summary>What runs say of their sources.</summary>
public static class SourceRuns
{
    /// <summary>By source when it was last read well before an instant. A replay asks nobody, and neither does what takes back absent records.</summary>
    public static async Task<IReadOnlyDictionary<string, DateTimeOffset>> LastReadAsync(HubDbContext db, IReadOnlyCollection<string> sources, DateTimeOffset before, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        return sources.Count == 0
            ? new Dictionary<string, DateTimeOffset>()
            : (await db.Runs.AsNoTracking().Where(r => sources.Contains(r.Source) && (r.Kind == "pull" || r.Kind == "backfill") && r.State == RunState.Succeeded && r.EndedAt < before)
                .GroupBy(r => r.Source).Select(g => new { Source = g.Key, Last = g.Max(r => r.EndedAt) }).ToListAsync(cancellationToken))
                .ToDictionary(r => r.Source, r => r.Last!.Value, StringComparer.Ordinal);
    }
}
