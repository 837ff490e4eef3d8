using IntegrationHub.Indicators.Aggregation;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Periods;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Store.Figures;

/// <summary>The cells of a feed for some units and days in memory, and the tuples that they make.</summary>
public sealed class CellBook
{
    private readonly Figure anyOfFeed;
    private readonly SlotTable slots;
    private readonly DeliveredDays delivered;
    private readonly CellDelta? later;
    private readonly DayCells days;
    private readonly Dictionary<(int Metric, int Unit, int From, int To), (long Amount, int Present)> periods = [];

    // Asked for every unit that something is missing of: by unit, not through all that is there.
    private Dictionary<int, List<(int Metric, int Unit, int From, int To)>>? periodsOfUnit;
    private CellBook? counted;

    private CellBook(Figure anyOfFeed, SlotTable slots, DeliveredDays delivered, CellDelta? later, DayCells days) =>
        (this.anyOfFeed, this.slots, this.delivered, this.later, this.days) = (anyOfFeed, slots, delivered, later, days);

    public DeliveredDays Delivered => delivered;

    /// <summary>The same cells, but only of the tuples that counted in another book; the rest is as it is there.</summary>
    public CellBook WhereCountedIn(CellBook earlier)
    {
        counted = earlier;
        return this;
    }

    /// <param name="later">What was recorded after the instant that is looked at; null is now.</param>
    /// <param name="whenAsked">Days are read when one near them is first asked for: where sums are kept, hardly any is.</param>
    public static CellBook Load(
        HubDbContext db, Figure anyOfFeed, SlotTable slots, int ownScope, DeliveredDays delivered, IReadOnlyCollection<int> units, int fromDay, int toDay, CellDelta? later = null,
        bool whenAsked = false)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(anyOfFeed);
        ArgumentNullException.ThrowIfNull(slots);
        var days = new DayCells(slots.All.Where(s => s.Feed == anyOfFeed.FeedId), fromDay, toDay, (groups, from, to) =>
            db.DayCells.AsNoTracking().Where(c => groups.Contains(c.CellGroup) && units.Contains(c.Unit) && c.Day >= from && c.Day < to));
        var book = new CellBook(anyOfFeed, slots, delivered, later, whenAsked ? days : days.ReadAll());
        foreach (var cell in db.PeriodCells.AsNoTracking().Where(c =>
            c.Feed == anyOfFeed.FeedId && units.Contains(c.Unit) && c.Scope == ownScope && c.FromDay < toDay && c.ToDay > fromDay))
        {
            book.periods[(cell.Metric, cell.Unit, cell.FromDay, cell.ToDay)] = (cell.Amount, cell.Present);
        }

        return book;
    }

    /// <summary>The tuple of a unit and interval as it stands, less a change that is already in the cells.</summary>
    public Contribution Tuple(Figure figure, int unit, Interval interval, CellDelta? less = null, decimal[]? shares = null)
    {
        ArgumentNullException.ThrowIfNull(figure);
        if (Instead(figure, unit, interval) is { } other)
        {
            return other.Tuple(figure, unit, interval, less, shares);
        }

        var few = new TupleAmounts();
        Span<decimal?> amounts = figure.Metrics.Count <= TupleAmounts.Most ? ((Span<decimal?>)few)[..figure.Metrics.Count] : new decimal?[figure.Metrics.Count];
        for (var i = 0; i < amounts.Length; i++)
        {
            amounts[i] = Amount(figure.Metrics[i], unit, interval, less ?? later);
        }

        return shares is null ? figure.Rule.Of(amounts) : figure.Rule.Of(amounts, shares);
    }

    /// <summary>What a metric of the figure was said to be, by itself.</summary>
    public decimal? Observed(Figure figure, Metric metric, int unit, Interval interval)
    {
        ArgumentNullException.ThrowIfNull(figure);
        return Instead(figure, unit, interval) is { } other
            ? other.Observed(figure, metric, unit, interval)
            : Amount(figure.Metrics.First(m => m.Metric.Code == metric.Code), unit, interval, later);
    }

    /// <summary>Whether anything of a unit was delivered in these days.</summary>
    public bool HasAny(Figure figure, int unit, int fromDay, int toDay)
    {
        ArgumentNullException.ThrowIfNull(figure);
        return (figure.Feed.Kind is FeedKind.Records
            ? figure.Metrics.Any(m => m.OnField is { } on && delivered.HasAny(on, unit, fromDay, toDay))
            : PeriodsOf(unit).Any(p => p.From < toDay && p.To > fromDay && Stated(p, later).Present > 0))
            || counted?.HasAny(figure, unit, fromDay, toDay) is true;
    }

    private List<(int Metric, int Unit, int From, int To)> PeriodsOf(int unit)
    {
        periodsOfUnit ??= periods.Keys.GroupBy(k => k.Unit).ToDictionary(g => g.Key, g => g.ToList());
        return periodsOfUnit.GetValueOrDefault(unit, []);
    }

    private CellBook? Instead(Figure figure, int unit, Interval interval) =>
        counted is not null && counted.Tuple(figure, unit, interval).State is not TupleState.Valid ? counted : null;

    private decimal? Amount(FigureMetric metric, int unit, Interval interval, CellDelta? less)
    {
        var (from, to) = (interval.From.DayNumber, interval.To.DayNumber);
        if (metric.OnField is { } onField)
        {
            if (!delivered.Contains(onField, unit, from))
            {
                return null;
            }

            var slot = slots.Find(anyOfFeed.FeedId, metric.Id);
            var amount = slot is null ? 0 : days.Amount(slot, unit, from);
            return Scaled(amount - (slot is null ? 0 : less?.Day(slot, unit, from) ?? 0), metric);
        }

        var (stated, present) = Stated((metric.Id, unit, from, to), less);
        return present > 0 ? Scaled(stated, metric) : null;
    }

    private (long Amount, int Present) Stated((int Metric, int Unit, int From, int To) key, CellDelta? less)
    {
        var (amount, present) = periods.GetValueOrDefault(key);
        var (delta, count) = less?.Period(key.Metric, key.Unit, key.From, key.To) ?? default;
        return (amount - delta, present - count);
    }

    // Most metrics count whole things, and there are millions of cells when all sums are made again.
    private static decimal Scaled(long amount, FigureMetric metric) => metric.Unscale == 1 ? amount : amount / metric.Unscale;
}

/// <summary>Amounts of a tuple on the stack: there are millions of tuples, and hardly one of more than two metrics.</summary>
[System.Runtime.CompilerServices.InlineArray(Most)]
internal struct TupleAmounts
{
    public const int Most = 8;

    private decimal? first;
}

/// <summary>The cell changes of one batch, to look up what was before it.</summary>
public sealed class CellDelta(CellChange change, int ownScope)
{
    private readonly Dictionary<(int Group, int Unit, int Day), DayCell> days = change.Days.ToDictionary(c => (c.CellGroup, c.Unit, c.Day));

    private readonly Dictionary<(int Metric, int Unit, int From, int To), (long, int)> periods = change.Periods
        .Where(c => c.Scope == ownScope)
        .ToDictionary(c => (c.Metric, c.Unit, c.FromDay, c.ToDay), c => (c.Amount, c.Present));

    public long Day(MetricSlot slot, int unit, int day)
    {
        ArgumentNullException.ThrowIfNull(slot);
        return days.TryGetValue((slot.CellGroup, unit, day), out var cell) ? cell[slot.Slot] : 0;
    }

    public (long Amount, int Present) Period(int metric, int unit, int from, int to) => periods.GetValueOrDefault((metric, unit, from, to));
}
