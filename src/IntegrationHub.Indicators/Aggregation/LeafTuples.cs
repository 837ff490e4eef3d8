using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Formulas;
using IntegrationHub.Indicators.Periods;

namespace IntegrationHub.Indicators.Aggregation;

/// <summary>What a feed says of a metric for a unit and an interval; null when it was not delivered.</summary>
public delegate decimal? ObservedAmount(Feed feed, Metric metric, string unit, Interval interval);

/// <param name="IsCarried">The numbers are those of an earlier interval.</param>
public readonly record struct LeafTuple(Interval Interval, Contribution Tuple, bool IsCarried = false);

/// <summary>
/// The tuples of one unit where a single interval does not say all: a stock that is missing may be carried forward, and a counter is
/// worth its difference from what it said before. Time comes before the tree: all this happens per unit, then units are added.
/// </summary>
public sealed class LeafTuples(IndicatorDefinition definition, TupleRule rule, ObservedAmount observed)
{
    private readonly int _carry = definition.Measure is MeasureKind.Stock ? definition.Metrics.Min(m => m.CarryForward) : 0;
    private readonly CounterFlows? _counters = definition.Metrics.Any(m => m.Kind is MetricKind.RunningTotal) ? new(definition, rule, observed) : null;

    public IEnumerable<LeafTuple> Of(ExpectedSpan span)
    {
        ArgumentNullException.ThrowIfNull(span);
        return _counters is not null ? _counters.Of(span) : span.Intervals().Select(i => Carried(span.Feed, span.Unit, i));
    }

    /// <summary>A single tuple, without what only the intervals around it could say.</summary>
    public Contribution At(Feed feed, OrgUnit unit, Interval interval) => _counters?.At(feed, unit, interval) ?? Raw(feed, unit.Id, interval);

    // The whole tuple is carried: both sides of a ratio are of the same day.
    private LeafTuple Carried(Feed feed, OrgUnit unit, Interval interval)
    {
        var tuple = Raw(feed, unit.Id, interval);
        if (tuple.State is not TupleState.Missing)
        {
            return new(interval, tuple);
        }

        var at = interval;
        for (var steps = 0; steps < _carry && !IsRedefinedAt(at.From) && EarlierIntervals.Before(feed, unit, at) is { } before; steps++)
        {
            at = before;
            if (Raw(feed, unit.Id, at) is { State: TupleState.Valid } earlier)
            {
                return new(interval, earlier, IsCarried: true);
            }
        }

        return new(interval, tuple);
    }

    private bool IsRedefinedAt(DateOnly day) => definition.Metrics.Any(m => m.Versions.Any(v => !v.IsComparable && v.From == day));

    private Contribution Raw(Feed feed, string unit, Interval interval) => rule.Of([.. definition.Metrics.Select(m => observed(feed, m, unit, interval))]);
}

public static class EarlierIntervals
{
    /// <summary>The interval just before, cut where the unit's version begins; null when the unit was not there.</summary>
    public static Interval? Before(Feed feed, OrgUnit unit, Interval interval)
    {
        ArgumentNullException.ThrowIfNull(feed);
        ArgumentNullException.ThrowIfNull(unit);
        var day = interval.From.AddDays(-1);
        return unit.At(day) is { Validity: var valid }
            ? Grains.Of(feed.Grain, feed.Calendar, day).Intersect(new(valid.From ?? DateOnly.MinValue, valid.To ?? DateOnly.MaxValue))
            : null;
    }
}
