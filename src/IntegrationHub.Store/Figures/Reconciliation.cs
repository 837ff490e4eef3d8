using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Periods;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Store.Figures;

/// <summary>Two feeds say different things about the same unit and interval.</summary>
/// <param name="Counted">Sum of the days of the feed of records.</param>
/// <param name="Stated">What the feed of snapshots says for the interval.</param>
public sealed record FeedDifference(string Metric, string Unit, Interval Interval, string RecordsFeed, decimal Counted, string SnapshotFeed, decimal Stated);

/// <param name="Metrics">Metrics that one feed alone carries are passed over.</param>
/// <param name="Units">Null is all.</param>
/// <param name="Span">Intervals that touch it.</param>
public sealed record ReconciliationQuery(IReadOnlyCollection<Metric> Metrics, IReadOnlyCollection<string>? Units, Interval Span);

/// <summary>
/// Compares what is counted from records with what snapshots state, where both carry a metric. A difference is shown and never added:
/// only the authority counts. Intervals with a day that was not delivered cannot be compared and are left out.
/// </summary>
public sealed class Reconciliation(CodeTable codes)
{
    public async Task<IReadOnlyList<FeedDifference>> DifferencesAsync(
        HubDbContext db, HubCatalogue catalogue, ReconciliationQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(catalogue);
        ArgumentNullException.ThrowIfNull(query);
        var differences = new List<FeedDifference>();
        foreach (var pair in Pairs(catalogue, query.Metrics))
        {
            differences.AddRange(await OfPairAsync(db, query, pair.Key.Records, pair.Key.Snapshots, [.. pair], cancellationToken));
        }

        return [.. differences.OrderBy(d => d.Metric, StringComparer.Ordinal).ThenBy(d => d.Unit, StringComparer.Ordinal).ThenBy(d => d.Interval.From)];
    }

    /// <summary>Whether a feed of records and one of snapshots carry the metric, so that there is something to compare.</summary>
    public static bool IsCarriedTwice(HubCatalogue catalogue, Metric metric) => Pairs(catalogue, [metric]).Any();

    private static IEnumerable<IGrouping<(Feed Records, Feed Snapshots), Metric>> Pairs(HubCatalogue catalogue, IEnumerable<Metric> metrics) =>
        from metric in metrics
        where metric.Kind is MetricKind.Flow
        let feeds = metric.Feeds.Keys.Select(catalogue.Feeds.GetValueOrDefault).OfType<Feed>().ToList()
        from records in feeds.Where(f => f.Kind is FeedKind.Records)
        from snapshots in feeds.Where(f => f.Kind is FeedKind.Snapshots)
        group metric by (records, snapshots);

