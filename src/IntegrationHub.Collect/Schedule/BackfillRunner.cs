using System.Collections.Concurrent;
using IntegrationHub.Collect.Pulling;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Sources;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Collect.Schedule;

/// <summary>Carries out orders to read a span of the past again, one of a source at a time and under its lease, and ends those that are cancelled.</summary>
public sealed class BackfillRunner(IDbContextFactory<HubDbContext> contexts, SourcePuller puller, TimeProvider clock)
{
    private readonly ConcurrentDictionary<long, CancellationTokenSource> running = new();

    /// <summary>The next order of each source that has one.</summary>
    public async Task<IReadOnlyDictionary<string, Backfill>> DueAsync(HubDbContext db, CancellationToken cancellationToken)
    {
        var open = await BackfillBook.Open(db).AsNoTracking().OrderBy(b => b.Id).ToListAsync(cancellationToken);
        foreach (var cancelled in open.Where(b => b.CancelledBy is not null))
        {
            if (running.TryGetValue(cancelled.Id, out var work))
            {
                await work.CancelAsync();
            }
        }

        return open.GroupBy(b => b.Source, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
    }

    public async Task RunAsync(HubDbContext db, SourceDefinition source, ActiveCatalogue catalogue, Lease lease, long id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(catalogue);
        ArgumentNullException.ThrowIfNull(lease);

        // By what is there now: another collector may have ended it.
        if (await BackfillBook.Open(db).AsNoTracking().SingleOrDefaultAsync(b => b.Id == id, cancellationToken) is not { } order)
        {
            return;
        }

        if (order.CancelledBy is not null)
        {
            await EndAsync(source.Id, id, Backfill.Cancelled, null, cancellationToken);
            return;
        }

        // Begun anew where its process ended: what was read stays, and the position of the span goes on from there.
        var started = clock.GetUtcNow();
        await db.Backfills.Where(b => b.Id == id).ExecuteUpdateAsync(set => set.SetProperty(b => b.State, Backfill.Running).SetProperty(b => b.StartedAt, b => b.StartedAt ?? started), cancellationToken);
        using var work = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        running[id] = work;
        try
        {
            var runs = await puller.PullAsync(source, catalogue.Catalogue, lease, new PullOrder(order.FromDay, order.ToDay), work.Token);
            var failed = await db.Runs.AsNoTracking().Where(r => runs.Contains(r.Id) && r.State != RunState.Succeeded).OrderBy(r => r.StartedAt).Select(r => new { r.Stream, r.ErrorCode, r.Error }).FirstOrDefaultAsync(cancellationToken);
            await EndAsync(source.Id, id, failed is null ? Backfill.Done : Backfill.Failed, failed is null ? null : $"{failed.Stream}: {failed.ErrorCode} {failed.Error}", cancellationToken);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            await EndAsync(source.Id, id, Backfill.Cancelled, null, cancellationToken);
        }
        finally
        {
            running.TryRemove(id, out _);
        }
    }

    private async Task EndAsync(string source, long id, string state, string? error, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var now = clock.GetUtcNow();
        if (state == Backfill.Cancelled)
        {
            // Under the lease nobody else is at the source: what still runs here is what was broken off.
            await db.Runs.Where(r => r.Source == source && r.Kind == "backfill" && r.State == RunState.Running).ExecuteUpdateAsync(
                set => set.SetProperty(r => r.State, RunState.Abandoned).SetProperty(r => r.EndedAt, now).SetProperty(r => r.Progress, r => (r.Progress ?? "") + "; cancelled"), cancellationToken);
        }

        await db.Backfills.Where(b => b.Id == id).ExecuteUpdateAsync(set => set.SetProperty(b => b.State, state).SetProperty(b => b.EndedAt, now).SetProperty(b => b.Error, error), cancellationToken);
    }
}
