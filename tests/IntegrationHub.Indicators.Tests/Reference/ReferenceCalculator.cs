using System.Numerics;
using IntegrationHub.Indicators.Aggregation;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Formulas;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Indicators.Periods;

namespace IntegrationHub.Indicators.Tests.Reference;

/// <summary>Everything that a world knows. One feed: months of snapshots, or days of records.</summary>
public sealed record ReferenceWorld(HubCatalogue Catalogue, bool IsDaily, IReadOnlySet<string> Expected, IReadOnlyList<Cell> Cells, IReadOnlySet<(string Unit, DateOnly Day)> Delivered, DateOnly Today);

/// <summary>A figure as the reference sees it; N and D are exact fractions.</summary>
public sealed record ReferenceFigure(
    (BigInteger Over, BigInteger Under) N, (BigInteger Over, BigInteger Under) D, int Expected, int Received, (BigInteger Over, BigInteger Under)? W, bool IsEstimated, bool IsStale, bool HasValue,
    IReadOnlyList<string> Missing, IReadOnlyList<string> Invalid);

/// <summary>
/// The figures once more, from the rules and from nothing of the engine: day by day, unit by unit, without sums, caches or shortcuts. Slow,
/// and meant to be read beside the rules. It uses the engine's parser and its records, and none of its code that counts.
/// </summary>
public sealed class ReferenceCalculator(ReferenceWorld world)
{
    private readonly Dictionary<(string Metric, string Unit, Interval Interval), decimal> _amounts = world.Cells.ToDictionary(c => (c.Metric, c.Unit, c.Interval), c => c.Amount);

    private sealed record Line(IReadOnlyList<Term> Above, IReadOnlyList<Term> Below, bool IsBounded)
    {
        public IReadOnlyList<string> Metrics => [.. Above.Concat(Below).Select(t => t.Metric.Code).Distinct()];
    }

    private sealed record Slot(OrgUnit Unit, Interval Interval);

    /// <param name="OwnD">What the denominator was said to be, although the tuple may not count.</param>
    private sealed record Tuple(string State, decimal N, decimal D, decimal? OwnD)
    {
        public bool IsCarried { get; init; }
    }

    public ReferenceFigure Of(string formula, string unit, Scope scope, Period period)
    {
        var line = Parsed(formula);
        var breaks = Stock(line) is null ? line.Metrics.SelectMany(m => world.Catalogue.Metrics[m].Versions).Where(v => !v.IsComparable && v.From > period.From && v.From < period.To && v.From < world.Today)
            .Select(v => v.From).Distinct().Order().ToList() : [];
        if (breaks.Count == 0)
        {
            return Plain(line, unit, scope, period);
        }

        // Days before a redefinition are read from the bridge of the newest redefinition after them; a mean cannot be put together again.
        var starts = breaks.Prepend(period.From).ToList();
        var joined = new List<ReferenceFigure>();
        var raw = new List<ReferenceFigure>();
        for (var i = 0; i < starts.Count; i++)
        {
            var part = Period.Of(new(starts[i], i + 1 < starts.Count ? starts[i + 1] : period.To), period.Calendar);
            raw.Add(Plain(line, unit, scope, part));
            if (i + 1 == starts.Count)
            {
                joined.Add(raw[^1]);
            }
            else if (Bridged(line, starts[i + 1], breaks[^1]) is { } bridged && Plain(bridged, unit, scope, part) is { Received: > 0 } found && !IsMean(line))
            {
                joined.Add(found);
            }
        }

        var isBridged = joined.Count == starts.Count;
        var parts = isBridged ? joined : raw;
        return new(
            Sum(parts.Select(p => p.N)), Sum(parts.Select(p => p.D)), parts.Sum(p => p.Expected), parts.Sum(p => p.Received), parts.Exists(p => p.W is null) ? null : Sum(parts.Select(p => p.W!.Value)),
            parts.Exists(p => p.IsEstimated), parts.Exists(p => p.IsStale), isBridged, All(parts.Select(p => p.Missing)), All(parts.Select(p => p.Invalid)));
    }

