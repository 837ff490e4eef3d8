using System.Collections.Concurrent;
using IntegrationHub.Indicators.Catalogue;

namespace IntegrationHub.Indicators.Formulas;

public enum MeasureKind
{
    Flow,
    Stock,
    NonAdditive,

    /// <summary>A mix that this version of the engine does not compute.</summary>
    Unsupported,
}

/// <summary>An indicator with its formula parsed, typed and made ready to compute.</summary>
public sealed record IndicatorDefinition
{
    public required Indicator Indicator { get; init; }

    /// <summary>Null for typed values, milestones and narratives, and for a formula that lint refuses.</summary>
    public Formula? Formula { get; init; }

    public FormulaType? Type { get; init; }

    public IReadOnlyList<FormulaError> Errors { get; init; } = [];

    /// <summary>The distinct metrics of a ratio or sum, in the order of the formula; amounts of tuples come in this order.</summary>
    public IReadOnlyList<Metric> Metrics { get; init; } = [];

    public MeasureKind Measure { get; init; }

    public string Code => Indicator.Code;

    public RatioFormula? Ratio => Formula as RatioFormula;

    public bool IsPercent01 => Type is FormulaType.Percent01;

    public static IndicatorDefinition Of(Indicator indicator, HubCatalogue catalogue)
    {
        if (indicator.Formula is null)
        {
            return new() { Indicator = indicator };
        }

        var parsed = FormulaParser.Parse(indicator.Formula);
        if (!parsed.IsValid)
        {
            return new() { Indicator = indicator, Errors = [parsed.Error] };
        }

        var errors = FormulaTypes.Check(parsed.Formula, catalogue.Metrics.GetValueOrDefault, catalogue.Indicators.GetValueOrDefault);
        return errors.Count > 0 ? new() { Indicator = indicator, Errors = errors } : Of(indicator, parsed.Formula, catalogue);
    }

    internal static IndicatorDefinition Of(Indicator indicator, Formula formula, HubCatalogue catalogue)
    {
        var uses = formula switch
        {
            RatioFormula ratio => ratio.Numerator.Metrics.Concat(ratio.Denominator.Metrics),
            SumFormula sum => sum.Sum.Metrics,
            _ => [],
        };
        var metrics = uses.Select(u => u.Code).Distinct().Select(c => catalogue.Metrics[c]).ToList();
        return new()
        {
            Indicator = indicator,
            Formula = formula,
            Type = FormulaTypes.Of(formula, catalogue.Metrics.GetValueOrDefault),
            Metrics = metrics,
            Measure = MeasureOf(metrics),
        };
    }

    private static MeasureKind MeasureOf(List<Metric> metrics)
    {
        var kinds = metrics.Select(m => m.Kind).Distinct().ToList();
        return kinds switch
        {
            [] or [MetricKind.Flow] => MeasureKind.Flow,
            [MetricKind.StockLast] => MeasureKind.Stock,
            [MetricKind.NonAdditive] => MeasureKind.NonAdditive,
            _ => MeasureKind.Unsupported,
        };
    }
}
