using IntegrationHub.Store.Audit;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Store.Sources;

/// <summary>Stops and starts the schedule of a source, for all collectors. A pull that is under way ends as usual.</summary>
public static class SourcePauses
{
    /// <returns>False: it was so already.</returns>
    public static async Task<bool> SetAsync(HubDbContext db, string source, bool paused, DateTimeOffset at, CancellationToken cancellationToken, string? reason = null)
    {
        ArgumentNullException.ThrowIfNull(db);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync(
            $"INSERT INTO source_state (source, paused, pull_requested, fence) VALUES ({source}, {false}, {false}, 0) ON CONFLICT (source) DO NOTHING", cancellationToken);
        var changed = await db.SourceStates.Where(s => s.Source == source && s.Paused != paused).ExecuteUpdateAsync(set => set.SetProperty(s => s.Paused, paused), cancellationToken);
        if (changed > 0)
        {
            await AuditLog.WriteAsync(db, new AuditEntry(paused ? "source.pause" : "source.resume", "source/" + source) { Before = new { paused = !paused }, After = new { paused, reason } }, at, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return changed > 0;
    }
}
