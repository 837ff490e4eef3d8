using IntegrationHub.Indicators.Aggregation;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Formulas;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Indicators.Periods;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Sources;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Store.Figures;

/// <summary>
/// Figures from stored sums. What a set of units needs is read in a handful of queries, each when it is first asked for; single cells
/// are looked at only where the sums show that something is missing.
/// </summary>
/// <remarks>The queries are synchronous: they are called from within the pure evaluation, on the thread that waits for its answer anyway.</remarks>
public sealed class StoredFigures : IFigures
{
    private readonly HubDbContext db;
    private readonly FigureCatalogue catalogue;
    private readonly CodeTable codes;
    private readonly SlotTable slots;
    private readonly IReadOnlyList<string> units;
    private readonly int ownScope;
    private readonly Interval window;
    private readonly View view;
    private readonly Knowledge knowledge;
    private readonly StoredCells cells;
    private readonly FigureRefusals refusals;
    private readonly Dictionary<(int Figure, Interval Span), Dictionary<int, Sums>> ownTotals = [];
    private readonly Dictionary<(int Figure, string Class, Interval Period), decimal?> medians = [];
    private readonly Dictionary<FigureKey, Pair> pairs = [];
    private readonly Dictionary<(string Indicator, int? Figure, string Feed, string Unit, Interval Span, Interval Period), SpanGap> gaps = [];
    private readonly Dictionary<string, LeafFigures> leaves = new(StringComparer.Ordinal);
    private readonly Dictionary<DateTimeOffset, StoredFigures?> beforeDrift = [];
    private readonly bool isBeforeDrift;
    private StoredFigures? before;

    /// <param name="units">The units that will be asked about; others are answered too, with a query each.</param>
    /// <param name="window">Days within which will be asked.</param>
    /// <param name="knowledge">What was known then is counted from the cells of now less what the ledger says came later.</param>
    /// <param name="view">As now the own sums of all predecessors are added up when asked; stored subtree sums are those of the time.</param>
    public StoredFigures(
        HubDbContext db, FigureCatalogue catalogue, CodeTable codes, SlotTable slots, DateOnly today, IReadOnlyCollection<string> units, Interval window, int ownScope,
        View view = default, Knowledge knowledge = default)
        : this(db, catalogue, codes, slots, today, units, window, ownScope, view, knowledge, false)
    {
    }

    private StoredFigures(
        HubDbContext db, FigureCatalogue catalogue, CodeTable codes, SlotTable slots, DateOnly today, IReadOnlyCollection<string> units, Interval window, int ownScope,
        View view, Knowledge knowledge, bool isBeforeDrift)
    {
        this.isBeforeDrift = isBeforeDrift;
        (this.db, this.catalogue, this.codes, this.slots, Today, this.window, this.ownScope, this.view, this.knowledge) = (db, catalogue, codes, slots, today, window, ownScope, view, knowledge);
        this.units = [.. units];
        cells = new StoredCells(db, catalogue, codes, slots, today, this.units, window, ownScope, view, knowledge);
        refusals = new FigureRefusals(catalogue, cells);
    }

    public DateOnly Today { get; }

    public Pair Pair(FigureKey key)
    {
        // Several plans print the same figure.
        if (!pairs.TryGetValue(key, out var known))
        {
            pairs[key] = known = PairOf(key);
        }

        return known;
    }

    private Pair PairOf(FigureKey key)
    {
        var definition = catalogue.Definitions.Find(key.Indicator);
        if (definition is not { IsCounted: true })
        {
            return Indicators.Aggregation.Pair.Nothing(0, PairReasons.NotComputed);
        }

        if (VersionBreaks.PairOf(catalogue.Definitions, definition, key, Today, Pair) is { } broken)
        {
            return broken;
        }

        if (definition.Measure is MeasureKind.NonAdditive)
        {
            return Distinct(definition, key);
        }

        var expected = catalogue.Expectations.Of(definition, key.Unit, key.Scope, key.Period, Today, view);
        if (expected.Feeds.Count == 0)
        {
            return PairAssembly.Of(definition, expected, default, Lookups(definition, expected, key, null));
        }

        var refused = refusals.In(expected, key);
        if (Frozen(refused, key) is { } frozen)
        {
            return frozen with { Rejected = refusals.CountIn(expected, key), Held = FigureRefusals.HeldIn(refused) };
        }

        return Counted(definition, key, expected) with { Held = FigureRefusals.HeldIn(refused) };
    }

    /// <summary>Most indicators of a young hub have no source yet.</summary>
    public bool IsUntouched(string indicator) =>
        catalogue.Definitions.Find(indicator) is { } definition && definition.Metrics.All(m => m.Versions.Count == 0)
        && definition.Metrics.SelectMany(m => m.Feeds.Keys).Distinct(StringComparer.Ordinal).All(feed => catalogue.Find(indicator, feed) is not { } figure || cells.IsEmpty(figure));

