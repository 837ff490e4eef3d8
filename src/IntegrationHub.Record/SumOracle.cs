using IntegrationHub.Indicators.Aggregation;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Indicators.Periods;
using IntegrationHub.Store.Figures;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Record;

/// <summary>A stored sum is not what the cells say. Nothing of the batch was recorded or announced.</summary>
public sealed class SumMismatchException(string place, string expected, string found)
    : Exception($"{place}: the cells make {expected}, stored is {found}. Nothing of the batch was recorded. Run 'hub db verify'; when only sums differ, 'hub db verify --rebuild-sums' makes them again from the cells")
{
    /// <summary>Indicator, feed, unit, scope and first day of the half month.</summary>
    public string Place => place;
}

/// <summary>
/// The check at the end of each batch: what a unit's own sum moved to is the sum of its cells, and what a subtree's moved to is its own
/// and its children's. Only what was touched is looked at, so that the cost does not grow with the number of units.
/// </summary>
public sealed class SumOracle(CodeTable codes, SlotTable slots)
{
    /// <exception cref="SumMismatchException">A sum is wrong.</exception>
    public async Task CheckAsync(HubDbContext db, FigureCatalogue catalogue, IReadOnlyList<FigureSum> moved, int own, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(catalogue);
        ArgumentNullException.ThrowIfNull(moved);
        if (moved.Count == 0)
        {
            return;
        }

        var stored = await StoredAsync(db, catalogue, moved, cancellationToken);
        foreach (var feed in moved.GroupBy(m => catalogue.OfId(m.Figure).Feed.Name))
        {
            var figures = feed.Select(m => m.Figure).Distinct().Select(catalogue.OfId).ToList();
            var checks = feed.Where(m => m.Scope == 0 || !IsSteady(catalogue, m)).ToList();
            var fromCells = FromCells(db, catalogue, figures, checks, own);
            foreach (var at in checks)
            {
                Compare(catalogue, at, fromCells.GetValueOrDefault(Key(at)), stored.GetValueOrDefault(Key(at)));
            }

            // The lowest first: what is wrong below is wrong in every sum above it as well.
            foreach (var at in feed.Where(m => m.Scope == 1 && IsSteady(catalogue, m)).OrderByDescending(m => Depth(catalogue, m)))
            {
                var day = DateOnly.FromDayNumber(at.Bucket);
                var parts = catalogue.Tree.ChildrenAt(codes.Word(at.Unit), day).Select(c => codes.Find(CodeTable.Unit, c)).OfType<int>()
                    .Select(child => (at.Figure, child, (short)1, at.Bucket)).Prepend((at.Figure, at.Unit, (short)0, at.Bucket));
                Compare(catalogue, at, parts.Aggregate(default(Total), (all, part) => all.Plus(stored.GetValueOrDefault(part))), stored.GetValueOrDefault(Key(at)));
            }
        }
    }

    private readonly record struct Total(long N, long D, int R)
    {
        public Total Plus(Total other) => new(N + other.N, D + other.D, R + other.R);

        public override string ToString() => FormattableString.Invariant($"N {N}, D {D}, R {R}");
    }

    /// <summary>What was moved and, for subtrees, what they are the sum of.</summary>
    private async Task<Dictionary<(int, int, short, int), Total>> StoredAsync(HubDbContext db, FigureCatalogue catalogue, IReadOnlyList<FigureSum> moved, CancellationToken cancellationToken)
    {
        var figures = moved.Select(m => m.Figure).Distinct().ToList();
        var buckets = moved.Select(m => m.Bucket).Distinct().ToList();
        var own = moved.Select(m => m.Unit).Distinct().ToList();
        var parents = moved.Where(m => m.Scope == 1).Select(m => (m.Unit, m.Bucket)).Distinct();
        var units = moved.Select(m => m.Unit)
            .Concat(parents.SelectMany(p => catalogue.Tree.ChildrenAt(codes.Word(p.Unit), DateOnly.FromDayNumber(p.Bucket))).Distinct(StringComparer.Ordinal)
                .Select(c => codes.Find(CodeTable.Unit, c)).OfType<int>())
            .Distinct().ToList();
        return await db.FigureSums.AsNoTracking()
            .Where(s => figures.Contains(s.Figure) && units.Contains(s.Unit) && (s.Scope == 1 || own.Contains(s.Unit)) && buckets.Contains(s.Bucket))
            .ToDictionaryAsync(Key, s => new Total(s.N, s.D, s.R), cancellationToken);
    }

