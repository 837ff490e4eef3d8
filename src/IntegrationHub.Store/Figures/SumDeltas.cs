using IntegrationHub.Indicators.Aggregation;
using IntegrationHub.Indicators.Periods;

namespace IntegrationHub.Store.Figures;

/// <summary>Collects how tuples move sums: a unit's own and those of everything above it on that day.</summary>
public sealed class SumDeltas(FigureCatalogue catalogue, Func<string, int> unitNumber)
{
    private readonly Dictionary<(int Figure, int Unit, short Scope, int Bucket), (long N, long D, int R)> deltas = [];
    private readonly Dictionary<(string Unit, int Day), IReadOnlyList<string>> paths = [];
    private readonly HashSet<(string Indicator, string Unit)> touched = [];

    /// <summary>Indicators and units whose figures may look different now.</summary>
    public IReadOnlyCollection<(string Indicator, string Unit)> Touched => touched;

    public void Touch(Figure figure, string unit, int day)
    {
        ArgumentNullException.ThrowIfNull(figure);
        foreach (var at in Path(unit, day))
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

        if (before == after || !catalogue.Expectations.IsOnRoster(figure.Definition, figure.Feed.Name, unit, DateOnly.FromDayNumber(day)))
        {
            return;
        }

        Touch(figure, unit, day);
        var scale = FigureCatalogue.PowerOfTen(figure.Scale);
        var (n, d) = ((long)((after.N - before.N) * scale), (long)((after.D - before.D) * scale));
        var r = (after.State is TupleState.Valid ? 1 : 0) - (before.State is TupleState.Valid ? 1 : 0);
        var bucket = HalfMonth.Of(DateOnly.FromDayNumber(day)).Start.DayNumber;
        Add((figure.Id, unitNumber(unit), 0, bucket), n, d, r);
        foreach (var at in Path(unit, day))
        {
            Add((figure.Id, unitNumber(at), 1, bucket), n, d, r);
        }
    }

    /// <summary>The additions, sorted by key: every recorder locks rows in the same order.</summary>
    public IReadOnlyList<FigureSum> Rows() =>
    [
        .. deltas.Where(d => d.Value != default)
            .Select(d => new FigureSum { Figure = d.Key.Figure, Unit = d.Key.Unit, Scope = d.Key.Scope, Bucket = d.Key.Bucket, N = d.Value.N, D = d.Value.D, R = d.Value.R })
            .OrderBy(s => s.Figure).ThenBy(s => s.Unit).ThenBy(s => s.Scope).ThenBy(s => s.Bucket),
    ];

    private void Add((int Figure, int Unit, short Scope, int Bucket) key, long n, long d, int r)
    {
        var (oldN, oldD, oldR) = deltas.GetValueOrDefault(key);
        deltas[key] = (oldN + n, oldD + d, oldR + r);
    }

    private IReadOnlyList<string> Path(string unit, int day)
    {
        if (!paths.TryGetValue((unit, day), out var path))
        {
            paths[(unit, day)] = path = catalogue.Tree.PathAt(unit, DateOnly.FromDayNumber(day));
        }

        return path;
    }
}
