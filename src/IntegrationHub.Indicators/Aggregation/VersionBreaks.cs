using IntegrationHub.Indicators.Formulas;
using IntegrationHub.Indicators.Periods;

namespace IntegrationHub.Indicators.Aggregation;

/// <summary>
/// A figure whose period a redefinition falls into. What was counted before and after cannot be added: there are segments and no value,
/// unless the days before were recomputed and bridge the change.
/// </summary>
public static class VersionBreaks
{
    /// <summary>Null when the period has one definition throughout. A stock is as at the end, and a distinct count is of its period: neither spans anything.</summary>
    /// <param name="today">A change that has not come breaks nothing.</param>
    /// <param name="pairOf">The figures themselves; asked for segments.</param>
    public static Pair? PairOf(IndicatorDefinitions definitions, IndicatorDefinition definition, FigureKey key, DateOnly today, Func<FigureKey, Pair> pairOf)
    {
        if (definition.Metrics.All(m => m.Versions.Count == 0) || definition.Measure is MeasureKind.Stock or MeasureKind.NonAdditive || MetricBridges.TryParse(definition.Code) is not null)
        {
            return null;
        }

        var breaks = MetricBridges.BreaksOf(definition).Where(b => b > key.Period.From && b < key.Period.To && b < today).ToList();
        if (breaks.Count == 0)
        {
            return null;
        }

        var cuts = breaks.Prepend(key.Period.From).Append(key.Period.To).ToList();
        var segments = cuts.Zip(cuts.Skip(1), (from, to) => Period.Of(new(from, to), key.Period.Calendar))
            .Select(p => new PairSegment(p, pairOf(key with { Period = p }))).ToList();

        // Means of segments have divisors of their own and cannot be joined: such a figure has segments only.
        var bridged = definition.Measure is MeasureKind.StockAverage
            ? [null]
            : segments.SkipLast(1).Select((s, i) => Bridged(definitions, definition, key, s.Period, new(breaks[i], breaks[^1]), pairOf)).ToList();
        return bridged.TrueForAll(p => p is { Received: > 0 })
            ? Joined([.. bridged.Select(p => p!), segments[^1].Pair]) with { IsBreak = true, IsBridged = true, Segments = segments }
            : Joined([.. segments.Select(s => s.Pair)]) with { N = 0, D = 0, MissingWeight = 0, IsBreak = true, IsBounded = false, Segments = segments };
    }

    private static Pair? Bridged(IndicatorDefinitions definitions, IndicatorDefinition definition, FigureKey key, Period segment, BreakSpan breaks, Func<FigureKey, Pair> pairOf)
    {
        var code = MetricBridges.CodeOf(definition.Code, breaks);
        return definitions.Find(code) is { IsCounted: true } ? pairOf(key with { Indicator = code, Period = segment }) : null;
    }

    private static Pair Joined(IReadOnlyList<Pair> parts) => new()
    {
        N = parts.Sum(p => p.N),
        D = parts.Sum(p => p.D),
        Expected = parts.Sum(p => p.Expected),
        Received = parts.Sum(p => p.Received),
        MissingWeight = parts.Any(p => p.MissingWeight is null) ? null : parts.Sum(p => p.MissingWeight),
        WeightEstimated = parts.Any(p => p.WeightEstimated),
        AnythingDelivered = parts.Any(p => p.AnythingDelivered),
        IsBounded = parts.All(p => p.IsBounded),
        IsAmount = parts.All(p => p.IsAmount),
        IsStale = parts.Any(p => p.IsStale),
        IsEstimated = parts.Any(p => p.IsEstimated),
        Units = parts.Max(p => p.Units),
        MissingUnits = Union(parts.Select(p => p.MissingUnits)),
        InvalidUnits = Union(parts.Select(p => p.InvalidUnits)),
        InvalidCodes = Union(parts.Select(p => p.InvalidCodes)),
        Rejected = parts.Sum(p => p.Rejected),
        Reasons = [.. parts.SelectMany(p => p.Reasons).Distinct()],
        Frozen = [.. parts.SelectMany(p => p.Frozen).Distinct(StringComparer.Ordinal)],
        Held = [.. parts.SelectMany(p => p.Held).Distinct(StringComparer.Ordinal)],
        Feeds = Union(parts.Select(p => p.Feeds)),
        Differences = [.. parts.SelectMany(p => p.Differences)],
    };

    private static IReadOnlyList<string> Union(IEnumerable<IReadOnlyList<string>> lists) => [.. lists.SelectMany(l => l).Distinct().Order(StringComparer.Ordinal)];
}
