using System.Collections.Concurrent;
using IntegrationHub.Collect.Archive;
using IntegrationHub.Collect.Entries;
using IntegrationHub.Collect.Pulling;
using IntegrationHub.Collect.Replaying;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Sources;
using IntegrationHub.Store.Stages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Collect.Schedule;

/// <summary>
/// Starts the sources that are due, each on its own, so that a slow one delays only itself. The schedule and who owns a source are in the
/// store: any number of collectors may run.
/// </summary>
public sealed class SourceScheduler(
    IDbContextFactory<HubDbContext> contexts, CatalogueStore catalogues, SourcePuller puller, Replayer replayer, EntryRecorder entries, BackfillRunner backfills, ILedgerDialect dialect, TimeProvider clock,
    ILogger<SourceScheduler> logger)
    : BackgroundService
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    // For the store, when this process ends.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    // Those that were never read are due together when a hub starts.
    private const int FirstSeconds = 10;

    private readonly DateTimeOffset started = clock.GetUtcNow();
    private readonly ConcurrentDictionary<string, Task> running = new(StringComparer.Ordinal);

    // Of work that the store broke off: ended when it is there again, so that nobody has to wait for that.
    private readonly ConcurrentDictionary<string, Lease> kept = new(StringComparer.Ordinal);

    /// <summary>For whoever asks whether it goes on.</summary>
    public LoopBeat Beat { get; } = new("collect", TimeSpan.FromMinutes(1), clock);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Tick, clock);
        do
        {
            Beat.Beat();
            try
            {
                await StartDueAsync(stoppingToken);
            }
            catch (Exception e) when (dialect.IsOfTheStore(e))
            {
                CollectLog.StoreUnavailable(logger, e.GetBaseException().Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await Task.WhenAll(running.Values).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task StartDueAsync(CancellationToken cancellationToken)
    {
        var catalogue = await catalogues.CurrentAsync(cancellationToken);
        if (catalogue is null)
        {
            return;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        foreach (var (source, lease) in kept)
        {
            await lease.AbandonAsync(db, cancellationToken);
            kept.TryRemove(source, out _);
        }

        var states = await db.SourceStates.AsNoTracking().ToDictionaryAsync(s => s.Source, cancellationToken);
        var replays = await db.Rejections.AsNoTracking().Where(r => r.ReplayRequested).Select(r => r.Source).Distinct().ToListAsync(cancellationToken);
        foreach (var source in catalogue.Sources.Where(s => replays.Contains(s.Id) && !running.ContainsKey(s.Id)))
        {
            running[source.Id] = Task.Run(() => ReplayAsync(source, catalogue, cancellationToken), cancellationToken);
        }

        if (EntryRecorder.SourceOf(catalogue) is { } typed && !running.ContainsKey(typed.Id) && await db.Entries.AnyAsync(e => e.Pending && e.Metric != null, cancellationToken))
        {
            running[typed.Id] = Task.Run(
                () => OwnAsync(typed, async (_, lease) => await entries.RecordAsync(typed, catalogue, lease, cancellationToken), cancellationToken), cancellationToken);
        }

        var ordered = await backfills.DueAsync(db, cancellationToken);
        foreach (var source in catalogue.Sources.Where(s => !running.ContainsKey(s.Id) && ordered.ContainsKey(s.Id) && IsFree(states.GetValueOrDefault(s.Id))))
        {
            var order = ordered[source.Id].Id;
            running[source.Id] = Task.Run(() => BackfillAsync(source, catalogue, order, cancellationToken), cancellationToken);
        }

        foreach (var source in catalogue.Sources)
        {
            if (!running.ContainsKey(source.Id) && IsDue(source, states.GetValueOrDefault(source.Id)))
            {
                running[source.Id] = Task.Run(() => PullAsync(source, catalogue, cancellationToken), cancellationToken);
            }
        }
    }

    /// <summary>Nobody is at the source, and nobody waits for its next pull: taking the source would take that for done.</summary>
    private static bool IsFree(SourceState? state) => state?.PullRequested is not true && (state?.LeaseOwner is null || Lease.WasAbandoned(state));

    private Task BackfillAsync(SourceDefinition source, ActiveCatalogue catalogue, long order, CancellationToken cancellationToken) =>
        OwnAsync(source, async (db, lease) =>
        {
            var due = await db.SourceStates.Where(s => s.Source == source.Id).Select(s => s.NextRunAt).SingleAsync(cancellationToken);
            await backfills.RunAsync(db, source, catalogue, lease, order, cancellationToken);
            await lease.ReleaseAsync(db, due, cancellationToken);
        }, cancellationToken, state => !state.PullRequested);

    private bool IsDue(SourceDefinition source, SourceState? state)
    {
        var now = clock.GetUtcNow();
        return state?.PullRequested is true
            || (source.Enabled && state?.Paused is not true && source.OpenFrom(now) <= now
                && !(state is { WaitFor: SourceGate.ForSource } && state.WaitUntil > now)
                && (Lease.WasAbandoned(state) || (source.Schedule is not null && (state?.NextRunAt ?? started + NextRun.Spread(source.Id, FirstSeconds)) <= now)));
    }

    private Task PullAsync(SourceDefinition source, ActiveCatalogue catalogue, CancellationToken cancellationToken) =>
        OwnAsync(source, async (db, lease) =>
        {
            await puller.PullAsync(source, catalogue.Catalogue, lease, new PullOrder(), cancellationToken);
            await lease.ReleaseAsync(db, await NextAsync(db, source, cancellationToken), cancellationToken);
        }, cancellationToken, state => IsDue(source, state));

    /// <summary>A source that asked to be left alone is read on as soon as that is over, not when it would have been due again.</summary>
    private async Task<DateTimeOffset?> NextAsync(HubDbContext db, SourceDefinition source, CancellationToken cancellationToken)
    {
        var (now, next) = (clock.GetUtcNow(), NextRun.After(source, clock.GetUtcNow()));
        var asked = await db.SourceStates.AsNoTracking().Where(s => s.Source == source.Id && s.WaitFor == SourceGate.ForSource).Select(s => s.WaitUntil).FirstOrDefaultAsync(cancellationToken);
        return next is not null && asked > now ? source.OpenFrom(asked.Value + NextRun.Spread(source.Id, FirstSeconds)) : next;
    }

    private Task ReplayAsync(SourceDefinition source, ActiveCatalogue catalogue, CancellationToken cancellationToken) =>
        OwnAsync(source, async (db, lease) =>
        {
            var wanted = await db.Rejections.Where(r => r.Source == source.Id && r.ReplayRequested).Select(r => r.Id).ToListAsync(cancellationToken);
            
            // Held counts are only asked for by who accepts them.
            await replayer.ReplayRefusedAsync(source, catalogue, lease, wanted, accept: true, cancellationToken);
            await db.Rejections.Where(r => wanted.Contains(r.Id)).ExecuteUpdateAsync(set => set.SetProperty(r => r.ReplayRequested, false), cancellationToken);
            var due = await db.SourceStates.Where(s => s.Source == source.Id).Select(s => s.NextRunAt).SingleAsync(cancellationToken);
            await lease.ReleaseAsync(db, due, cancellationToken);
        }, cancellationToken);

    private async Task OwnAsync(SourceDefinition source, Func<HubDbContext, Lease, Task> work, CancellationToken cancellationToken, Func<SourceState, bool>? isWanted = null)
    {
        Lease? lease = null;
        try
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            lease = await Lease.TakeAsync(db, source.Id, cancellationToken, isWanted);
            if (lease is not null)
            {
                await work(db, lease);
            }
        }
        catch (LeaseLostException)
        {
            CollectLog.LeaseLost(logger, source.Id);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // This process ends. Others go on at once.
            await GiveBackAsync(source, lease);
        }
        catch (Exception e) when (dialect.IsOfTheStore(e))
        {
            CollectLog.StoreUnavailable(logger, e.GetBaseException().Message);
            if (lease is not null)
            {
                kept[source.Id] = lease;
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Nobody waits for this task: without the line the source would stand still and nobody knew why.
            CollectLog.Unforeseen(logger, source.Id, e);
        }
        finally
        {
            running.TryRemove(source.Id, out _);
        }
    }

    private async Task GiveBackAsync(SourceDefinition source, Lease? lease)
    {
        if (lease is null)
        {
            return;
        }

        try
        {
            using var limit = new CancellationTokenSource(Patience);
            await using var db = await contexts.CreateDbContextAsync(limit.Token);
            await lease.AbandonAsync(db, limit.Token);
        }
        catch (Exception e) when (e is OperationCanceledException || dialect.IsOfTheStore(e))
        {
            // It ends by itself.
            CollectLog.StoreUnavailable(logger, $"{source.Id} stays owned for a while: {e.GetBaseException().Message}");
        }
    }
}
