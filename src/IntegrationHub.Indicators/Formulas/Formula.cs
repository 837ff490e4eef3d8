using IntegrationHub.Indicators.Catalogue;

namespace IntegrationHub.Indicators.Formulas;

/// <summary>What an indicator computes. The language has no division: a ratio is formed once, last, and can only be compared.</summary>
public abstract record Formula;

public sealed record RatioFormula(Sum Numerator, Sum Denominator, Over? Over) : Formula;

/// <summary>The share of the units of a level for which every condition holds.</summary>
public sealed record ShareFormula(Level Level, IReadOnlyList<Condition> Conditions) : Formula;

/// <summary>All goals must be met; it has a verdict and no number.</summary>
public sealed record AllFormula(IReadOnlyList<Goal> Goals) : Formula;

public sealed record SumFormula(Sum Sum) : Formula;

public sealed record Sum(IReadOnlyList<Term> Terms)
{
    public IEnumerable<MetricUse> Metrics => Terms.Select(t => t.Metric);
}

/// <param name="Factor">Signed; never zero.</param>
public sealed record Term(long Factor, MetricUse Metric);

public enum StockTime
{
    Last,
    Average,
}

/// <param name="Position">Column in the formula, from 0.</param>
public sealed record MetricUse(string Code, IReadOnlyList<DimensionFilter> Filters, StockTime? Time, int Position);

public sealed record DimensionFilter(string Dimension, string Value);

public sealed record Over(OverKind Kind, Level? Level = null);

public enum OverKind
{
    Own,
    Subtree,
    Level,
}

public sealed record IndicatorUse(string Code, int Position);

/// <summary>Exactly one of the ratio and the reference is set.</summary>
public sealed record Goal(RatioFormula? Ratio, IndicatorUse? Reference, TargetOperator Operator, decimal Threshold);

/// <summary>Exactly one of the metric and the reference is set.</summary>
public sealed record Condition(MetricUse? Metric, IndicatorUse? Reference, TargetOperator Operator, decimal Threshold);
