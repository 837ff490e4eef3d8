using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Formulas;
using IntegrationHub.Indicators.Periods;

namespace IntegrationHub.Indicators.Aggregation;

/// <summary>
/// Running totals as flows: what a counter says at the end of an interval less what it said at the end of the one before. Where one is
/// missing, the next that is there covers both. A counter never falls, unless it was declared to have been set anew: a fall is refused,
/// and what follows is counted from the last number that can be true.
/// </summary>
public sealed class CounterFlows(IndicatorDefinition definition, TupleRule rule, ObservedAmount observed)
{
    public const string Fell = "E_COUNTER";

    // Longer than any year: a counter that is never set anew is looked back at so far.
    private const int DaysBack = 400;

    private readonly IReadOnlyList<Metric> _metrics = definition.Metrics;

    public IEnumerable<LeafTuple> Of(ExpectedSpan span)
    {
        var walk = new Walk(this, span.Feed, span.Unit);
        var intervals = span.Intervals().ToList();
        if (intervals.Count == 0)
        {
            return [];
        }

        foreach (var earlier in Earlier(span.Feed, span.Unit, intervals[0]))
        {
            walk.Pass(earlier);
        }

        foreach (var interval in intervals)
        {
            walk.Take(interval);
        }

        return walk.Tuples();
    }

    /// <summary>One interval by itself.</summary>
    public Contribution At(Feed feed, OrgUnit unit, Interval interval) =>
        rule.Of([.. _metrics.Select(m => m.Kind is MetricKind.RunningTotal ? Difference(feed, m, unit, interval) : observed(feed, m, unit.Id, interval))]);

    private decimal? Difference(Feed feed, Metric metric, OrgUnit unit, Interval interval)
    {
        var from = AnchorOf(metric, feed, unit.Id, interval) ?? (EarlierIntervals.Before(feed, unit, interval) is { } before ? observed(feed, metric, unit.Id, before) : null);
        return observed(feed, metric, unit.Id, interval) - from is >= 0 and var grown ? grown : null;
    }

    // From the last interval in which every counter started anew; the oldest first.
    private List<Interval> Earlier(Feed feed, OrgUnit unit, Interval first)
    {
        var earlier = new List<Interval>();
        for (var at = first; !Counters().All(m => AnchorOf(m, feed, unit.Id, at) is not null || IsRedefined(m, at)) && first.From.DayNumber - at.From.DayNumber < DaysBack
            && EarlierIntervals.Before(feed, unit, at) is { } before; at = before)
        {
            earlier.Add(before);
        }

        earlier.Reverse();
        return earlier;
    }

    private IEnumerable<Metric> Counters() => _metrics.Where(m => m.Kind is MetricKind.RunningTotal);

    private static bool IsRedefined(Metric metric, Interval interval) => metric.Versions.Any(v => !v.IsComparable && v.From == interval.From);

    private static decimal? AnchorOf(Metric metric, Feed feed, string unit, Interval interval)
    {
        var declared = metric.Anchors.LastOrDefault(a => interval.Contains(a.Day) && (a.Unit is null || a.Unit == unit));
        return declared is not null ? declared.Value
            : metric.ResetsYearly && Grains.Of(Grain.Year, feed.Calendar, interval.From).From == interval.From ? 0 : null;
    }

    /// <summary>Goes over a unit's intervals in order.</summary>
    private sealed class Walk(CounterFlows flows, Feed feed, OrgUnit unit)
    {
        private readonly List<LeafTuple> _tuples = [];
        private readonly List<(Interval Interval, decimal?[] Seen, bool Fell)> _open = [];

        // What each counter said last, as far as it can be true; and whether that was at the end of the interval just before.
        private readonly decimal?[] _last = new decimal?[flows._metrics.Count];
        private readonly bool[] _isFresh = new bool[flows._metrics.Count];

        // Where the open stretch began: null when what came before it is not known.
        private decimal?[]? _start;

