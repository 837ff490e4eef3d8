using IntegrationHub.Collect.Archive;
using IntegrationHub.Store.Freshness;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Collect.Pulling;

/// <summary>Pulling waits while too many batches are not recorded yet, and the run says so.</summary>
public sealed class BackPressure(IDbContextFactory<HubDbContext> contexts, TimeProvider clock)
{
    // A few seconds of work for one recorder: more would only age in the queue.
    public const int MostPending = QueueReader.MostPending;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public async Task WaitAsync(StreamRun run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        for (var waited = 0; await db.Pending().CountAsync(cancellationToken) >= MostPending; waited++)
        {
            if (waited == 20)
            {
                await db.Runs.Where(r => r.Id == run.Id).ExecuteUpdateAsync(
                    set => set.SetProperty(r => r.Progress, "waiting for the recorder"), cancellationToken);
            }

            if (waited % 100 == 99)
            {
                await run.Lease.GuardAsync(db, cancellationToken);
            }

            await Task.Delay(Pause, clock, cancellationToken);
        }
    }
}