    private ReferenceFigure Plain(Line line, string unit, Scope scope, Period period)
    {
        var expected = new List<(OrgUnit Unit, Interval Interval, Tuple Tuple)>();
        foreach (var found in world.Catalogue.Units.Values.OrderBy(u => u.Id, StringComparer.Ordinal))
        {
            var slots = SlotsOf(line, found, period).Where(s => InScope(found, unit, scope, Stock(line) is null ? s.Interval.From : period.To.AddDays(-1))).ToList();
            expected.AddRange(slots.Zip(TuplesOf(line, found, [.. slots.Select(s => s.Interval)]), (s, t) => (s.Unit, s.Interval, t)));
        }

        var (n, d, w) = (Zero, Zero, ((BigInteger, BigInteger)?)Zero);
        var (estimated, covered) = (false, scope.Kind is ScopeKind.Subtree ? Totals(line, unit, period, expected) : []);
        var (missing, invalid) = (new SortedSet<string>(StringComparer.Ordinal), new SortedSet<string>(StringComparer.Ordinal));
        foreach (var (_, _, total) in covered.Select(c => c.Value).Distinct())
        {
            (n, d, estimated) = (Add(n, Fraction(total.N)), Add(d, Fraction(total.D)), true);
        }

        foreach (var (of, interval, tuple) in expected)
        {
            var share = IsMean(line) ? Mean(interval, period) : (1, 1);
            var isCovered = covered.ContainsKey((of.Id, interval));
            if (tuple.State == "valid")
            {
                (n, d) = isCovered ? (n, d) : (Add(n, Times(Fraction(tuple.N), share)), Add(d, Times(Fraction(tuple.D), share)));
                estimated |= tuple.IsCarried && !isCovered;
                continue;
            }

            (tuple.State == "invalid" ? invalid : missing).Add(of.Id);
            if (!isCovered)
            {
                var (weight, isMedian) = WeightOf(line, of, interval, tuple, period);
                w = w is { } known && weight is { } more ? Add(known, Times(Fraction(more), share)) : null;
                estimated |= isMedian && weight is not null;
            }
        }

        return new(n, d, expected.Count, expected.Count(e => e.Tuple.State == "valid"), line.Below.Count == 0 ? Zero : w, estimated && (line.Below.Count > 0 || covered.Count > 0 || expected.Exists(e => e.Tuple.IsCarried)),
            expected.Exists(e => e.Tuple.IsCarried), true, [.. missing], [.. invalid]);
    }

    // Where totals stand in: for each covered tuple the total. The lowest reporters first.
    private Dictionary<(string Unit, Interval Interval), (string Reporter, Interval Month, Tuple Total)> Totals(Line line, string unit, Period period, List<(OrgUnit Unit, Interval Interval, Tuple Tuple)> tuples)
    {
        var covered = new Dictionary<(string, Interval), (string, Interval, Tuple)>();
        var reporters = world.Catalogue.Units.Values.Where(u => IsTotal(line, u.Id)).SelectMany(u => Months(period).Select(m => (Unit: u, Month: m)))
            .Where(r => InScope(r.Unit, unit, Scope.Subtree, r.Month.From)).OrderByDescending(r => Path(r.Unit.Id, r.Month.From).Count);
        foreach (var (reporter, month) in reporters)
        {
            var below = tuples.Where(t => month.Contains(t.Interval) && t.Unit.Id != reporter.Id && InScope(t.Unit, reporter.Id, Scope.Subtree, t.Interval.From)).ToList();
            var total = TuplesOf(line, reporter, [month])[0];
            if (total.State == "valid" && below.Exists(t => t.Tuple.State != "valid" && !covered.ContainsKey((t.Unit.Id, t.Interval))))
            {
                below.ForEach(t => covered[(t.Unit.Id, t.Interval)] = (reporter.Id, month, total));
            }
        }

        return covered;
    }

    // The atomic intervals in which a unit is expected: months cut where one of its versions begins or ends, or days.
    private IEnumerable<Slot> SlotsOf(Line line, OrgUnit unit, Period period)
    {
        if (!world.Expected.Contains(unit.Id) || IsTotal(line, unit.Id))
        {
            yield break;
        }

        foreach (var version in unit.Versions.Where(v => v.Level is Level.Province or Level.District or Level.Commune))
        {
            foreach (var whole in world.IsDaily ? Days(period) : Months(period))
            {
                var cut = new Interval(Later(whole.From, version.Validity.From), Earlier(whole.To, version.Validity.To));
                var counts = Stock(line) is null ? cut.From >= period.From : cut.To == period.To;
                if (cut.From < cut.To && counts && cut.To <= world.Today && whole.To <= (Stock(line) is null ? DateOnly.MaxValue : world.Today))
                {
                    yield return new(unit, cut);
                }
            }
        }
    }

