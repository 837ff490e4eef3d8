using System.Collections.Concurrent;
using System.Globalization;
using IntegrationHub.Indicators.Catalogue;

namespace IntegrationHub.Indicators.Formulas;

/// <summary>
/// The definitions of one catalogue version; each is parsed once, when first asked for. A ratio that stands inside <c>all(…)</c> has
/// no indicator of its own and is known as <c>code#1</c>, <c>code#2</c>, ….
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

    private IndicatorDefinition? Make(string code)
    {
        if (catalogue.Indicators.TryGetValue(code, out var indicator))
        {
            return IndicatorDefinition.Of(indicator, catalogue);
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