    private Pair Counted(IndicatorDefinition definition, FigureKey key, Expected expected)
    {
        if (definition.NeedsCells)
        {
            return Leaves(definition).PairOf(key, expected, refusals.CountIn(expected, key));
        }

        var figure = expected.Feeds.Count == 1 ? catalogue.Find(definition.Code, expected.Feeds[0]) : null;
        var total = figure is not null && HasSums(figure) && key.Scope.Kind is not ScopeKind.Level && !view.IsAsNow
            ? Total(figure, key)
            : view.IsAsNow ? expected.Spans.Aggregate(default(Sums), (all, span) => Add(all, Carried(definition, span, key.Period)))
            : expected.Spans.Aggregate(default(Sums), (all, span) => Add(all, Received(definition, span, key.Period)));
        return PairAssembly.Of(definition, expected, total, Lookups(definition, expected, key, figure));
    }

    private LeafFigures Leaves(IndicatorDefinition definition)
    {
        if (!leaves.TryGetValue(definition.Code, out var known))
        {
            leaves[definition.Code] = known = new(
                definition, catalogue.Catalogue, catalogue.Tree, catalogue.Expectations, Today,
                (feed, metric, unit, interval) => catalogue.Find(definition.Code, feed.Name) is { } figure && codes.Find(CodeTable.Unit, unit) is { } id && !cells.IsEmpty(figure)
                    ? cells.BookOf(figure, id, interval).Observed(figure, metric, id, interval)
                    : null,
                IsUntouched(definition.Code));
        }

        return known;
    }

    private TupleLookups Lookups(IndicatorDefinition definition, Expected expected, FigureKey key, Figure? figure) => new()
    {
        Tuple = (feed, unit, interval) => catalogue.Find(definition.Code, feed.Name) is { } of && codes.Find(CodeTable.Unit, unit) is { } id
            ? cells.Book(of).Tuple(of, id, interval)
            : Contribution.Nothing,
        ClassMedian = unitClass => figure is null || cells.IsEmpty(figure) ? null : MedianOf(figure, unitClass, key.Period.Interval),
        ReceivedIn = figure is not null && HasSums(figure) ? span => Received(definition, span, key.Period).Received : null,
        ReceivedInHalf = figure is not null && HasSums(figure) && !cells.IsEmpty(figure)
            ? (span, half) => codes.Find(CodeTable.Unit, span.UnitId) is { } unit ? cells.OwnReceived(figure).GetValueOrDefault((unit, half.Start.DayNumber)) : 0
            : null,
        IsUntouched = span => catalogue.Find(definition.Code, span.Feed.Name) is not { } of || codes.Find(CodeTable.Unit, span.UnitId) is not { } id || cells.IsEmpty(of)
            || !cells.Book(of).HasAny(of, id, span.Span.From.DayNumber - StoredCells.DaysBack, span.Span.To.DayNumber),
        Kept = (span, look) =>
        {
            var at = (definition.Code, figure?.Id, span.Feed.Name, span.UnitId, span.Span, key.Period.Interval);
            return gaps.TryGetValue(at, out var gap) ? gap : gaps[at] = look();
        },
        Rejected = refusals.CountIn(expected, key),
    };

    /// <summary>Once for all units above which something of the class is missing.</summary>
    private decimal? MedianOf(Figure figure, string unitClass, Interval period)
    {
        if (!medians.TryGetValue((figure.Id, unitClass, period), out var known))
        {
            var totals = OwnTotals(figure, period);
            medians[(figure.Id, unitClass, period)] = known = ClassMedian.Of(catalogue.Catalogue.Units.Values
                .Where(u => u.Class == unitClass)
                .Select(u => codes.Find(CodeTable.Unit, u.Id) is { } id ? totals.GetValueOrDefault(id) : default)
                .Select(s => (s.D, s.Received)));
        }

        return known;
    }

    private bool HasSums(Figure figure) => figure.HasSums && knowledge.Has(figure);

    private Sums Received(IndicatorDefinition definition, ExpectedSpan span, Period period)
    {
        if (catalogue.Find(definition.Code, span.Feed.Name) is not { } figure || codes.Find(CodeTable.Unit, span.UnitId) is not { } unit)
        {
            return default;
        }

        if (cells.IsEmpty(figure))
        {
            return default;
        }

        if (HasSums(figure) && view.IsAsNow && span.Span != period.Interval)
        {
            return Own(figure, unit, span);
        }

        return HasSums(figure) && span.Span == period.Interval
            ? OwnTotals(figure, period.Interval).GetValueOrDefault(unit)
            : span.Intervals().Aggregate(default(Sums), (all, interval) => all.With(cells.Book(figure).Tuple(figure, unit, interval)));
    }