    private Dictionary<(int, int, short, int), Total> FromCells(HubDbContext db, FigureCatalogue catalogue, List<Figure> figures, List<FigureSum> checks, int own)
    {
        var places = checks.SelectMany(c => MembersOf(catalogue, c).Select(u => (Unit: u, c.Bucket))).Distinct().ToList();
        if (places.Count == 0)
        {
            return [];
        }

        var units = places.Select(p => p.Unit).Distinct().ToList();
        var delivered = DeliveredDays.Load(db, figures[0].FeedId, units);
        var book = CellBook.Load(db, figures[0], slots, own, delivered, units, places.Min(p => p.Bucket), HalfMonth.Of(DateOnly.FromDayNumber(places.Max(p => p.Bucket))).End.DayNumber);
        var sums = new SumDeltas(catalogue, unit => codes.Find(CodeTable.Unit, unit)!.Value);
        foreach (var (unit, bucket) in places)
        {
            var word = codes.Word(unit);
            foreach (var interval in TuplesIn(catalogue, figures[0].Feed, word, HalfMonth.Of(DateOnly.FromDayNumber(bucket)).Interval))
            {
                figures.ForEach(f => sums.Move(f, word, interval.From.DayNumber, Contribution.Nothing, book.Tuple(f, unit, interval)));
            }
        }

        return sums.Rows().ToDictionary(Key, s => new Total(s.N, s.D, s.R));
    }

    private IEnumerable<int> MembersOf(FigureCatalogue catalogue, FigureSum at) => at.Scope == 0
        ? [at.Unit]
        : catalogue.Tree.Members(codes.Word(at.Unit), Scope.Subtree, HalfMonth.Of(DateOnly.FromDayNumber(at.Bucket)).Interval)
            .Select(m => codes.Find(CodeTable.Unit, m.Unit.Id)).OfType<int>().Distinct();

    private static IEnumerable<Interval> TuplesIn(FigureCatalogue catalogue, Feed feed, string unit, Interval bucket) =>
        (catalogue.Tree.Find(unit)?.Versions ?? []).SelectMany(version =>
        {
            var days = bucket.Intersect(new(version.Validity.From ?? DateOnly.MinValue, version.Validity.To ?? DateOnly.MaxValue));
            return days.IsEmpty ? [] : Expectations.IntervalsIn(feed, version.Validity, days);
        });

    /// <summary>While the tree changes within a half month a parent is not the sum of one set of children.</summary>
    private static bool IsSteady(FigureCatalogue catalogue, FigureSum at) => catalogue.Tree.IsSteadyIn(HalfMonth.Of(DateOnly.FromDayNumber(at.Bucket)).Interval);

    private int Depth(FigureCatalogue catalogue, FigureSum at) => catalogue.Tree.PathAt(codes.Word(at.Unit), DateOnly.FromDayNumber(at.Bucket)).Count;

    private void Compare(FigureCatalogue catalogue, FigureSum at, Total expected, Total found)
    {
        if (expected != found)
        {
            var figure = catalogue.OfId(at.Figure);
            throw new SumMismatchException(
                $"{figure.Definition.Code} · {figure.Feed.Name} · {codes.Word(at.Unit)} · {(at.Scope == 0 ? "own" : "subtree")} · {DateOnly.FromDayNumber(at.Bucket):yyyy-MM-dd}",
                expected.ToString(), found.ToString());
        }
    }

    private static (int, int, short, int) Key(FigureSum sum) => (sum.Figure, sum.Unit, sum.Scope, sum.Bucket);
}