        public void Pass(Interval interval)
        {
            Anchor(interval);
            Read(interval);
        }

        public void Take(Interval interval)
        {
            if (Anchor(interval) && _open.Count > 0)
            {
                GiveUp();
            }

            if (_open.Count == 0)
            {
                _start = Indexes().All(i => _isFresh[i]) ? [.. _last] : null;
            }

            var (seen, fell) = Read(interval);
            _open.Add((interval, seen, fell));
            if (!fell && Indexes().All(i => _isFresh[i]))
            {
                Close();
            }
        }

        public List<LeafTuple> Tuples()
        {
            GiveUp();
            return _tuples;
        }

        private IEnumerable<int> Indexes() => Enumerable.Range(0, flows._metrics.Count).Where(i => flows._metrics[i].Kind is MetricKind.RunningTotal);

        private bool Anchor(Interval interval)
        {
            var anchored = false;
            foreach (var i in Indexes())
            {
                if (AnchorOf(flows._metrics[i], feed, unit.Id, interval) is { } value)
                {
                    (_last[i], _isFresh[i], anchored) = (value, true, true);
                }
                else if (IsRedefined(flows._metrics[i], interval))
                {
                    (_last[i], _isFresh[i], anchored) = (null, false, true);
                }
            }

            return anchored;
        }

        // What every metric adds in the interval by itself; null where that cannot be said.
        private (decimal?[] Seen, bool Fell) Read(Interval interval)
        {
            var seen = new decimal?[_last.Length];
            var fell = false;
            for (var i = 0; i < seen.Length; i++)
            {
                var amount = flows.Observed(feed, i, unit, interval);
                if (flows._metrics[i].Kind is not MetricKind.RunningTotal)
                {
                    seen[i] = amount;
                    continue;
                }

                var falls = amount < _last[i];
                fell |= falls;
                seen[i] = _isFresh[i] && !falls ? amount - _last[i] : null;
                _isFresh[i] = amount is not null && !falls;
                _last[i] = _isFresh[i] ? amount : _last[i];
            }

            return (seen, fell);
        }

        // All counters are there again: the stretch has a difference as a whole, and each of its other amounts is a sum.
        private void Close()
        {
            var amounts = new decimal?[_last.Length];
            for (var i = 0; i < amounts.Length; i++)
            {
                amounts[i] = flows._metrics[i].Kind is MetricKind.RunningTotal ? _last[i] - _start?[i] : Total(_open.Select(o => o.Seen[i]));
            }

            var whole = flows.Tuple(amounts);
            if (_start is null || (whole.State is not TupleState.Valid && _open.Count > 1))
            {
                // What each interval says by itself is still worth knowing: a denominator without its numerator weighs.
                GiveUp();
                return;
            }

            foreach (var (interval, _, fell) in _open.SkipLast(1))
            {
                _tuples.Add(new(interval, fell ? Refused(0) : new(TupleState.Valid, 0, 0, 0, true)));
            }

            _tuples.Add(new(_open[^1].Interval, whole));
            _open.Clear();
        }

        private void GiveUp()
        {
            foreach (var (interval, seen, fell) in _open)
            {
                var tuple = flows.Tuple(seen);
                _tuples.Add(new(interval, fell ? Refused(tuple.DeliveredD) : tuple with { AnythingDelivered = flows._metrics.Select((_, i) => i).Any(i => flows.Observed(feed, i, unit, interval) is not null) }));
            }

            _open.Clear();
        }

        private static Contribution Refused(decimal? deliveredD) => new(TupleState.Invalid, 0, 0, deliveredD, true, Fell);

        private static decimal? Total(IEnumerable<decimal?> amounts) => amounts.Aggregate((decimal?)0, (all, one) => all + one);
    }

    private Contribution Tuple(decimal?[] amounts) => rule.Of(amounts);

    private decimal? Observed(Feed feed, int metric, OrgUnit unit, Interval interval) => observed(feed, _metrics[metric], unit.Id, interval);
}