    private async Task<IReadOnlyList<FeedDifference>> OfPairAsync(
        HubDbContext db, ReconciliationQuery query, Feed records, Feed snapshots, IReadOnlyList<Metric> metrics, CancellationToken cancellationToken)
    {
        // Looked up, not given: what nobody has recorded has no number, and there is nothing to compare.
        await codes.LoadAsync(cancellationToken);
        var byNumber = metrics.Select(m => (Number: codes.Find(CodeTable.Metric, m.Code), Metric: m)).Where(m => m.Number is not null).ToDictionary(m => m.Number!.Value, m => m.Metric);
        if (codes.Find(CodeTable.Scope, "own") is not { } own || codes.Find(CodeTable.Feed, records.Name) is not { } counted
            || codes.Find(CodeTable.Feed, snapshots.Name) is not { } stated || byNumber.Count == 0)
        {
            return [];
        }

        var numbers = byNumber.Keys.ToList();
        var (from, to) = (query.Span.From.DayNumber, query.Span.To.DayNumber);
        var cells = db.PeriodCells.AsNoTracking()
            .Where(c => c.Feed == stated && c.Scope == own && c.Present > 0 && numbers.Contains(c.Metric) && c.FromDay < to && c.ToDay > from);
        if (query.Units is not null)
        {
            var units = query.Units.Select(u => codes.Find(CodeTable.Unit, u)).OfType<int>().ToList();
            cells = cells.Where(c => units.Contains(c.Unit));
        }

        // Stretches of deliveries never overlap, so that their lengths add up to the interval's only when no day is missing.
        var found = await (
            from cell in cells
            join slot in db.MetricSlots on cell.Metric equals slot.Metric
            where slot.Feed == counted
            let delivered = db.Deliveries
                .Where(d => d.Feed == counted && d.OnField == slot.OnField && d.Unit == cell.Unit && d.FromDay < cell.ToDay && d.ToDay > cell.FromDay)
                .Sum(d => (d.ToDay < cell.ToDay ? d.ToDay : cell.ToDay) - (d.FromDay > cell.FromDay ? d.FromDay : cell.FromDay))
            where delivered == cell.ToDay - cell.FromDay
            let sum = db.DayCells
                .Where(d => d.CellGroup == slot.CellGroup && d.Unit == cell.Unit && d.Day >= cell.FromDay && d.Day < cell.ToDay)
                .Sum(d => slot.Slot == 0 ? d.S0 : slot.Slot == 1 ? d.S1 : slot.Slot == 2 ? d.S2 : slot.Slot == 3 ? d.S3 : slot.Slot == 4 ? d.S4
                    : slot.Slot == 5 ? d.S5 : slot.Slot == 6 ? d.S6 : slot.Slot == 7 ? d.S7 : slot.Slot == 8 ? d.S8 : d.S9)
            where sum != cell.Amount
            select new Compared(cell.Metric, cell.Unit, cell.FromDay, cell.ToDay, sum, cell.Amount)).ToListAsync(cancellationToken);
        found.AddRange(await WithoutPlaceAsync());
        return
        [
            .. from row in found
               let interval = new Interval(DateOnly.FromDayNumber(row.FromDay), DateOnly.FromDayNumber(row.ToDay))
               where Grains.Of(snapshots.Grain, snapshots.Calendar, interval.From) == interval
               let metric = byNumber[row.Metric]
               let scale = FigureCatalogue.PowerOfTen(metric.Scale)
               select new FeedDifference(metric.Code, codes.Word(row.Unit), interval, records.Name, row.Counted / scale, snapshots.Name, row.Stated / scale),
        ];

        // A metric that no record has ever had counts zero where its days are delivered.
        async Task<IReadOnlyList<Compared>> WithoutPlaceAsync()
        {
            var placed = await db.MetricSlots.AsNoTracking().Where(s => s.Feed == counted && numbers.Contains(s.Metric)).Select(s => s.Metric).ToListAsync(cancellationToken);
            var zeros = new List<Compared>();
            foreach (var field in byNumber.Where(m => !placed.Contains(m.Key) && m.Value.Feeds[records.Name] is not null).GroupBy(m => m.Value.Feeds[records.Name], m => m.Key))
            {
                var (onField, without) = (field.Key, field.ToList());
                zeros.AddRange(await (
                    from cell in cells
                    where without.Contains(cell.Metric) && cell.Amount != 0
                    let delivered = db.Deliveries
                        .Where(d => d.Feed == counted && d.OnField == onField && d.Unit == cell.Unit && d.FromDay < cell.ToDay && d.ToDay > cell.FromDay)
                        .Sum(d => (d.ToDay < cell.ToDay ? d.ToDay : cell.ToDay) - (d.FromDay > cell.FromDay ? d.FromDay : cell.FromDay))
                    where delivered == cell.ToDay - cell.FromDay
                    select new Compared(cell.Metric, cell.Unit, cell.FromDay, cell.ToDay, 0, cell.Amount)).ToListAsync(cancellationToken));
            }

            return zeros;
        }
    }

    private sealed record Compared(int Metric, int Unit, int FromDay, int ToDay, long Counted, long Stated);
}
