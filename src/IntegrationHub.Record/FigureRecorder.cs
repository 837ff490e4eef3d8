using System.Collections.Concurrent;
using System.Text.Json;
using IntegrationHub.Indicators.Aggregation;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Formulas;
using IntegrationHub.Indicators.Periods;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Figures;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Record;

/// <summary>What a batch did to the cells, for those who compute from them.</summary>
/// <param name="Refused">Where records are refused, or no longer are; unit and day as far as they are known.</param>
public sealed record FigureChange(
    ActiveCatalogue Catalogue, int Feed, CellChange Cells, IReadOnlyList<(string? Unit, int? Day)> Refused, long Batch, Guid Run, string Source, DateTimeOffset RecordedAt, string? TraceParent);

/// <summary>
/// Carries changed cells into sums and computed values, under the recording lock. A day that has not been delivered moves nothing: its
/// cells fill silently, and the delivery brings the whole day in at once.
/// </summary>
public sealed class FigureRecorder(
    ILedgerDialect dialect, FigureCatalogues catalogues, FigureSumBuilder builder, CodeTable codes, SlotTable slots,
    SumOracle oracle, ReleaseWatch releases, Announcer announcer, TimeProvider clock)
{
    // While a long pull goes on, deliveries are brought in and figures announced together: each time all that is above them is computed
    // anew. At least this far apart, and so far that it takes little of the time, however many units and plans there are.
    private static readonly TimeSpan Together = TimeSpan.FromSeconds(3);
    private const int ShareOfTime = 30;

    private readonly ConcurrentDictionary<string, DateTimeOffset> nextFigures = new(StringComparer.Ordinal);

    /// <summary>
    /// After a catalogue was applied, and before a recording transaction in case nobody did: sums of figures that the store has not seen
    /// yet are made from the cells.
    /// </summary>
    public async Task PrepareAsync(ActiveCatalogue active, CancellationToken cancellationToken) =>
        await builder.EnsureAsync(await catalogues.OfAsync(active, cancellationToken), cancellationToken);

    public async Task ApplyAsync(HubDbContext db, FigureChange change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(change);
        var catalogue = await catalogues.OfAsync(change.Catalogue, cancellationToken);
        var own = await codes.NumberAsync(CodeTable.Scope, "own", cancellationToken);
        var deltas = new SumDeltas(catalogue, unit => codes.Find(CodeTable.Unit, unit) ?? throw new InvalidOperationException($"unit '{unit}' has no number"));
        TouchRefused(catalogue, change.Feed, change.Refused, deltas);
        var restated = new Restatements(catalogue, codes, VietnamDay.Of(clock.GetUtcNow()));
        MoveChangedCells(db, catalogue, change, own, deltas, restated);
        var begun = clock.GetTimestamp();
        var isDue = await IsDueAsync(db, change, cancellationToken);
        if (isDue)
        {
            await BringInDeliveriesAsync(db, catalogue, change, own, deltas, cancellationToken);
        }

        var moved = deltas.Rows();
        await dialect.AddFigureSumsAsync(db, moved, cancellationToken);

        // The oracle and the announcer ask the store: what this batch refused and delivered has to be there.
        await db.SaveChangesAsync(cancellationToken);
        await oracle.CheckAsync(db, catalogue, moved, own, cancellationToken);
        await restated.TellAsync(db, change, cancellationToken);
        await releases.CompareAsync(db, catalogue, deltas.Touched, deltas.Days, ReleaseWatch.Correction, change, cancellationToken);
        var touched = new TouchedFigures(deltas.Touched, restated.Figures);
        if (!isDue)
        {
            await touched.KeepAsync(db, change.Batch, cancellationToken);
            return;
        }

        touched = await touched.WithKeptAsync(db, change.Source, cancellationToken);
        if (touched.All.Count > 0)
        {
            await announcer.AnnounceAsync(db, catalogue, touched.All, change, own, cancellationToken, touched.Restated);
            var pause = clock.GetElapsedTime(begun) * ShareOfTime;
            nextFigures[change.Source] = clock.GetUtcNow() + (pause > Together ? pause : Together);
        }
    }

    /// <summary>A refused record weighs in the figures of its unit; one of an unknown unit at the top.</summary>
    public void TouchRefused(FigureCatalogue catalogue, int feed, IReadOnlyList<(string? Unit, int? Day)> refused, SumDeltas deltas)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        ArgumentNullException.ThrowIfNull(refused);
        ArgumentNullException.ThrowIfNull(deltas);
        var yesterday = VietnamDay.Of(clock.GetUtcNow()).DayNumber - 1;
        var tops = catalogue.Catalogue.Plans.Values.Where(p => p.Parent is null).Select(p => p.Owner).Distinct(StringComparer.Ordinal).ToList();
        foreach (var (unit, day) in refused.Distinct())
        {
            if (day is null)
            {
                deltas.TouchAnyDay();
            }

            foreach (var figure in catalogue.OfFeed(feed))
            {
                foreach (var at in unit is null ? tops : [unit])
                {
                    deltas.Touch(figure, at, day ?? yesterday);
                }
            }
        }
    }

    private void MoveChangedCells(HubDbContext db, FigureCatalogue catalogue, FigureChange change, int own, SumDeltas deltas, Restatements restated)
    {
        var figures = catalogue.OfFeed(change.Feed).ToList();
        if (figures.Count == 0)
        {
            return;
        }

        TouchDistinct(figures, change, deltas);
        var tuples = Tuples(catalogue, figures[0].Feed, change.Cells, own).ToList();
        if (tuples.Count == 0)
        {
            return;
        }

        var units = tuples.Select(t => t.Unit).Distinct().ToList();
        var delivered = DeliveredDays.Load(db, change.Feed, units);
        tuples.RemoveAll(t => figures[0].Feed.Kind is FeedKind.Records && !delivered.ContainsAny(t.Unit, t.Interval.From.DayNumber));
        if (tuples.Count == 0)
        {
            return;
        }

        var book = CellBook.Load(
            db, figures[0], slots, own, delivered, tuples.Select(t => t.Unit).Distinct().ToList(),
            tuples.Min(t => t.Interval.From.DayNumber), tuples.Max(t => t.Interval.To.DayNumber));
        var less = new CellDelta(change.Cells, own);
        foreach (var (unit, interval) in tuples)
        {
            foreach (var figure in figures.Where(f => f.Definition.Measure is not MeasureKind.NonAdditive))
            {
                var (before, after) = (book.Tuple(figure, unit, interval, less), book.Tuple(figure, unit, interval));
                deltas.Move(figure, codes.Word(unit), interval.From.DayNumber, before, after);
                restated.Note(figure, codes.Word(unit), interval, before, after);
            }
        }
    }

    /// <summary>The tuples of the feed's own grain that a batch changed; other intervals are checks and make no figure.</summary>
    private IEnumerable<(int Unit, Interval Interval)> Tuples(FigureCatalogue catalogue, Feed feed, CellChange cells, int own) =>
        cells.Days.Select(c => (c.Unit, Indicators.Periods.Interval.Day(DateOnly.FromDayNumber(c.Day))))
            .Concat(cells.Periods
                .Where(c => c.Scope == own)
                .Select(c => (c.Unit, Interval: new Interval(DateOnly.FromDayNumber(c.FromDay), DateOnly.FromDayNumber(c.ToDay))))
                .Where(c => catalogue.Expectations.IsTuple(feed, codes.Word(c.Unit), c.Interval)))
            .Distinct();

    private void TouchDistinct(List<Figure> figures, FigureChange change, SumDeltas deltas)
    {
        foreach (var figure in figures.Where(f => f.Definition.Measure is MeasureKind.NonAdditive))
        {
            var metrics = figure.Metrics.Select(m => m.Id).ToHashSet();
            foreach (var cell in change.Cells.Periods.Where(c => metrics.Contains(c.Metric)))
            {
                deltas.Touch(figure, codes.Word(cell.Unit), cell.FromDay);
            }
        }
    }

    /// <summary>
    /// The end of a run, or long enough after the last time. A parked page keeps deliveries waiting, not what the others have touched. A run whose source has sent on
    /// already is announced with what waits: a past that is read day by day is many short runs.
    /// </summary>
    private async Task<bool> IsDueAsync(HubDbContext db, FigureChange change, CancellationToken cancellationToken) =>
        clock.GetUtcNow() >= nextFigures.GetValueOrDefault(change.Source)
        || (!await db.Batches.AnyAsync(b => b.Source == change.Source && b.State == BatchState.Pending && (b.Run == change.Run || b.No > change.Batch), cancellationToken)
            && await db.Batches.AnyAsync(b => b.Run == change.Run && b.ClosesRun, cancellationToken));

    private async Task BringInDeliveriesAsync(HubDbContext db, FigureCatalogue catalogue, FigureChange change, int own, SumDeltas deltas, CancellationToken cancellationToken)
    {
        var due = await DueAsync(db, change, cancellationToken);
        if (due.Count == 0)
        {
            return;
        }

        foreach (var feed in due.GroupBy(d => d.Feed))
        {
            var figures = catalogue.All.Where(f => f.Feed.Name == feed.Key).ToList();
            var feedId = await codes.NumberAsync(CodeTable.Feed, feed.Key, cancellationToken);
            var deliveries = feed.SelectMany(b => b.Deliveries).ToList();
            if (deliveries.Count == 0)
            {
                continue;
            }

            var numbers = await codes.NumbersAsync(CodeTable.Unit, [.. deliveries.Select(d => d.Unit)], cancellationToken);
            var delivered = DeliveredDays.Load(db, feedId, numbers.Distinct().ToList());
            var book = figures.Count == 0 ? null : CellBook.Load(
                db, figures[0], slots, own, delivered, numbers.Distinct().ToList(), deliveries.Min(d => d.FromDay), deliveries.Max(d => d.ToDay));
            foreach (var (delivery, unit) in deliveries.Zip(numbers))
            {
                foreach (var (from, to) in delivered.Missing(delivery.OnField, unit, delivery.FromDay, delivery.ToDay))
                {
                    db.Add(new DeliveryRow { Feed = feedId, OnField = delivery.OnField, Unit = unit, FromDay = from, ToDay = to, Batch = change.Batch });
                    if (book is null)
                    {
                        delivered.Add(delivery.OnField, unit, from, to);
                    }
                    else
                    {
                        BringIn(figures.Where(f => f.Metrics.Any(m => m.OnField == delivery.OnField)), book, delivery, unit, from, to, deltas);
                    }
                }
            }
        }

        var applied = due.Select(d => d.No).ToList();
        await db.Batches.Where(b => applied.Contains(b.No)).ExecuteUpdateAsync(set => set.SetProperty(b => b.DeliveriesApplied, true), cancellationToken);
    }

    private static void BringIn(IEnumerable<Figure> figures, CellBook book, UnitDelivery delivery, int unit, int from, int to, SumDeltas deltas)
    {
        var before = figures.Select(f => (Figure: f, Tuples: new Contribution[to - from])).ToList();
        foreach (var (figure, tuples) in before)
        {
            for (var day = from; day < to; day++)
            {
                tuples[day - from] = At(figure, day);
            }
        }

        book.Delivered.Add(delivery.OnField, unit, from, to);
        foreach (var (figure, tuples) in before)
        {
            for (var day = from; day < to; day++)
            {
                deltas.Move(figure, delivery.Unit, day, tuples[day - from], At(figure, day));
            }
        }

        Contribution At(Figure figure, int day) => book.Tuple(figure, unit, Interval.Day(DateOnly.FromDayNumber(day)));
    }

    /// <summary>Deliveries whose pages, and all pages of their run before them, are recorded.</summary>
    private static async Task<IReadOnlyList<(long No, string Feed, IReadOnlyList<UnitDelivery> Deliveries)>> DueAsync(HubDbContext db, FigureChange change, CancellationToken cancellationToken)
    {
        var open = await db.Batches.AsNoTracking()
            .Where(b => b.Source == change.Source && b.Deliveries != null && !b.DeliveriesApplied && b.State == BatchState.Recorded)
            .Where(b => !db.Batches.Any(e => e.Run == b.Run && e.Seq < b.Seq && e.State != BatchState.Recorded))
            .OrderBy(b => b.No)
            .Select(b => new { b.No, Feed = b.Connector + "/" + b.Stream, b.Deliveries, b.CreatedAt })
            .ToListAsync(cancellationToken);
        return [.. open.Select(b => (b.No, b.Feed, Ended(JsonSerializer.Deserialize<List<UnitDelivery>>(b.Deliveries!)!, VietnamDay.Of(b.CreatedAt).DayNumber)))];
    }

    /// <summary>A day that had not ended when the page was read is not delivered, whatever the source says.</summary>
    private static IReadOnlyList<UnitDelivery> Ended(IEnumerable<UnitDelivery> deliveries, int readOn) =>
        [.. deliveries.Select(d => d with { ToDay = Math.Min(d.ToDay, readOn) }).Where(d => d.ToDay > d.FromDay)];
}
