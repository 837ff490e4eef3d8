using IntegrationHub.Indicators.Aggregation;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Indicators.Periods;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Sources;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Store.Figures;

/// <summary>
/// What stored figures are made from, as known at an instant: sums, cells, stated counts, refused records. Each is read when it is first
/// asked for, for all asked units at once.
/// </summary>
/// <param name="units">The units that will be asked about; others are answered too, with a query each.</param>
/// <param name="window">Days within which will be asked.</param>
internal sealed class StoredCells(
    HubDbContext db, FigureCatalogue catalogue, CodeTable codes, SlotTable slots, DateOnly today, IReadOnlyList<string> units, Interval window, int ownScope, View view, Knowledge knowledge)
{
    /// <summary>A missing day is weighed by the same weekday up to four weeks back, a missing quarter by the one before.</summary>
    public const int DaysBack = 93;

    private const int WholeDaysBack = 800;

    private readonly Dictionary<(int Figure, int Unit, short Scope), List<FigureSum>> sums = [];
    private readonly HashSet<int> loadedFigures = [];
    private readonly Dictionary<int, Dictionary<(int Unit, int Bucket), int>> received = [];
    private readonly Dictionary<string, CellBook> books = [];
    private readonly Dictionary<string, CellBook> wholeBooks = [];
    private readonly Dictionary<(int Metric, int Unit, int From, int To, int Scope, int Feed), (long Amount, int Present)> stated = [];
    private readonly HashSet<int> distinctLoaded = [];
    private readonly Dictionary<(string Feed, DateTimeOffset At, int From, int To), CellChange> later = [];
    private HashSet<int>? filled;
    private IReadOnlyList<OpenRefusal>? rejections;
    private List<int>? members;

    /// <summary>Most feeds of a young hub have no connector yet: one look is enough for all their figures.</summary>
    public bool IsEmpty(Figure figure)
    {
        // The first row of each, by its index: asked whether there is any, the database would look through all of them.
        filled ??= [.. db.Codes
            .Where(c => c.Kind == CodeTable.Feed
                && (db.Deliveries.Where(d => d.Feed == c.Id).OrderBy(d => d.OnField).Select(d => (int?)d.Feed).FirstOrDefault() != null
                    || db.PeriodCells.Where(p => p.Feed == c.Id).OrderBy(p => p.Metric).Select(p => (int?)p.Feed).FirstOrDefault() != null))
            .Select(c => c.Id)];
        return !filled.Contains(figure.FeedId);
    }

    /// <summary>The sums of a unit within the window; those of the asked units are read together.</summary>
    public IReadOnlyList<FigureSum> SumsOf(Figure figure, int unit, short scope)
    {
        LoadSums(figure);
        return sums.GetValueOrDefault((figure.Id, unit, scope)) ?? ReadSums(figure, unit, scope);
    }

    /// <summary>Own sums of all units, scaled as they are stored.</summary>
    public IReadOnlyList<FigureSum> OwnSums(Figure figure, int from, int to) =>
    [
        .. db.FigureSums.AsNoTracking()
            .Where(s => s.Figure == figure.Id && s.Scope == 0 && s.Bucket >= from && s.Bucket < to)
            .GroupBy(s => s.Unit)
            .Select(g => new { Unit = g.Key, N = g.Sum(s => s.N), D = g.Sum(s => s.D), R = g.Sum(s => s.R) })
            .AsEnumerable().Select(g => new FigureSum { Figure = figure.Id, Unit = g.Unit, N = g.N, D = g.D, R = g.R }),
    ];

    /// <summary>Valid tuples of the units that may be looked through, by half month.</summary>
    public IReadOnlyDictionary<(int Unit, int Bucket), int> OwnReceived(Figure figure)
    {
        if (!received.TryGetValue(figure.Id, out var known))
        {
            var ids = MemberIds();
            var (from, to) = (HalfMonth.Of(window.From).Start.DayNumber, window.To.DayNumber);
            received[figure.Id] = known = db.FigureSums.AsNoTracking()
                .Where(s => s.Figure == figure.Id && s.Scope == 0 && ids.Contains(s.Unit) && s.Bucket >= from && s.Bucket < to)
                .Select(s => new { s.Unit, s.Bucket, s.R }).ToDictionary(s => (s.Unit, s.Bucket), s => s.R);
        }

        return known;
    }

    /// <summary>Records that are refused.</summary>
    public IReadOnlyList<OpenRefusal> Rejections() => rejections ??= OpenRefusals.Read(db, knowledge.At);

    /// <summary>Whether anything of a feed had been recorded by then.</summary>
    public bool IsKnownAt(string feed, DateTimeOffset at) => db.Batches.Any(b => b.Connector + "/" + b.Stream == feed && b.RecordedAt <= at);

    private void LoadSums(Figure figure)
    {
        if (!loadedFigures.Add(figure.Id))
        {
            return;
        }

        var ids = view.IsAsNow ? MemberIds() : Ids(units);
        foreach (var id in ids)
        {
            sums[(figure.Id, id, 0)] = [];
            sums[(figure.Id, id, 1)] = [];
        }

        var (from, to) = (HalfMonth.Of(window.From).Start.DayNumber, window.To.DayNumber);
        foreach (var sum in db.FigureSums.AsNoTracking().Where(s => s.Figure == figure.Id && ids.Contains(s.Unit) && s.Bucket >= from && s.Bucket < to))
        {
            sums[(figure.Id, sum.Unit, sum.Scope)].Add(sum);
        }
    }

    private List<FigureSum> ReadSums(Figure figure, int unit, short scope) => sums[(figure.Id, unit, scope)] =
        [.. db.FigureSums.AsNoTracking().Where(s => s.Figure == figure.Id && s.Unit == unit && s.Scope == scope)];

    public CellBook Book(Figure figure)
    {
        if (!books.TryGetValue(figure.Feed.Name, out var book))
        {
            books[figure.Feed.Name] = book = Load(figure, MemberIds(), DaysBack);
        }

        return book;
    }

    private CellChange Later(Figure figure, DateTimeOffset at, int from, int to)
    {
        if (!later.TryGetValue((figure.Feed.Name, at, from, to), out var change))
        {
            later[(figure.Feed.Name, at, from, to)] = change = LaterChanges.Read(db, figure.Feed.Name, figure.FeedId, ownScope, slots, at, from, to);
        }

        return change;
    }

    // Everything below the asked units: where one of them is incomplete, somebody below it is. Without sums the others of its class are asked as well.
    private List<int> MemberIds() =>
        members ??= knowledge.IsNow ? BelowIds() : Ids(catalogue.Catalogue.Units.Keys);

    private List<int> BelowIds() =>
        Ids(units.SelectMany(u => catalogue.Tree.Members(u, Scope.Subtree, window, view)).Select(m => m.Unit.Id).Distinct(StringComparer.Ordinal));

    // A median is that of a whole class, and a counter is looked back at until it began: then everything of the feed is read.
    public CellBook BookOf(Figure figure, int unit, Interval interval)
    {
        if (MemberIds().Contains(unit) && interval.From.DayNumber >= window.From.DayNumber - DaysBack)
        {
            return Book(figure);
        }

        if (!wholeBooks.TryGetValue(figure.Feed.Name, out var book))
        {
            wholeBooks[figure.Feed.Name] = book = Load(figure, Ids(catalogue.Catalogue.Units.Keys), WholeDaysBack);
        }

        return book;
    }

    private CellBook Load(Figure figure, List<int> ids, int daysBack)
    {
        var book = Load(figure, ids, daysBack, knowledge.At);
        return knowledge.CorrectedSince is { } since ? book.WhereCountedIn(Load(figure, ids, daysBack, since)) : book;
    }

    private CellBook Load(Figure figure, List<int> ids, int daysBack, DateTimeOffset? at)
    {
        var delivered = DeliveredDays.Load(db, figure.FeedId, ids, at);
        var (from, to) = (window.From.DayNumber - daysBack, Math.Min(window.To.DayNumber, today.DayNumber));
        var less = at is null ? null : new CellDelta(Later(figure, at.Value, FirstOf(figure, from, to), to), ownScope);
        return CellBook.Load(db, figure, slots, ownScope, delivered, ids, from, to, less, whenAsked: knowledge.IsNow);
    }

    /// <summary>Where the first of the intervals begins that reach into these days. Whatever the ledger says of an interval, there is a cell of it.</summary>
    private int FirstOf(Figure figure, int from, int to) => Math.Max(0, Math.Min(
        from, db.PeriodCells.Where(c => c.Feed == figure.FeedId && c.FromDay < to && c.ToDay > from).Min(c => (int?)c.FromDay) ?? from));

    public decimal? Stated(Figure figure, string metric, FigureKey key, Scope scope)
    {
        var of = figure.Metrics.First(m => m.Metric.Code == metric);
        if (distinctLoaded.Add(of.Id))
        {
            var ids = Ids(units);
            foreach (var cell in db.PeriodCells.AsNoTracking().Where(c => c.Feed == figure.FeedId && c.Metric == of.Id && ids.Contains(c.Unit)))
            {
                stated[(cell.Metric, cell.Unit, cell.FromDay, cell.ToDay, cell.Scope, cell.Feed)] = (cell.Amount, cell.Present);
            }

            var begins = stated.Keys.Where(k => k.Metric == of.Id).Select(k => k.From).ToList();
            foreach (var change in knowledge.At is not { } at || begins.Count == 0 ? [] : Later(figure, at, begins.Min(), begins.Max() + 1).Periods.Where(c => c.Metric == of.Id))
            {
                TakeBack(change);
            }
        }

        return codes.Find(CodeTable.Unit, key.Unit) is { } unit && codes.Find(CodeTable.Scope, scope.ToString()) is { } scopeId
            && stated.GetValueOrDefault((of.Id, unit, key.Period.From.DayNumber, key.Period.To.DayNumber, scopeId, figure.FeedId)) is { Present: > 0 } found
            ? found.Amount / of.Unscale
            : null;
    }

    private void TakeBack(PeriodCell change)
    {
        var key = (change.Metric, change.Unit, change.FromDay, change.ToDay, change.Scope, change.Feed);
        var (amount, present) = stated.GetValueOrDefault(key);
        stated[key] = (amount - change.Amount, present - change.Present);
    }

    private List<int> Ids(IEnumerable<string> words) => [.. words.Select(u => codes.Find(CodeTable.Unit, u)).OfType<int>()];
}
