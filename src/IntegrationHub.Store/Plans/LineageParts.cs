using IntegrationHub.Indicators.Aggregation;
using IntegrationHub.Indicators.Formulas;
using IntegrationHub.Indicators.Periods;
using IntegrationHub.Store.Figures;
using IntegrationHub.Store.Ledger;

namespace IntegrationHub.Store.Plans;

/// <summary>Which cells a figure counts: units, feeds, days and metrics.</summary>
internal sealed class LineageParts
{
    private readonly Dictionary<int, List<(string Feed, Interval Span)>> spans = [];
    private readonly Dictionary<int, (string Code, decimal Unscale)> metrics = [];
    private readonly HashSet<int> scopes;
    private readonly Interval? only;

    private LineageParts(IReadOnlyList<string> units, IReadOnlyList<string> feeds, IndicatorDefinition definition, CodeTable codes, HashSet<int> scopes, Interval? only)
    {
        (Units, Feeds, this.scopes, this.only) = (units, feeds, scopes, only);
        foreach (var metric in definition.Metrics)
        {
            if (codes.Find(CodeTable.Metric, metric.Code) is { } number)
            {
                metrics[number] = (metric.Code, FigureCatalogue.PowerOfTen(metric.Scale));
            }
        }
    }

    public IReadOnlyList<string> Units { get; }

    public IReadOnlyList<string> Feeds { get; }

    /// <summary>The numbers of the units that anything is stored of.</summary>
    public IReadOnlyCollection<int> UnitNumbers => spans.Keys;

    /// <summary>A figure that is added up from what units are expected to report.</summary>
    public static LineageParts Summed(FigureCatalogue catalogue, IndicatorDefinition definition, Expected expected, CodeTable codes, int own)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        var units = expected.Spans.Select(s => s.UnitId).Distinct(StringComparer.Ordinal).ToList();
        var parts = new LineageParts(units, expected.Feeds, definition, codes, [own], null);
        foreach (var span in expected.Spans)
        {
            parts.Add(codes, span.UnitId, span.Feed.Name, span.Span);
        }

        return parts;
    }

    /// <summary>A distinct count: what was stated for exactly the unit and period.</summary>
    public static LineageParts Distinct(FigureCatalogue catalogue, IndicatorDefinition definition, FigureKey key, Pair pair, CodeTable codes)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        string[] words = catalogue.Tree.IsLeafAt(key.Unit, key.Period.To.AddDays(-1)) ? [key.Scope.ToString(), "own", "subtree"] : [key.Scope.ToString()];
        var parts = new LineageParts(
            [key.Unit], pair.Feeds, definition, codes, [.. words.Select(w => codes.Find(CodeTable.Scope, w)).OfType<int>()], key.Period.Interval);
        foreach (var feed in pair.Feeds)
        {
            parts.Add(codes, key.Unit, feed, key.Period.Interval);
        }

        return parts;
    }

    public bool Counts(string feed, int unit, LedgerEntry entry) => Counts(feed, unit, entry.Metric, entry.Scope, entry.From, entry.To);

    public bool Counts(string feed, ValueEntry value) => Counts(feed, value.Unit, value.Metric, value.Scope, value.From, value.To);

    public (string Code, decimal Unscale) Metric(int number) => metrics[number];

    private bool Counts(string feed, int unit, int metric, int scope, int from, int to)
    {
        if (!metrics.ContainsKey(metric) || !scopes.Contains(scope) || !spans.TryGetValue(unit, out var ofUnit))
        {
            return false;
        }

        var interval = new Interval(DateOnly.FromDayNumber(from), DateOnly.FromDayNumber(to));
        return only is null ? ofUnit.Exists(s => s.Feed == feed && s.Span.Contains(interval)) : interval == only && ofUnit.Exists(s => s.Feed == feed);
    }

    private void Add(CodeTable codes, string unit, string feed, Interval span)
    {
        if (codes.Find(CodeTable.Unit, unit) is not { } number)
        {
            return;
        }

        if (!spans.TryGetValue(number, out var ofUnit))
        {
            spans[number] = ofUnit = [];
        }

        ofUnit.Add((feed, span));
    }
}
