using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Store.Sources;

/// <summary>"Pull now": a mark that any collector sees, whichever process asked.</summary>
public static class PullRequests
{
    public static async Task RequestAsync(HubDbContext db, string source, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        await db.Database.ExecuteSqlAsync(
            $"INSERT INTO source_state (source, paused, pull_requested, fence) VALUES ({source}, {false}, {true}, 0) ON CONFLICT (source) DO NOTHING", cancellationToken);
        await db.SourceStates.Where(s => s.Source == source).ExecuteUpdateAsync(set => set.SetProperty(s => s.PullRequested, true), cancellationToken);
    }
}
