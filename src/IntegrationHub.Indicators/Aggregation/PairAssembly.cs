using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Formulas;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Indicators.Periods;

namespace IntegrationHub.Indicators.Aggregation;

/// <summary>Sums over the valid tuples of a figure.</summary>
public readonly record struct Sums(decimal N, decimal D, int Received)
{
    public Sums With(Contribution tuple) => new(N + tuple.N, D + tuple.D, Received + (tuple.State is TupleState.Valid ? 1 : 0));
}

/// <summary>What is asked about single tuples, and only where the sums show that something is missing.</summary>
public sealed record TupleLookups
{
    /// <summary>A tuple of a unit in an interval of a feed; intervals before the period are asked too.</summary>
    public required Func<Feed, string, Interval, Contribution> Tuple { get; init; }

    /// <summary>Median for a unit class over the period, see <see cref="Aggregation.ClassMedian"/>; asked at most once per class and figure.</summary>
    public required Func<string, decimal?> ClassMedian { get; init; }

    /// <summary>The number of valid tuples in a span; complete spans are then not looked through. Null: not known.</summary>
    public Func<ExpectedSpan, int>? ReceivedIn { get; init; }

    /// <summary>The number of valid tuples of a span's unit in a half month; complete ones are then not looked through. Null: not known.</summary>
    public Func<ExpectedSpan, HalfMonth, int>? ReceivedInHalf { get; init; }

    /// <summary>
    /// True when no tuple of a span, nor any that it could be compared with, was delivered: then nothing has to be looked up tuple by
    /// tuple. Null: not known.
    /// </summary>
    public Func<ExpectedSpan, bool>? IsUntouched { get; init; }

    /// <summary>What a tuple counts for; the weight of a missing one is multiplied by it, and 0 has none. Null: each counts once.</summary>
    public Func<ExpectedSpan, Interval, decimal>? Factor { get; init; }

    /// <summary>
    /// What is missing in a span, kept for the next figure above it: a unit is looked through tuple by tuple once, however many units stand above. Null: nothing is kept.
    /// </summary>
    public Func<ExpectedSpan, Func<SpanGap>, SpanGap>? Kept { get; init; }

    /// <summary>Refused records of record feeds that would have counted in the figure.</summary>
    public int Rejected { get; init; }
}

/// <summary>What is missing in a span of one unit.</summary>
/// <param name="Weight">Of all that is missing, before shares; null: there is no basis for an estimate.</param>
public sealed record SpanGap(decimal? Weight, bool IsEstimated, bool AnythingDelivered, bool HasMissing, IReadOnlyList<string> InvalidCodes);

/// <summary>From sums and expectations to a pair: the same for figures counted in memory and for stored sums.</summary>
public static class PairAssembly
{
    public static Pair Of(IndicatorDefinition definition, Expected expected, Sums sums, TupleLookups lookups)
    {
        var pair = new Pair
        {
            N = sums.N,
            D = sums.D,
            Expected = expected.Count,
            Received = sums.Received,
            AnythingDelivered = sums.Received > 0,
            IsBounded = (definition.IsPercent01 && !definition.Indicator.IndependentPairing) || definition.Formula is SumFormula { Sum: var sum } && sum.Terms.All(t => t.Factor > 0),
            Units = expected.Members,
            IsEstimated = !expected.IsWhole && expected.Spans.Any(s => !SharedTuples.IsWhole(definition, s.Share)),
            Feeds = expected.Feeds,
            Rejected = lookups.Rejected,
            MissingWeight = definition.IsAmount ? 0 : lookups.Rejected,
            IsAmount = definition.IsAmount,
        };
        pair = sums.Received < expected.Count ? WithMissing(definition, pair, expected, lookups) : pair;

        // A count has no denominator that could weigh what is missing.
        pair = pair.IsAmount ? pair with { MissingWeight = 0, WeightEstimated = false } : pair;
        return pair.AnythingDelivered ? pair : pair with { Reasons = ReasonsOf(expected) };
    }

    private static Pair WithMissing(IndicatorDefinition definition, Pair pair, Expected expected, TupleLookups lookups)
    {
        var (missing, invalid, codes) = (new SortedSet<string>(StringComparer.Ordinal), new SortedSet<string>(StringComparer.Ordinal), new SortedSet<string>(StringComparer.Ordinal));
        var (weight, estimated, anything) = (pair.MissingWeight, false, pair.AnythingDelivered);
        var medians = new Dictionary<string, decimal?>(StringComparer.Ordinal);
        foreach (var span in expected.Spans.Where(s => lookups.ReceivedIn is null || lookups.ReceivedIn(s) < s.Count))
        {
            var share = SharedTuples.OfDenominator(definition, span.Share);
            var gap = lookups.Kept is { } kept ? kept(span, () => GapOf(span, lookups, MedianOf)) : GapOf(span, lookups, MedianOf);
            weight += share == 0 ? 0 : gap.Weight * share;
            estimated |= gap.IsEstimated;
            anything |= gap.AnythingDelivered;
            codes.UnionWith(gap.InvalidCodes);
            if (gap.HasMissing)
            {
                missing.Add(span.UnitId);
            }

            if (gap.InvalidCodes.Count > 0)
            {
                invalid.Add(span.UnitId);
            }
        }

        return pair with
        {
            MissingWeight = weight, WeightEstimated = estimated, AnythingDelivered = anything,
            MissingUnits = [.. missing], InvalidUnits = [.. invalid], InvalidCodes = [.. codes],
        };

        decimal? MedianOf(string unitClass) => medians.TryGetValue(unitClass, out var known) ? known : medians[unitClass] = lookups.ClassMedian(unitClass);
    }