    private List<Tuple> TuplesOf(Line line, OrgUnit unit, IReadOnlyList<Interval> intervals)
    {
        if (line.Metrics.Any(m => Kind(m) is MetricKind.RunningTotal))
        {
            return Counted(line, unit, intervals);
        }

        var carry = Stock(line) ?? 0;
        return [.. intervals.Select(i =>
        {
            // Only a whole tuple is carried; with none in reach the interval is what it is.
            for (var (back, steps) = (i, 0); steps <= carry; steps++)
            {
                if (TupleOf(line, At(unit, back)) is { State: "valid" } found)
                {
                    return found with { IsCarried = steps > 0 };
                }

                if (TupleOf(line, At(unit, i)).State == "invalid" || IsRedefined(line, back.From) || Before(unit, back) is not { } earlier)
                {
                    break;
                }

                back = earlier;
            }

            return TupleOf(line, At(unit, i));
        })];
    }

    // A counter's readings since the year began; the good ones never fall. From one moment at which all are good to the next the flow is known.
    private List<Tuple> Counted(Line line, OrgUnit unit, IReadOnlyList<Interval> intervals)
    {
        if (intervals.Count == 0)
        {
            return [];
        }

        var counters = line.Metrics.Where(m => Kind(m) is MetricKind.RunningTotal).ToList();
        var all = intervals.ToList();
        while (all[0].From is not { Month: 1, Day: 1 } && Before(unit, all[0]) is { } before)
        {
            all.Insert(0, before);
        }

        var good = counters.ToDictionary(m => m, m => new Dictionary<Interval, decimal>());
        var fell = new HashSet<Interval>();
        var (highest, since) = (new Dictionary<string, decimal>(), new Dictionary<Interval, Interval>());
        foreach (var interval in all)
        {
            if (interval.From is { Month: 1, Day: 1 })
            {
                counters.ForEach(m => highest[m] = 0);
            }

            foreach (var counter in counters)
            {
                var reading = At(unit, interval)(counter);
                if (reading < highest.GetValueOrDefault(counter, decimal.MinValue))
                {
                    fell.Add(interval);
                }
                else if (reading is { } value)
                {
                    good[counter][interval] = highest[counter] = value;
                }
            }
        }

        var tuples = intervals.ToDictionary(i => i, i => Alone(line, unit, i, good, fell));
        var start = 0;
        for (var end = 0; end < intervals.Count; end++)
        {
            var isNewYear = intervals[end].From is { Month: 1, Day: 1 };
            start = isNewYear ? end : start;
            if (!counters.All(m => good[m].ContainsKey(intervals[end])) || fell.Contains(intervals[end]))
            {
                continue;
            }

            var stretch = intervals.Skip(start).Take(end - start + 1).ToList();
            var whole = TupleOf(line, m => Kind(m) is MetricKind.RunningTotal
                ? good[m][intervals[end]] - BaseOf(m, unit, stretch[0], good)
                : stretch.Aggregate((decimal?)0, (sum, i) => sum + At(unit, i)(m)));
            if (whole.State == "valid" || stretch.Count == 1)
            {
                foreach (var inner in stretch.SkipLast(1))
                {
                    tuples[inner] = fell.Contains(inner) ? new("invalid", 0, 0, 0) : new("valid", 0, 0, 0);
                }

                tuples[intervals[end]] = whole;
            }

            start = end + 1;
        }

        return [.. intervals.Select(i => tuples[i])];
    }

    private Tuple Alone(Line line, OrgUnit unit, Interval interval, Dictionary<string, Dictionary<Interval, decimal>> good, HashSet<Interval> fell)
    {
        var tuple = TupleOf(line, m => Kind(m) is not MetricKind.RunningTotal ? At(unit, interval)(m) : good[m].TryGetValue(interval, out var reading) ? reading - BaseOf(m, unit, interval, good) : null);
        return fell.Contains(interval) ? new("invalid", 0, 0, tuple.OwnD) : tuple.State == "valid" ? tuple with { State = "missing", N = 0, D = 0 } : tuple;
    }

    private decimal? BaseOf(string metric, OrgUnit unit, Interval interval, Dictionary<string, Dictionary<Interval, decimal>> good) =>
        interval.From is { Month: 1, Day: 1 } ? 0 : Before(unit, interval) is { } before && good[metric].TryGetValue(before, out var reading) ? reading : null;

