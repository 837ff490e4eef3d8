using IntegrationHub.Collect.Entries;
using IntegrationHub.Collect.Publishing;
using IntegrationHub.Collect.Pulling;
using IntegrationHub.Collect.Replaying;
using IntegrationHub.Collect.Schedule;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Sources;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Host.Hosting;

/// <summary>Pulls in this process, outside the schedule, and waits until all of it is recorded. The bus must be running.</summary>
public sealed class DirectPull(IServiceProvider services)
{
    // A small pull is recorded at once, a large one need not be watched so closely.
    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    // Ten seconds without a step: what a broker lost is published again. After a dozen of those nobody records.
    private const int QuietLooks = 50;
    private const int MostQuiet = 12;

    private readonly IDbContextFactory<HubDbContext> contexts = services.GetRequiredService<IDbContextFactory<HubDbContext>>();

    /// <summary>Whatever an earlier process has left unrecorded goes first; pulling waits while too much is.</summary>
    public Task PublishLeftoversAsync(CancellationToken cancellationToken) =>
        services.GetRequiredService<PendingBatches>().PublishAgainAsync(TimeSpan.Zero, cancellationToken);

    /// <returns>The ids of the runs; null when another process pulls the source now.</returns>
    public Task<IReadOnlyList<Guid>?> TryPullAsync(
        SourceDefinition source, ActiveCatalogue catalogue, PullOrder order, Func<DateTimeOffset?> nextRunAt, CancellationToken cancellationToken) =>
        TryOwnAsync(source, lease => services.GetRequiredService<SourcePuller>().PullAsync(source, catalogue.Catalogue, lease, order, cancellationToken), _ => nextRunAt(), cancellationToken);

    /// <param name="accept">Also counts that are held: a person has looked at them.</param>
    /// <param name="keptOnly">A whole stream although pages of it were erased.</param>
    /// <summary>Refused records again, or with a stream everything that is archived of it. When the source is due does not change.</summary>
    /// <returns>The ids of the runs; null when another process works on the source now.</returns>
    public Task<IReadOnlyList<Guid>?> TryReplayAsync(
        SourceDefinition source, ActiveCatalogue catalogue, IReadOnlyCollection<long>? rejections, string? wholeStream, CancellationToken cancellationToken, bool accept = false, bool keptOnly = false)
    {
        var replayer = services.GetRequiredService<Replayer>();
        return TryOwnAsync(
            source,
            async lease => wholeStream is null
                ? await replayer.ReplayRefusedAsync(source, catalogue, lease, rejections, accept, cancellationToken)
                : [await replayer.ReplayAllAsync(source, wholeStream, catalogue, lease, keptOnly, cancellationToken)],
            due => due, cancellationToken);
    }

    /// <summary>Confirmed and undone amounts of metrics that wait.</summary>
    /// <returns>The ids of the runs; null when another process works on the source now.</returns>
    public Task<IReadOnlyList<Guid>?> TryRecordEntriesAsync(SourceDefinition source, ActiveCatalogue catalogue, CancellationToken cancellationToken) =>
        TryOwnAsync(source, lease => services.GetRequiredService<EntryRecorder>().RecordAsync(source, catalogue, lease, cancellationToken), due => due, cancellationToken);

    private async Task<IReadOnlyList<Guid>?> TryOwnAsync(
        SourceDefinition source, Func<Lease, Task<IReadOnlyList<Guid>>> work, Func<DateTimeOffset?, DateTimeOffset?> nextRunAt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await Lease.TakeAsync(db, source.Id, cancellationToken) is not { } lease)
        {
            return null;
        }

        var due = await db.SourceStates.Where(s => s.Source == source.Id).Select(s => s.NextRunAt).SingleAsync(cancellationToken);
        try
        {
            return await work(lease);
        }
        finally
        {
            // Also when the user stops the pull: the next one need not wait for the lease to end.
            await lease.ReleaseAsync(db, nextRunAt(due), CancellationToken.None);
        }
    }

    /// <summary>Waits for the batches of these runs, or for all.</summary>
    /// <exception cref="TimeoutException">Nothing was recorded for two minutes.</exception>
    public async Task WaitUntilRecordedAsync(IReadOnlyList<Guid>? runs, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var (last, looks, quiet, wait) = (-1, 0, 0, FirstLook);
        while (true)
        {
            var pending = await db.Batches.CountAsync(b => b.State == BatchState.Pending && (runs == null || runs.Contains(b.Run)), cancellationToken);
            if (pending == 0)
            {
                return;
            }

            (looks, quiet, last) = pending == last ? (looks + 1, quiet, last) : (0, 0, pending);
            if (looks == QuietLooks)
            {
                (looks, quiet) = (0, quiet + 1);
                if (quiet == MostQuiet)
                {
                    throw new TimeoutException($"{pending} pages are stored and none was recorded for two minutes; they stay pending and are recorded when 'hub run' is up and the bus works");
                }

                await PublishLeftoversAsync(cancellationToken);
            }

            await Task.Delay(wait, cancellationToken);
            wait = wait * 2 < Look ? wait * 2 : Look;
        }
    }

    public async Task<IReadOnlyList<Run>> RunsAsync(IReadOnlyList<Guid> ids, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var runs = await db.Runs.AsNoTracking().Where(r => ids.Contains(r.Id)).ToListAsync(cancellationToken);
        return [.. ids.Select(id => runs.Single(r => r.Id == id))];
    }
}
