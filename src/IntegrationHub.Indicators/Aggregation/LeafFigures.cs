using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Formulas;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Indicators.Periods;

namespace IntegrationHub.Indicators.Aggregation;

/// <summary>
/// Figures of definitions that <see cref="IndicatorDefinition.NeedsCells"/>: unit by unit from what was observed. The same for cells in
/// memory and for stored ones; they differ in where an amount is looked up.
/// </summary>
/// <param name="isUntouched">Nothing was ever observed: then nothing is looked up.</param>
public sealed class LeafFigures(
    IndicatorDefinition definition, HubCatalogue catalogue, OrgTree tree, Expectations expectations, DateOnly today, ObservedAmount observed, bool isUntouched = false)
{
    private readonly TupleRule _rule = new(definition);
    private readonly LeafTuples _tuples = new(definition, new(definition), observed);

    // The same for every unit of a class: counted once for all that are asked.
    private readonly Dictionary<(string Class, Interval Period), decimal?> _medians = [];

    /// <param name="rejected">Refused records that would have counted in the figure.</param>
    public Pair PairOf(FigureKey key, Expected expected, int rejected)
    {
        // Cells of a unit that was split count for its successors by their shares; shares that differ by metric would need a tuple of their own.
        var shares = expected.Spans.DistinctBy(s => s.UnitId).ToDictionary(s => s.UnitId, s => SharedTuples.Single(definition, s.Share), StringComparer.Ordinal);
        if (shares.ContainsValue(null))
        {
            return Pair.Nothing(expected.Members, PairReasons.NotComputed);
        }

        var entries = (isUntouched ? [] : expected.Spans).SelectMany(s => _tuples.Of(s).Select(t => new LeafEntry(s.UnitId, s.Feed, t.Interval, t.Tuple, t.IsCarried))).ToList();
        var differences = key.Scope.Kind is ScopeKind.Subtree && definition.Metrics.Any(m => m.Totals.Count > 0)
            ? TotalReports.Apply(definition, tree, key, entries, (reporter, interval) => TotalOf(reporter, interval, key.Period))
            : [];
        var mean = definition.Measure is MeasureKind.StockAverage ? new MeanWeights(expected, key.Period) : null;
        var sums = entries.Aggregate(default(Sums), (all, e) => Add(all, e, (shares.GetValueOrDefault(e.Unit) ?? 1) * (mean?.Of(e.Feed, e.Interval) ?? 1)));
        var byTuple = entries.Where(e => !e.IsTotal).ToDictionary(e => (e.Feed.Name, e.Unit, e.Interval));
        var pair = PairAssembly.Of(definition, expected, sums, new()
        {
            Tuple = (feed, unit, interval) => byTuple.TryGetValue((feed.Name, unit, interval), out var entry) ? TupleOf(entry)
                : tree.Find(unit) is { } found ? _tuples.At(feed, found, interval) : Contribution.Nothing,
            ClassMedian = unitClass => isUntouched ? null : MedianOf(unitClass, key.Period),
            ReceivedIn = isUntouched ? _ => 0 : null,
            IsUntouched = isUntouched ? _ => true : null,

            // A total in the place of a missing tuple leaves nothing open that could weigh.
            Factor = (span, interval) => byTuple.TryGetValue((span.Feed.Name, span.UnitId, interval), out var entry) && entry.IsCovered ? 0 : mean?.Of(span.Feed, interval) ?? 1,
            Rejected = rejected,
        });
        var carried = entries.Exists(e => e.IsCarried);
        return pair with
        {
            IsStale = carried,
            IsEstimated = pair.IsEstimated || carried || entries.Exists(e => e.IsTotal),
            Divisor = mean?.Divisor ?? 1,
            Differences = differences,
        };
    }

    // Its denominator stays what it was: it may weigh for an interval after it.
    private static Contribution TupleOf(LeafEntry entry) => entry.IsCovered ? entry.Tuple with { AnythingDelivered = true } : entry.Tuple;

    private static Sums Add(Sums sums, LeafEntry entry, decimal factor) => new(
        sums.N + (entry.N * factor), sums.D + (entry.D * factor), sums.Received + (entry.Tuple.State is TupleState.Valid && !entry.IsTotal ? 1 : 0));

    private Contribution TotalOf(Member reporter, Interval interval, Period period)
    {
        var feed = FeedChoice.At(catalogue, definition, [reporter.Unit.Class], period.Calendar, interval.From);
        return feed is null ? Contribution.Nothing : _tuples.At(feed, reporter.Unit, interval);
    }

    // Over all units of the class, not only those of the figure: a unit alone and within its parent must weigh the same.
    private decimal? MedianOf(string unitClass, Period period)
    {
        if (!_medians.TryGetValue((unitClass, period.Interval), out var median))
        {
            _medians[(unitClass, period.Interval)] = median = ClassMedian.Of(catalogue.Units.Values.Where(u => u.Class == unitClass)
                .Select(u => expectations.Of(definition, u.Id, Scope.Own, period, today).Spans.SelectMany(_tuples.Of).Aggregate(default(Sums), (all, t) => all.With(t.Tuple)))
                .Select(s => (s.D, s.Received)));
        }

        return median;
    }
}

/// <summary>
/// What an interval counts for in the mean of a period: one of its intervals, or where a unit began or ended within one, its share of
/// days. A unit that is not there is nothing, so that the mean of a sum is the sum of the means. Whole numbers over one divisor.
/// </summary>
internal sealed class MeanWeights
{
    private readonly Dictionary<(Grain Grain, CalendarKind Calendar), int> _counts;

    public MeanWeights(Expected expected, Period period)
    {
        _counts = expected.Spans.Select(s => (s.Feed.Grain, s.Feed.Calendar)).Distinct()
            .ToDictionary(g => g, g => Grains.Touching(g.Grain, g.Calendar, period.Interval).Count());
        Divisor = expected.Spans.SelectMany(s => s.Intervals().Select(i => Whole(s.Feed, i) is var whole && whole == i ? Count(s.Feed) : Count(s.Feed) * whole.Days))
            .Concat(_counts.Values).Select(c => (long)c).Aggregate(1L, LeastCommonMultiple);
    }

    public decimal Divisor { get; }

    public decimal Of(Feed feed, Interval interval)
    {
        var whole = Whole(feed, interval);
        return Divisor * interval.Days / ((decimal)Count(feed) * whole.Days);
    }

    private int Count(Feed feed) => _counts.GetValueOrDefault((feed.Grain, feed.Calendar), 1);

    private static Interval Whole(Feed feed, Interval interval) => Grains.Of(feed.Grain, feed.Calendar, interval.From);

    private static long LeastCommonMultiple(long a, long b) => a / GreatestCommonDivisor(a, b) * b;

    private static long GreatestCommonDivisor(long a, long b) => b == 0 ? a : GreatestCommonDivisor(b, a % b);
}