    // Every metric present, nothing negative, no more than what bounds it, and no numerator without denominator: else both sides are left out.
    private Tuple TupleOf(Line line, Func<string, decimal?> amount)
    {
        var (n, d) = (Total(line.Above, amount), Total(line.Below, amount));
        var ownD = d >= 0 ? d : null;
        if (line.Metrics.Any(m => amount(m) < 0) || n < 0 || d < 0)
        {
            return new("invalid", 0, 0, ownD);
        }

        if (n is not { } over || d is not { } under)
        {
            return new("missing", 0, 0, ownD);
        }

        var exceeds = line.Metrics.Any(m => world.Catalogue.Metrics[m].SubsetOf is { } bound && line.Metrics.Contains(bound) && amount(m) > amount(bound));
        return exceeds || (line.Below.Count > 0 && ((line.IsBounded && over > under) || (under == 0 && over > 0))) ? new("invalid", 0, 0, ownD) : new("valid", over, under, ownD);
    }

    private (decimal? Weight, bool IsMedian) WeightOf(Line line, OrgUnit unit, Interval interval, Tuple tuple, Period period)
    {
        if (tuple.OwnD is { } own)
        {
            return (own, false);
        }

        IEnumerable<Interval> earlier = world.IsDaily
            ? Enumerable.Range(1, 4).Select(week => new Interval(interval.From.AddDays(-7 * week), interval.From.AddDays(1 - (7 * week))))
            : Before(unit, interval) is { } before ? [before] : [];
        foreach (var at in earlier)
        {
            // Within the figure an earlier interval is the tuple that it is there.
            var slots = Stock(line) is null ? SlotsOf(line, unit, period).Select(s => s.Interval).ToList() : [];
            var known = slots.Contains(at) ? TuplesOf(line, unit, slots)[slots.IndexOf(at)].OwnD : Single(line, unit, at).OwnD;
            if (known is not null)
            {
                return (known, false);
            }
        }

        var means = new List<(BigInteger Over, BigInteger Under)>();
        foreach (var peer in world.Catalogue.Units.Values.Where(u => u.Class == unit.Class))
        {
            var slots = SlotsOf(line, peer, period).Where(s => InScope(peer, peer.Id, Scope.Own, s.Interval.From)).Select(s => s.Interval).ToList();
            var valid = TuplesOf(line, peer, slots).Where(t => t.State == "valid").ToList();
            if (valid.Count > 0)
            {
                means.Add(Times(Fraction(valid.Sum(t => t.D)), (1, valid.Count)));
            }
        }

        if (means.Count == 0)
        {
            return (null, true);
        }

        means.Sort((a, b) => (a.Over * b.Under).CompareTo(b.Over * a.Under));
        var (over, under) = Times(Add(means[(means.Count - 1) / 2], means[means.Count / 2]), (1, 2));
        return ((decimal)BigInteger.DivRem(over + under - 1, under, out _), true);
    }

    private Tuple Single(Line line, OrgUnit unit, Interval interval) => TupleOf(line, m => Kind(m) is not MetricKind.RunningTotal ? At(unit, interval)(m)
        : interval.From is { Month: 1, Day: 1 } ? At(unit, interval)(m)
        : Before(unit, interval) is { } before && At(unit, interval)(m) - At(unit, before)(m) is >= 0 and var grown ? grown : null);

    private Func<string, decimal?> At(OrgUnit unit, Interval interval) => metric =>
        world.IsDaily && !world.Delivered.Contains((unit.Id, interval.From)) ? null
        : _amounts.TryGetValue((metric, unit.Id, interval), out var amount) ? amount
        : world.IsDaily ? 0 : null;

    private bool InScope(OrgUnit unit, string root, Scope scope, DateOnly day) => VersionAt(unit.Id, day) is { } version && scope.Kind switch
    {
        ScopeKind.Own => unit.Id == root,
        ScopeKind.Subtree => Path(unit.Id, day).Contains(root),
        _ => version.Level == scope.Level && Path(unit.Id, day).Contains(root),
    };

    private List<string> Path(string unit, DateOnly day) => VersionAt(unit, day) is not { } version ? [] : version.Parent is null ? [unit] : [unit, .. Path(version.Parent, day)];

    private UnitVersion? VersionAt(string unit, DateOnly day) => world.Catalogue.Units[unit].Versions.SingleOrDefault(v => (v.Validity.From is not { } from || from <= day) && (v.Validity.To is not { } to || day < to));

    private static Interval Month(DateOnly day) => new(new(day.Year, day.Month, 1), new DateOnly(day.Year, day.Month, 1).AddMonths(1));

