using System.Collections.Concurrent;
using IntegrationHub.Indicators.Catalogue;

namespace IntegrationHub.Indicators.Formulas;

public enum MeasureKind
{
    Flow,

    /// <summary>As at the end of the period.</summary>
    Stock,

    /// <summary>The mean of the period's intervals.</summary>
    StockAverage,
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

    /// <summary>A count: an amount without denominator.</summary>
    public bool IsAmount => Formula is SumFormula;

    /// <summary>Has figures of its own: a ratio or an amount.</summary>
    public bool IsCounted => (Ratio is not null || IsAmount) && Measure is not MeasureKind.Unsupported;

    public bool IsPercent01 => Type is FormulaType.Percent01;

    /// <summary>No sum of single intervals: what one of them adds depends on others, so nothing but the cells can answer.</summary>
    public bool NeedsCells => Measure is MeasureKind.Stock or MeasureKind.StockAverage || Metrics.Any(m => m.Kind is MetricKind.RunningTotal || m.Totals.Count > 0);

    public static IndicatorDefinition Of(Indicator indicator, HubCatalogue catalogue)
    {
        if (indicator.Formula is null)
        {
            // A value is the formula that consists of one metric.
            return indicator is { ValueMetric: { } value, Kind: RowKind.Count or RowKind.Rank } && catalogue.Metrics.ContainsKey(value)
                ? Of(indicator, AmountOf(value), catalogue)
                : new() { Indicator = indicator };
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
            Measure = MeasureOf(uses, catalogue),
        };
    }

    internal static SumFormula AmountOf(string metric, StockTime? time = null) => new(new([new(1, new(metric, [], time, 0))]));

    // What the formula says (.last, .avg) goes before what the metric is by itself.
    private static MeasureKind MeasureOf(IEnumerable<MetricUse> uses, HubCatalogue catalogue)
    {
        var kinds = uses.Select(u => (catalogue.Metrics[u.Code].Kind, u.Time) switch
        {
            (MetricKind.Flow or MetricKind.RunningTotal, _) => MeasureKind.Flow,
            (MetricKind.NonAdditive, _) => MeasureKind.NonAdditive,
            (MetricKind.StockAverage, null) or (_, StockTime.Average) => MeasureKind.StockAverage,
            _ => MeasureKind.Stock,
        }).Distinct().ToList();
        return kinds switch
        {
            [] => MeasureKind.Flow,
            [var only] => only,
            _ => MeasureKind.Unsupported,
        };
    }
}
