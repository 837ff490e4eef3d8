using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Figures;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Record;

/// <summary>
/// Announces what people decided, like any other change of a figure: an entry that was confirmed or undone, a refused record that was
/// discarded. Whoever decides only leaves a mark, so that a page or a command needs no recorder; the mark stays until the events are written.
/// </summary>
public sealed class DecisionAnnouncer(
    IDbContextFactory<HubDbContext> contexts, ILedgerDialect dialect, CatalogueStore catalogues, FigureCatalogues figures, FigureRecorder recorder, CodeTable codes, SlotTable slots,
    Announcer announcer, ReleaseWatch releases, TimeProvider clock, ILogger<DecisionAnnouncer> logger) : BackgroundService
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Tick, clock);
        do
        {
            try
            {
                await AnnounceAsync(stoppingToken);
            }
            catch (Exception e) when (dialect.IsOfTheStore(e))
            {
                RecordLog.StoreUnavailable(logger, e.GetBaseException().Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <returns>How many decisions have been announced.</returns>
    public async Task<int> AnnounceAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (!await db.Entries.AnyAsync(e => e.Pending && e.Indicator != null, cancellationToken) && !await db.Rejections.AnyAsync(r => r.Pending, cancellationToken))
        {
            return 0;
        }

        if (await catalogues.CurrentAsync(cancellationToken) is not { } active)
        {
            return 0;
        }

        await recorder.PrepareAsync(active, cancellationToken);
        await codes.LoadAsync(cancellationToken);
        await slots.LoadAsync(cancellationToken);
        var catalogue = await figures.OfAsync(active, cancellationToken);
        var own = await codes.NumberAsync(CodeTable.Scope, "own", cancellationToken);

        // Like a batch: under the lock, so that computed values and events are written by one at a time and in the order of their instants.
        await using var transaction = await dialect.BeginAsync(db, cancellationToken);
        await dialect.LockAsync(db, cancellationToken);
        var entries = await db.Entries.Where(e => e.Pending && e.Indicator != null).ToListAsync(cancellationToken);
        var refused = await db.Rejections.Where(r => r.Pending).ToListAsync(cancellationToken);
        var feeds = await FeedsAsync(db, refused, cancellationToken);
        var deltas = new SumDeltas(catalogue, unit => codes.Find(CodeTable.Unit, unit) ?? throw new InvalidOperationException($"unit '{unit}' has no number"));
        foreach (var feed in refused.GroupBy(r => feeds[r.Batch]))
        {
            recorder.TouchRefused(catalogue, feed.Key, [.. feed.Select(r => (r.Unit, r.Day))], deltas);
        }

        var recordedAt = await RecordingInstant.NextAsync(db, clock, cancellationToken);
        var change = new FigureChange(active, 0, new CellChange([], []), [], 0, Guid.Empty, "", recordedAt, TraceParent: null);
        IReadOnlyCollection<(string, string)> touched = [.. deltas.Touched.Union(entries.Select(e => (e.Indicator!, e.Unit)))];
        entries.ForEach(e => deltas.Widen(new(e.FromDay, e.ToDay)));
        await releases.CompareAsync(db, catalogue, touched, deltas.Days, ReleaseWatch.Decision, change, cancellationToken);
        await announcer.AnnounceAsync(db, catalogue, touched, change, own, cancellationToken);
        entries.ForEach(e => e.Pending = false);
        refused.ForEach(r => r.Pending = false);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return entries.Count + refused.Count;
    }

    private async Task<Dictionary<long, int>> FeedsAsync(HubDbContext db, List<RejectionRow> refused, CancellationToken cancellationToken)
    {
        var batches = refused.Select(r => r.Batch).Distinct().ToList();
        var names = await db.Batches.AsNoTracking().Where(b => batches.Contains(b.No)).Select(b => new { b.No, Feed = b.Connector + "/" + b.Stream }).ToListAsync(cancellationToken);
        var feeds = new Dictionary<long, int>();
        foreach (var batch in names)
        {
            feeds[batch.No] = await codes.NumberAsync(CodeTable.Feed, batch.Feed, cancellationToken);
        }

        return feeds;
    }
}