    // Where a split shares the metrics of a formula differently the sums are of no use: each cell is shared by itself.
    private Sums Carried(IndicatorDefinition definition, ExpectedSpan span, Period period)
    {
        if (SharedTuples.Single(definition, span.Share) is { } share)
        {
            return Received(definition, span, period).Times(share);
        }

        decimal[] shares = [.. definition.Metrics.Select(m => span.Share.Of(m.Code))];
        return catalogue.Find(definition.Code, span.Feed.Name) is { } figure && codes.Find(CodeTable.Unit, span.UnitId) is { } unit && !cells.IsEmpty(figure)
            ? span.Intervals().Aggregate(default(Sums), (all, interval) => all.With(cells.Book(figure).Tuple(figure, unit, interval, shares: shares)))
            : default;
    }

    /// <summary>The same as <see cref="Total"/> for the part of a period in which a unit's cells count.</summary>
    private Sums Own(Figure figure, int unit, ExpectedSpan span)
    {
        var ended = span.Ended;
        var total = cells.SumsOf(figure, unit, 0)
            .Where(s => s.Bucket >= ended.From.DayNumber && HalfMonth.Of(DateOnly.FromDayNumber(s.Bucket)).End <= ended.To)
            .Aggregate(default(Sums), (all, sum) => Add(all, figure, sum));
        return HalfMonth.Remainder(ended)
            .SelectMany(edge => (span with { Ended = edge }).Intervals())
            .Aggregate(total, (all, interval) => all.With(cells.Book(figure).Tuple(figure, unit, interval)));
    }

    /// <summary>Whole half months from the sums, the days at the edges from the cells.</summary>
    private Sums Total(Figure figure, FigureKey key)
    {
        if (codes.Find(CodeTable.Unit, key.Unit) is not { } unit || cells.IsEmpty(figure))
        {
            return default;
        }

        var scope = (short)(key.Scope.Kind is ScopeKind.Own ? 0 : 1);
        var covered = Covered(key.Period.Interval);
        var total = default(Sums);
        foreach (var sum in cells.SumsOf(figure, unit, scope))
        {
            if (sum.Bucket >= covered.From.DayNumber && sum.Bucket < covered.To.DayNumber)
            {
                total = Add(total, figure, sum);
            }
        }

        return Edges(figure, key, covered).Aggregate(total, Add);
    }

    /// <summary>The days that the half months of the interval cover. One that reaches past it counts as well when nothing after the interval's end has ended.</summary>
    private Interval Covered(Interval interval)
    {
        var first = HalfMonth.Of(interval.From);
        var from = first.Start == interval.From ? first.Start : first.End;
        var last = HalfMonth.Of(interval.To);
        var to = last.Start == interval.To || interval.To < Today ? last.Start : last.End;
        return new Interval(from, to < from ? from : to);
    }

    private IEnumerable<Sums> Edges(Figure figure, FigureKey key, Interval covered)
    {
        var period = key.Period.Interval;
        IEnumerable<Interval> edges = covered.IsEmpty || covered.From >= period.To ? [period] : [new(period.From, covered.From), new(covered.To, period.To)];
        foreach (var edge in edges.Where(e => !e.IsEmpty))
        {
            foreach (var member in catalogue.Tree.Members(key.Unit, key.Scope, edge))
            {
                if (codes.Find(CodeTable.Unit, member.Unit.Id) is { } unit
                    && catalogue.Expectations.IsOnRoster(figure.Definition, figure.Feed.Name, member.Unit.Id, member.Span.From))
                {
                    yield return Expectations.IntervalsIn(figure.Feed, member.Version.Validity, member.Span)
                        .Where(i => i.To <= Today)
                        .Aggregate(default(Sums), (all, interval) => all.With(cells.Book(figure).Tuple(figure, unit, interval)));
                }
            }
        }
    }

    private Dictionary<int, Sums> OwnTotals(Figure figure, Interval span)
    {
        if (ownTotals.TryGetValue((figure.Id, span), out var known))
        {
            return known;
        }

        if (!HasSums(figure))
        {
            return ownTotals[(figure.Id, span)] = OwnTotalsFromCells(figure, span);
        }

        var covered = Covered(span);
        var (from, to) = (covered.From.DayNumber, covered.To.DayNumber);
        var totals = cells.OwnSums(figure, from, to).ToDictionary(s => s.Unit, s => Unscaled(figure, s.N, s.D, s.R));
        if (covered != span && !(covered.From == span.From && covered.To >= span.To))
        {
            foreach (var unit in catalogue.Catalogue.Units.Keys)
            {
                if (codes.Find(CodeTable.Unit, unit) is { } id)
                {
                    var key = new FigureKey(figure.Definition.Code, unit, Scope.Own, Period.Of(span, figure.Feed.Calendar));
                    totals[id] = Edges(figure, key, covered).Aggregate(totals.GetValueOrDefault(id), Add);
                }
            }
        }

        return ownTotals[(figure.Id, span)] = totals;
    }

