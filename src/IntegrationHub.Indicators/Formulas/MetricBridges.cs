using System.Globalization;
using IntegrationHub.Indicators.Catalogue;

namespace IntegrationHub.Indicators.Formulas;

/// <summary>The first and the last redefinition that a figure has to cross.</summary>
public readonly record struct BreakSpan(DateOnly First, DateOnly Last);

/// <summary>
/// An indicator as its metrics are defined after a redefinition, for days before it: the redefined metrics give way to those that carry
/// the old days recomputed. Its figures are counted, and kept, like those of any other definition.
/// </summary>
public static class MetricBridges
{
    private const string Day = "yyyy-MM-dd";

    /// <summary>Days on which some metric of the formula begins to mean something that is not comparable, in order.</summary>
    public static IReadOnlyList<DateOnly> BreaksOf(IndicatorDefinition definition) =>
        [.. definition.Metrics.SelectMany(m => m.Versions).Where(v => !v.IsComparable).Select(v => v.From).Distinct().Order()];

    public static string CodeOf(string indicator, BreakSpan breaks) =>
        string.Create(CultureInfo.InvariantCulture, $"{indicator}~{breaks.First:yyyy-MM-dd}..{breaks.Last:yyyy-MM-dd}");

    internal static IEnumerable<string> CodesOf(IndicatorDefinition definition)
    {
        var breaks = BreaksOf(definition);
        return breaks.SelectMany((first, i) => breaks.Skip(i).Select(last => CodeOf(definition.Code, new(first, last))));
    }

    internal static (string Code, BreakSpan Breaks)? TryParse(string code)
    {
        if (code.LastIndexOf('~') is not (> 0 and var mark) || code[(mark + 1)..].Split("..") is not [var first, var last])
        {
            return null;
        }

        return DateOnly.TryParseExact(first, Day, CultureInfo.InvariantCulture, DateTimeStyles.None, out var from)
            && DateOnly.TryParseExact(last, Day, CultureInfo.InvariantCulture, DateTimeStyles.None, out var to)
            ? (code[..mark], new(from, to))
            : null;
    }

    /// <summary>Null when one of the redefinitions has no bridge: then nothing can be said across it.</summary>
    internal static IndicatorDefinition? Of(string code, IndicatorDefinition definition, BreakSpan breaks, HubCatalogue catalogue)
    {
        var bridges = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var metric in definition.Metrics)
        {
            // A newer bridge recomputes everything before it, older redefinitions included.
            if (metric.Versions.LastOrDefault(v => !v.IsComparable && v.From >= breaks.First && v.From <= breaks.Last) is not { } version)
            {
                continue;
            }

            if (version.Bridge is null || !catalogue.Metrics.ContainsKey(version.Bridge))
            {
                return null;
            }

            bridges[metric.Code] = version.Bridge;
        }

        Formula? formula = definition.Formula switch
        {
            RatioFormula ratio => ratio with { Numerator = Bridged(ratio.Numerator), Denominator = Bridged(ratio.Denominator) },
            SumFormula sum => new SumFormula(Bridged(sum.Sum)),
            _ => null,
        };
        return formula is null || bridges.Count == 0 ? null : IndicatorDefinition.Of(definition.Indicator with { Code = code }, formula, catalogue) with { Type = definition.Type };

        Sum Bridged(Sum sum) => new([.. sum.Terms.Select(t => bridges.TryGetValue(t.Metric.Code, out var bridge) ? t with { Metric = t.Metric with { Code = bridge } } : t)]);
    }
}
