using IntegrationHub.Indicators.Formulas;

namespace IntegrationHub.Store.Catalogue.Checks;

/// <summary>What a formula names.</summary>
internal static class FormulaUses
{
    /// <summary>Groups of metrics that are computed together and so must come from one feed.</summary>
    public static IEnumerable<IReadOnlyList<MetricUse>> Together(Formula formula) => formula switch
    {
        RatioFormula ratio => [Of(ratio)],
        SumFormula sum => [[.. sum.Sum.Metrics]],
        AllFormula all => all.Goals.Where(g => g.Ratio is not null).Select(g => Of(g.Ratio!)),
        ShareFormula share => share.Conditions.Where(c => c.Metric is not null).Select(c => (IReadOnlyList<MetricUse>)[c.Metric!]),
        _ => [],
    };

    public static IEnumerable<IndicatorUse> Indicators(Formula formula) => formula switch
    {
        AllFormula all => all.Goals.Where(g => g.Reference is not null).Select(g => g.Reference!),
        ShareFormula share => share.Conditions.Where(c => c.Reference is not null).Select(c => c.Reference!),
        _ => [],
    };

    private static IReadOnlyList<MetricUse> Of(RatioFormula ratio) => [.. ratio.Numerator.Metrics.Concat(ratio.Denominator.Metrics)];
}
