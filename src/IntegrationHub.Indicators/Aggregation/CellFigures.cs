using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Formulas;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Indicators.Periods;

namespace IntegrationHub.Indicators.Aggregation;

/// <summary>A current amount of a metric from one feed.</summary>
/// <param name="Scope">The unit's own unless said otherwise; other scopes exist for distinct counts only.</param>
public sealed record Cell(string Feed, string Metric, string Unit, Interval Interval, decimal Amount, Scope Scope = default);

/// <summary>A day of a record feed that was read completely for a unit and a date field.</summary>
public sealed record DeliveredDay(string Feed, string? On, string Unit, DateOnly Day);

/// <summary>A refused record of a record feed; its unit is the source's root when the record's own is not known.</summary>
public sealed record RejectedCell(string Feed, string Unit, DateOnly Day);

/// <summary>Figures counted from cells in memory, straightforwardly: the reference for stored sums, and what previews use.</summary>
public sealed class CellFigures : IFigures
{
    private readonly IndicatorDefinitions _definitions;
    private readonly OrgTree _tree;
    private readonly Expectations _expectations;
    private readonly Dictionary<(string Feed, string Metric, string Unit, Interval Interval, Scope Scope), decimal> _cells = [];
    private readonly HashSet<DeliveredDay> _delivered;
    private readonly IReadOnlyList<RejectedCell> _rejected;
    private readonly View _view;

    public CellFigures(
        IndicatorDefinitions definitions, OrgTree tree, Expectations expectations, DateOnly today,
        IEnumerable<Cell> cells, IEnumerable<DeliveredDay> delivered, IEnumerable<RejectedCell>? rejected = null, View view = default)
    {
        (_definitions, _tree, _expectations, Today, _view) = (definitions, tree, expectations, today, view);
        foreach (var cell in cells)
        {
            var key = (cell.Feed, cell.Metric, cell.Unit, cell.Interval, cell.Scope);
            _cells[key] = _cells.GetValueOrDefault(key) + cell.Amount;
        }

        _delivered = [.. delivered];
        _rejected = [.. rejected ?? []];
    }

    public DateOnly Today { get; }

    public Pair Pair(FigureKey key)
    {
        var definition = _definitions.Find(key.Indicator);
        if (definition is not { IsCounted: true })
        {
            return Aggregation.Pair.Nothing(0, PairReasons.NotComputed);
        }

        return VersionBreaks.PairOf(_definitions, definition, key, Today, Pair)
            ?? (definition.Measure is MeasureKind.NonAdditive ? DistinctPair(definition, key) : definition.NeedsCells ? LeafPair(definition, key) : SummedPair(definition, key));
    }

    private Pair LeafPair(IndicatorDefinition definition, FigureKey key)
    {
        var expected = _expectations.Of(definition, key.Unit, key.Scope, key.Period, Today, _view);
        var leaves = new LeafFigures(definition, _definitions.Catalogue, _tree, _expectations, Today, (feed, metric, unit, interval) => AmountOf(metric, feed, unit, interval));
        return leaves.PairOf(key, expected, RejectedIn(expected, key));
    }

    private Pair SummedPair(IndicatorDefinition definition, FigureKey key)
    {
        var expected = _expectations.Of(definition, key.Unit, key.Scope, key.Period, Today, _view);
        var rule = new TupleRule(definition);
        var sums = expected.Spans.Aggregate(default(Sums), (all, span) => Add(all, definition, rule, span));
        return PairAssembly.Of(definition, expected, sums, new()
        {
            Tuple = (feed, unit, interval) => TupleOf(definition, rule, feed, unit, interval),
            ClassMedian = unitClass => MedianOf(definition, rule, unitClass, key.Period),
            Rejected = RejectedIn(expected, key),
        });
    }

    private Sums Add(Sums sums, IndicatorDefinition definition, TupleRule rule, ExpectedSpan span) =>
        span.Intervals().Aggregate(sums, (all, interval) => all.With(TupleOf(definition, rule, span.Feed, span.UnitId, interval, span.Share)));

    private Contribution TupleOf(IndicatorDefinition definition, TupleRule rule, Feed feed, string unit, Interval interval, UnitShare? share = null)
    {
        decimal?[] amounts = [.. definition.Metrics.Select(m => AmountOf(m, feed, unit, interval))];
        return share is null or { IsWhole: true } ? rule.Of(amounts) : rule.Of(amounts, [.. definition.Metrics.Select(m => share.Of(m.Code))]);
    }

    // A day of a record feed is a number once it was delivered, and nothing before, whatever has already come in.
    private decimal? AmountOf(Metric metric, Feed feed, string unit, Interval interval)
    {
        var found = _cells.TryGetValue((feed.Name, metric.Code, unit, interval, Scope.Own), out var amount);
        if (feed.Kind is FeedKind.Snapshots)
        {
            return found ? amount : null;
        }

        return _delivered.Contains(new(feed.Name, metric.Feeds.GetValueOrDefault(feed.Name), unit, interval.From)) ? amount : null;
    }

    // Over all units of the class, not only those of the figure: a unit alone and within its parent must weigh the same.
    private decimal? MedianOf(IndicatorDefinition definition, TupleRule rule, string unitClass, Period period) => ClassMedian.Of(
        _definitions.Catalogue.Units.Values.Where(u => u.Class == unitClass)
            .Select(u => _expectations.Of(definition, u.Id, Scope.Own, period, Today).Spans.Aggregate(default(Sums), (all, span) => Add(all, definition, rule, span)))
            .Select(s => (s.D, s.Received)));

    private int RejectedIn(Expected expected, FigureKey key) => _rejected.Count(r => expected.Feeds.Contains(r.Feed) && (IsRootOf(r, key) || expected.Spans.Any(s => s.UnitId == r.Unit && s.Span.Contains(r.Day))));

    private static bool IsRootOf(RejectedCell rejected, FigureKey key) =>
        key.Scope.Kind is ScopeKind.Subtree && rejected.Unit == key.Unit && key.Period.Interval.Contains(rejected.Day);

    private Pair DistinctPair(IndicatorDefinition definition, FigureKey key)
    {
        var lastDay = key.Period.To.AddDays(-1);
        var members = _tree.Members(key.Unit, key.Scope, key.Period.Interval, _view);
        var classes = members.Select(m => m.Unit.Class).Prepend(_tree.Find(key.Unit)?.Class ?? "").Distinct();
        var feed = FeedChoice.At(_definitions.Catalogue, definition, classes, key.Period.Calendar, lastDay);
        return DistinctCounts.PairOf(
            definition, key, feed, members.Count, feed is not null && _expectations.IsLeaf(definition, feed.Name, key.Unit, lastDay),
            (metric, scope) => _cells.TryGetValue((feed!.Name, metric, key.Unit, key.Period.Interval, scope), out var amount) ? amount : null,
            _tree.IsSameIn(key.Unit, key.Scope, key.Period.Interval, _view));
    }
}
