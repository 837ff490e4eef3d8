using System.Collections.Concurrent;
using System.Globalization;
using IntegrationHub.Indicators.Catalogue;

namespace IntegrationHub.Indicators.Formulas;

/// <summary>
/// The definitions of one catalogue version; each is parsed once, when first asked for. A ratio that stands inside <c>all(…)</c> has
/// no indicator of its own and is known as <c>code#1</c>, <c>code#2</c>, …; a metric that <c>share(…)</c> asks about is known as
/// <c>metric:code</c>, and an indicator with bridges in the place of redefined metrics as <c>code~from..to</c>.
/// </summary>
public sealed class IndicatorDefinitions(HubCatalogue catalogue)
{
    private readonly ConcurrentDictionary<string, IndicatorDefinition?> _byCode = new(StringComparer.Ordinal);

    public HubCatalogue Catalogue => catalogue;

    public IndicatorDefinition? Find(string code) => _byCode.GetOrAdd(code, Make);

    /// <summary>Every definition that sums can be kept for, goals within composites included, ordered by code.</summary>
    public IEnumerable<IndicatorDefinition> Ratios() => catalogue.Indicators.Keys.Order(StringComparer.Ordinal)
        .Select(Find).OfType<IndicatorDefinition>()
        .SelectMany(d => d.Formula is AllFormula all ? GoalCodes(d.Code, all).Select(g => g.Goal.Ratio is null ? null : Find(g.Code)) : [d])
        .OfType<IndicatorDefinition>().Where(d => d.Ratio is not null);

    /// <summary>The goals of a composite with the codes by which their figures are asked.</summary>
    public static IEnumerable<(string Code, Goal Goal)> GoalCodes(string code, AllFormula all) =>
        all.Goals.Select((g, i) => (g.Reference?.Code ?? string.Create(CultureInfo.InvariantCulture, $"{code}#{i + 1}"), g));

    /// <summary>Every definition that cells are counted for: ratios and amounts, goals, conditions on metrics, and what bridges them.</summary>
    public IEnumerable<IndicatorDefinition> Counted() => catalogue.Indicators.Keys.Order(StringComparer.Ordinal)
        .Select(Find).OfType<IndicatorDefinition>()
        .SelectMany(d => d.Formula switch
        {
            AllFormula all => GoalCodes(d.Code, all).Where(g => g.Goal.Ratio is not null).Select(g => g.Code),
            ShareFormula share => share.Conditions.Where(c => c.Metric is not null).Select(c => MetricFigures.CodeOf(c.Metric!, d.Indicator.Feed)),
            _ => [d.Code],
        })
        .SelectMany(c => new[] { c }.Concat(Find(c) is { } found ? MetricBridges.CodesOf(found) : []))
        .Distinct(StringComparer.Ordinal).Select(Find).OfType<IndicatorDefinition>().Where(d => d.IsCounted);

    private IndicatorDefinition? Make(string code)
    {
        if (catalogue.Indicators.TryGetValue(code, out var indicator))
        {
            return IndicatorDefinition.Of(indicator, catalogue);
        }

        if (MetricFigures.TryParse(code) is { } metric)
        {
            return MetricFigures.Of(code, metric, catalogue);
        }

        if (MetricBridges.TryParse(code) is { } bridge)
        {
            return Find(bridge.Code) is { } bridged ? MetricBridges.Of(code, bridged, bridge.Breaks, catalogue) : null;
        }

        var mark = code.IndexOf('#', StringComparison.Ordinal);
        if (mark < 0 || Find(code[..mark]) is not { Formula: AllFormula all } composite)
        {
            return null;
        }

        var goal = GoalCodes(composite.Code, all).FirstOrDefault(g => g.Code == code).Goal;
        return goal?.Ratio is { } ratio ? IndicatorDefinition.Of(composite.Indicator with { Code = code, Kind = RowKind.Ratio }, ratio, catalogue) : null;
    }
}
