using System.Collections.Concurrent;
using System.Data.Common;
using IntegrationHub.Collect.Archive;
using IntegrationHub.Collect.Entries;
using IntegrationHub.Collect.Pulling;
using IntegrationHub.Collect.Replaying;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Sources;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Collect.Schedule;

/// <summary>
/// Starts the sources that are due, each on its own, so that a slow one delays only itself. The schedule and who owns a source are in the
/// store: any number of collectors may run.
/// </summary>
public sealed class SourceScheduler(
    IDbContextFactory<HubDbContext> contexts, CatalogueStore catalogues, SourcePuller puller, Replayer replayer, EntryRecorder entries, TimeProvider clock, ILogger<SourceScheduler> logger)
    : BackgroundService
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Task> running = new(StringComparer.Ordinal);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Tick, clock);
        do
        {
            try
            {
                await StartDueAsync(stoppingToken);
            }
            catch (DbException e)
            {
                CollectLog.StoreUnavailable(logger, e.Message);
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

        foreach (var source in catalogue.Sources)
        {
            if (!running.ContainsKey(source.Id) && IsDue(source, states.GetValueOrDefault(source.Id)))
            {
                running[source.Id] = Task.Run(() => PullAsync(source, catalogue, cancellationToken), cancellationToken);
            }
        }
    }

    private bool IsDue(SourceDefinition source, SourceState? state) =>
        state is null
            ? source.Enabled && source.Schedule is not null
            : state.PullRequested || (source.Enabled && source.Schedule is not null && !state.Paused && (state.NextRunAt is null || state.NextRunAt <= clock.GetUtcNow()));

    private Task PullAsync(SourceDefinition source, ActiveCatalogue catalogue, CancellationToken cancellationToken) =>
        OwnAsync(source, async (db, lease) =>
        {
            await puller.PullAsync(source, catalogue.Catalogue, lease, new PullOrder(), cancellationToken);
            await lease.ReleaseAsync(db, source.Schedule is null ? null : CronSchedule.Next(source.Schedule, clock.GetUtcNow()), cancellationToken);
        }, cancellationToken);

    private Task ReplayAsync(SourceDefinition source, ActiveCatalogue catalogue, CancellationToken cancellationToken) =>
        OwnAsync(source, async (db, lease) =>
        {
            var wanted = await db.Rejections.Where(r => r.Source == source.Id && r.ReplayRequested).Select(r => r.Id).ToListAsync(cancellationToken);
            await replayer.ReplayRefusedAsync(source, catalogue, lease, wanted, cancellationToken);
            await db.Rejections.Where(r => wanted.Contains(r.Id)).ExecuteUpdateAsync(set => set.SetProperty(r => r.ReplayRequested, false), cancellationToken);
            var due = await db.SourceStates.Where(s => s.Source == source.Id).Select(s => s.NextRunAt).SingleAsync(cancellationToken);
            await lease.ReleaseAsync(db, due, cancellationToken);
        }, cancellationToken);

    private async Task OwnAsync(SourceDefinition source, Func<HubDbContext, Lease, Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            if (await Lease.TakeAsync(db, source.Id, cancellationToken) is { } lease)
            {
                await work(db, lease);
            }
        }
        catch (LeaseLostException)
        {
            CollectLog.LeaseLost(logger, source.Id);
        }
        catch (DbException e)
        {
            CollectLog.StoreUnavailable(logger, e.Message);
        }
        catch (DbUpdateException e)
        {
            CollectLog.StoreUnavailable(logger, e.InnerException?.Message ?? e.Message);
        }
        finally
        {
            running.TryRemove(source.Id, out _);
        }
    }
}