    private Interval? Before(OrgUnit unit, Interval interval)
    {
        var day = interval.From.AddDays(-1);
        return VersionAt(unit.Id, day) is not { } version ? null : world.IsDaily ? new(day, interval.From) : new(Later(Month(day).From, version.Validity.From), Earlier(Month(day).To, version.Validity.To));
    }

    private static IEnumerable<Interval> Months(Period period)
    {
        for (var at = Month(period.From); at.From < period.To; at = Month(at.To))
        {
            yield return at;
        }
    }

    private static IEnumerable<Interval> Days(Period period)
    {
        for (var day = period.From; day < period.To; day = day.AddDays(1))
        {
            yield return new(day, day.AddDays(1));
        }
    }

    // An interval of a mean is one of its months, or its share of the days of one.
    private static (BigInteger, BigInteger) Mean(Interval interval, Period period) => (interval.Days, Month(interval.From).Days * Months(period).Count());

    private bool IsTotal(Line line, string unit) => line.Metrics.Any(m => world.Catalogue.Metrics[m].Totals.Any(t => t.Units.Contains(unit)));

    private bool IsRedefined(Line line, DateOnly day) => line.Metrics.Any(m => world.Catalogue.Metrics[m].Versions.Any(v => !v.IsComparable && v.From == day));

    private MetricKind Kind(string metric) => world.Catalogue.Metrics[metric].Kind;

    private bool IsMean(Line line) => line.Metrics.All(m => Kind(m) is MetricKind.StockAverage);

    // How far a stock may be carried; null for what is no stock as at the end.
    private int? Stock(Line line) => line.Metrics.All(m => Kind(m) is MetricKind.StockLast) ? line.Metrics.Min(m => world.Catalogue.Metrics[m].CarryForward) : null;

    private Line Parsed(string formula) => FormulaParser.Parse(formula).Formula switch
    {
        RatioFormula ratio => new(ratio.Numerator.Terms, ratio.Denominator.Terms, ratio.Numerator.Terms.Count == 1 && world.Catalogue.Metrics[ratio.Numerator.Terms[0].Metric.Code].SubsetOf is { } bound
            && ratio.Denominator.Terms.Any(t => t.Metric.Code == bound && t.Factor >= ratio.Numerator.Terms[0].Factor) && ratio.Denominator.Terms.All(t => t.Factor > 0)),
        SumFormula sum => new(sum.Sum.Terms, [], false),
        _ => throw new FormatException(formula),
    };

    private Line? Bridged(Line line, DateOnly first, DateOnly last)
    {
        var (above, below) = (line.Above.Select(Bridge).ToList(), line.Below.Select(Bridge).ToList());
        return above.Contains(null) || below.Contains(null) ? null : new([.. above.OfType<Term>()], [.. below.OfType<Term>()], line.IsBounded);

        Term? Bridge(Term term) => world.Catalogue.Metrics[term.Metric.Code].Versions.LastOrDefault(v => !v.IsComparable && v.From >= first && v.From <= last) is not { } version ? term
            : version.Bridge is null ? null : term with { Metric = term.Metric with { Code = version.Bridge } };
    }

    private static decimal? Total(IReadOnlyList<Term> terms, Func<string, decimal?> amount) => terms.Aggregate((decimal?)0, (all, t) => all + (t.Factor * amount(t.Metric.Code)));

    private static DateOnly Later(DateOnly day, DateOnly? other) => other > day ? other.Value : day;

    private static DateOnly Earlier(DateOnly day, DateOnly? other) => other < day ? other.Value : day;

    private static List<string> All(IEnumerable<IReadOnlyList<string>> lists) => [.. lists.SelectMany(l => l).Distinct().Order(StringComparer.Ordinal)];

    private static (BigInteger Over, BigInteger Under) Zero => (0, 1);

    private static (BigInteger Over, BigInteger Under) Fraction(decimal whole) => (new BigInteger(whole * 1000), 1000);

    private static (BigInteger Over, BigInteger Under) Add((BigInteger Over, BigInteger Under) a, (BigInteger Over, BigInteger Under) b) => ((a.Over * b.Under) + (b.Over * a.Under), a.Under * b.Under);

    private static (BigInteger Over, BigInteger Under) Sum(IEnumerable<(BigInteger Over, BigInteger Under)> all) => all.Aggregate(Zero, Add);

    private static (BigInteger Over, BigInteger Under) Times((BigInteger Over, BigInteger Under) a, (BigInteger Over, BigInteger Under) b) => (a.Over * b.Over, a.Under * b.Under);
}