    private static SpanGap GapOf(ExpectedSpan span, TupleLookups lookups, Func<string, decimal?> medianOf)
    {
        if (lookups.IsUntouched?.Invoke(span) is true)
        {
            var median = medianOf(span.Unit.Class);
            return new(span.Count * median, median is not null, AnythingDelivered: false, HasMissing: true, []);
        }

        var (weight, estimated, anything, missing, codes) = ((decimal?)0, false, false, false, new SortedSet<string>(StringComparer.Ordinal));
        var weights = new MissingWeights((unit, interval) => lookups.Tuple(span.Feed, unit, interval).DeliveredD, medianOf);
        foreach (var interval in span.Intervals().GroupBy(i => HalfMonth.Of(i.From)).Where(half => !IsComplete(half)).SelectMany(half => half))
        {
            var tuple = lookups.Tuple(span.Feed, span.UnitId, interval);
            anything |= tuple.AnythingDelivered;
            if (tuple.State is TupleState.Valid)
            {
                continue;
            }

            if (tuple.State is TupleState.Invalid)
            {
                codes.Add(tuple.Code!);
            }
            else
            {
                missing = true;
            }

            var one = weights.Of(span, interval, tuple.DeliveredD);
            var factor = lookups.Factor?.Invoke(span, interval) ?? 1;
            weight += factor == 0 ? 0 : one.Amount * factor;
            estimated |= one.IsEstimated;
        }

        return new(weight, estimated, anything, missing, [.. codes]);

        bool IsComplete(IGrouping<HalfMonth, Interval> half)
        {
            // Where the span cuts a half month its sum may hold tuples of another version of the unit.
            var isComplete = lookups.ReceivedInHalf is { } received && half.Key.Interval.Intersect(span.Span) == half.Key.Interval && received(span, half.Key) == half.Count();
            anything |= isComplete;
            return isComplete;
        }
    }

    private static IReadOnlyList<string> ReasonsOf(Expected expected)
    {
        if (expected.IsOutOfValidity)
        {
            return [PairReasons.OutOfValidity];
        }

        if (expected.Members == 0)
        {
            return [PairReasons.NoUnits];
        }

        if (expected.HasNoFeed)
        {
            return [PairReasons.NoFeed];
        }

        if (expected.DoesNotNest)
        {
            return [Grains.DoesNotNest];
        }

        if (expected.Spans.Count == 0)
        {
            return [expected.HasNoSource ? PairReasons.NoSource : PairReasons.NotExpected];
        }

        return [expected.Count == 0 ? PairReasons.NoEndedInterval : PairReasons.NotDelivered];
    }
}

/// <summary>Counts of distinct things are never summed: they are delivered for exactly (unit, period, scope) or they are not there.</summary>
public static class DistinctCounts
{
    /// <param name="feed">Null when no feed counts for the unit.</param>
    /// <param name="isLeaf">Own and subtree are the same for a unit without children.</param>
    /// <param name="cell">The delivered amount of a metric in a scope of the key's unit and period.</param>
    /// <param name="isSameUnit">False when the view counts other cells than those of the unit as it was: distinct things cannot be carried over.</param>
    public static Pair PairOf(IndicatorDefinition definition, FigureKey key, Feed? feed, int members, bool isLeaf, Func<string, Scope, decimal?> cell, bool isSameUnit = true)
    {
        if (!isSameUnit)
        {
            return Pair.Nothing(members, PairReasons.NotDeliveredForPeriod);
        }

        if (members == 0 || feed is null)
        {
            return Pair.Nothing(members, members == 0 ? PairReasons.NoUnits : PairReasons.NoFeed);
        }

        var tuple = Read(key.Scope);
        if (!tuple.AnythingDelivered && isLeaf && key.Scope.Kind is not ScopeKind.Level)
        {
            tuple = Read(key.Scope.Kind is ScopeKind.Own ? Scope.Subtree : Scope.Own);
        }

        var isValid = tuple.State is TupleState.Valid;
        return new()
        {
            N = tuple.N,
            D = tuple.D,
            Expected = 1,
            Received = isValid ? 1 : 0,
            MissingWeight = isValid || definition.IsAmount ? 0 : tuple.DeliveredD,
            IsAmount = definition.IsAmount,
            AnythingDelivered = tuple.AnythingDelivered,
            IsBounded = definition.IsPercent01,
            Units = members,
            MissingUnits = tuple.State is TupleState.Missing ? [key.Unit] : [],
            InvalidUnits = tuple.State is TupleState.Invalid ? [key.Unit] : [],
            InvalidCodes = tuple.Code is { } code ? [code] : [],
            Reasons = tuple.AnythingDelivered ? [] : [PairReasons.NotDeliveredForPeriod],
            Feeds = [feed.Name],
        };

        Contribution Read(Scope scope) => new TupleRule(definition).Of([.. definition.Metrics.Select(m => cell(m.Code, scope))]);
    }
}
