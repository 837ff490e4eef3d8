using System.Runtime.InteropServices;
using IntegrationHub.Indicators.Aggregation;
using IntegrationHub.Indicators.Periods;

namespace IntegrationHub.Store.Figures;

/// <summary>Collects how tuples move sums: a unit's own and those of everything above it on that day.</summary>
public sealed class SumDeltas(FigureCatalogue catalogue, Func<string, int> unitNumber)
{
    private readonly Dictionary<(int Figure, int Unit, short Scope, int Bucket), (long N, long D, int R)> deltas = [];
    private readonly Dictionary<(int Figure, string Unit, int Epoch), Place?> places = [];
    private readonly Dictionary<int, DateOnly[]> boundaries = [];
    private readonly HashSet<(string Indicator, string Unit)> touched = [];

    /// <summary>Indicators and units whose figures may look different now.</summary>
    public IReadOnlyCollection<(string Indicator, string Unit)> Touched => touched;

    /// <summary>The days that something moved or was touched on, as far apart as they are.</summary>
    public Interval Days { get; private set; }

    /// <summary>Nobody knows on which day: it may be any.</summary>
    public void TouchAnyDay() => Days = new(DateOnly.MinValue, DateOnly.MaxValue);

    public void Touch(Figure figure, string unit, int day)
    {
        ArgumentNullException.ThrowIfNull(figure);
        Widen(Interval.Day(DateOnly.FromDayNumber(day)));
        foreach (var at in catalogue.Tree.PathAt(unit, DateOnly.FromDayNumber(day)))
        {
            touched.Add((figure.Definition.Code, at));
        }
    }

    public void Move(Figure figure, string unit, int day, Contribution before, Contribution after)
    {
        ArgumentNullException.ThrowIfNull(figure);
        if (!figure.HasSums)
        {
            // What one interval adds to such a figure depends on others: there is nothing to move, only to compute again.
            Touch(figure, unit, day);
            return;
        }

        var date = DateOnly.FromDayNumber(day);
        if (before == after || PlaceOf(figure, unit, date) is not { } place)
        {
            return;
        }

        Widen(Interval.Day(date));
        var (n, d) = ((long)((after.N - before.N) * place.Scale), (long)((after.D - before.D) * place.Scale));
        var r = (after.State is TupleState.Valid ? 1 : 0) - (before.State is TupleState.Valid ? 1 : 0);
        var bucket = HalfMonth.Of(date).Start.DayNumber;
        Add((figure.Id, place.Path[0], 0, bucket), n, d, r);
        foreach (var at in place.Path)
        {
            Add((figure.Id, at, 1, bucket), n, d, r);
        }
    }

    /// <summary>The additions, sorted by key: every recorder locks rows in the same order.</summary>
    public IReadOnlyList<FigureSum> Rows() =>
    [
        .. deltas.Where(d => d.Value != default)
            .Select(d => new FigureSum { Figure = d.Key.Figure, Unit = d.Key.Unit, Scope = d.Key.Scope, Bucket = d.Key.Bucket, N = d.Value.N, D = d.Value.D, R = d.Value.R })
            .OrderBy(s => s.Figure).ThenBy(s => s.Unit).ThenBy(s => s.Scope).ThenBy(s => s.Bucket),
    ];

    public void Widen(Interval days) =>
        Days = Days.IsEmpty ? days : new(days.From < Days.From ? days.From : Days.From, days.To > Days.To ? days.To : Days.To);

    private void Add((int Figure, int Unit, short Scope, int Bucket) key, long n, long d, int r)
    {
        ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(deltas, key, out _);
        sum = (sum.N + n, sum.D + d, sum.R + r);
    }

    /// <summary>Where a unit's tuples go in a stretch of time in which nothing about that changes; null when it is not on the roster.</summary>
    private Place? PlaceOf(Figure figure, string unit, DateOnly day)
    {
        if (!boundaries.TryGetValue(figure.Id, out var days))
        {
            boundaries[figure.Id] = days = [.. catalogue.Expectations.BoundariesOf(figure.Definition)];
        }

        var found = Array.BinarySearch(days, day);
        var key = (figure.Id, unit, found >= 0 ? found + 1 : ~found);
        if (!places.TryGetValue(key, out var place))
        {
            places[key] = place = !catalogue.Expectations.IsOnRoster(figure.Definition, figure.Feed.Name, unit, day) ? null
                : new([.. catalogue.Tree.PathAt(unit, day).Select(unitNumber)], FigureCatalogue.PowerOfTen(figure.Scale));
            if (place is not null)
            {
                Touch(figure, unit, day.DayNumber);
            }
        }

        return place;
    }

    /// <param name="Path">The unit first, what is above it after it.</param>
    private sealed record Place(int[] Path, decimal Scale);
}