    private Dictionary<int, Sums> OwnTotalsFromCells(Figure figure, Interval span)
    {
        var period = Period.Of(span, figure.Feed.Calendar);
        return catalogue.Catalogue.Units.Keys.Select(u => (Unit: u, Id: codes.Find(CodeTable.Unit, u))).Where(u => u.Id is not null).ToDictionary(u => u.Id!.Value, u => catalogue.Expectations
            .Of(figure.Definition, u.Unit, Scope.Own, period, Today).Spans.Where(s => s.Feed == figure.Feed).SelectMany(s => s.Intervals())
            .Aggregate(default(Sums), (all, interval) => all.With(cells.Book(figure).Tuple(figure, u.Id!.Value, interval))));
    }

    private Pair Distinct(IndicatorDefinition definition, FigureKey key)
    {
        if (knowledge.CorrectedSince is { } since)
        {
            // One tuple is all there is: it counted then, or nothing of it was corrected.
            before ??= new StoredFigures(db, catalogue, codes, slots, Today, units, window, ownScope, view, knowledge with { At = since, CorrectedSince = null });
            if (before.Distinct(definition, key) is { Received: 0 } then)
            {
                return then;
            }
        }

        var lastDay = key.Period.To.AddDays(-1);
        var counted = catalogue.Tree.Members(key.Unit, key.Scope, key.Period.Interval, view);
        var classes = counted.Select(m => m.Unit.Class).Prepend(catalogue.Tree.Find(key.Unit)?.Class ?? "").Distinct();
        var feed = FeedChoice.At(catalogue.Catalogue, definition, classes, key.Period.Calendar, lastDay);
        var refused = feed is null ? [] : refusals.In([feed.Name], feed.Kind, key, (unit, _) => unit == key.Unit);
        if (Frozen(refused, key) is { } frozen)
        {
            return frozen;
        }

        var figure = feed is null ? null : catalogue.Find(definition.Code, feed.Name);
        var isLeaf = feed is not null && catalogue.Expectations.IsLeaf(definition, feed.Name, key.Unit, lastDay);
        return DistinctCounts.PairOf(definition, key, feed, counted.Count, isLeaf, (metric, scope) => figure is null ? null : cells.Stated(figure, metric, key, scope),
            catalogue.Tree.IsSameIn(key.Unit, key.Scope, key.Period.Interval, view)) with { Held = FigureRefusals.HeldIn(refused) };
    }

    /// <summary>
    /// Where a source has drifted from its contract the figure stays what it was known to be before anything of the first run that drifted was
    /// recorded, until the records are accepted or discarded. Where nothing was known before there is nothing to keep.
    /// </summary>
    private Pair? Frozen(IReadOnlyList<OpenRefusal> refused, FigureKey key)
    {
        var drifted = isBeforeDrift ? [] : refused.Where(r => r.DriftedSince is not null).ToList();
        if (drifted.Count == 0)
        {
            return null;
        }

        // What is recorded in that instant is of the run already.
        var since = drifted.Min(r => r.DriftedSince!.Value).AddMicroseconds(-1);
        if (!beforeDrift.TryGetValue(since, out var figures))
        {
            beforeDrift[since] = figures = drifted.Exists(r => cells.IsKnownAt(r.Feed, since))
                ? new StoredFigures(db, catalogue, codes, slots, Today, units, window, ownScope, view, knowledge with { At = since, CorrectedSince = knowledge.CorrectedSince < since ? knowledge.CorrectedSince : null }, true)
                : null;
        }

        return figures is null ? null : figures.Pair(key) with { Frozen = [.. drifted.Select(r => $"{r.Source}/{r.Stream}:{r.Place}").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)] };
    }

    private static Sums Add(Sums left, Sums right) => new(left.N + right.N, left.D + right.D, left.Received + right.Received);

    private static Sums Add(Sums total, Figure figure, FigureSum sum) => Add(total, Unscaled(figure, sum.N, sum.D, sum.R));

    private static Sums Unscaled(Figure figure, long n, long d, int r)
    {
        var scale = FigureCatalogue.PowerOfTen(figure.Scale);
        return new Sums(n / scale, d / scale, r);
    }
}
