using IntegrationHub.Indicators.Formulas;
using IntegrationHub.Indicators.OrgUnits;

namespace IntegrationHub.Indicators.Aggregation;

/// <summary>How the shares of a split apply to the two sides of an indicator.</summary>
public static class SharedTuples
{
    /// <summary>The split concerns no metric of the indicator.</summary>
    public static bool IsWhole(IndicatorDefinition definition, UnitShare share) => share.IsWhole || definition.Metrics.All(m => share.Of(m.Code) == 1);

    public static bool IsNothing(IndicatorDefinition definition, UnitShare share) => !share.IsWhole && definition.Metrics.Count > 0 && definition.Metrics.All(m => share.Of(m.Code) == 0);

    /// <summary>The one share of all metrics; null when they differ, and then only single tuples can be shared.</summary>
    public static decimal? Single(IndicatorDefinition definition, UnitShare share) =>
        definition.Metrics.Select(m => share.Of(m.Code)).Distinct().ToList() is [var only] ? only : null;

    /// <summary>What a missing denominator weighs. Where its metrics are shared differently the greatest share: an upper estimate keeps the bounds true.</summary>
    public static decimal OfDenominator(IndicatorDefinition definition, UnitShare share) =>
        share.IsWhole || definition.Ratio is not { } ratio ? 1 : ratio.Denominator.Metrics.Select(m => share.Of(m.Code)).Max();

    public static Sums Times(this Sums sums, decimal share) => new(sums.N * share, sums.D * share, sums.Received);
}
