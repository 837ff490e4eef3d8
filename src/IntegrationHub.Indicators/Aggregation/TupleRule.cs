using IntegrationHub.Indicators.Formulas;

namespace IntegrationHub.Indicators.Aggregation;

public enum TupleState
{
    Missing,
    Valid,
    Invalid,
}

/// <summary>What one (unit, interval) gives to a figure.</summary>
/// <param name="N">Counts in sums; 0 unless valid (or paired independently).</param>
/// <param name="DeliveredD">The denominator when its metrics were delivered and make sense, although the tuple may not count.</param>
/// <param name="AnythingDelivered">Some metric of the tuple was delivered.</param>
public readonly record struct Contribution(TupleState State, decimal N, decimal D, decimal? DeliveredD, bool AnythingDelivered, string? Code = null)
{
    public static Contribution Nothing { get; } = new(TupleState.Missing, 0, 0, null, false);
}

/// <summary>
/// A tuple counts only when every metric of the formula is present and possible: otherwise both sides are left out and coverage drops.
/// Compiled once per indicator.
/// </summary>
public sealed class TupleRule
{
    public const string Negative = "E_NEGATIVE";
    public const string AboveDenominator = "E_SUBSET";
    public const string ZeroDenominator = "E_ZERO_DENOMINATOR";

    private readonly (int Metric, long Factor)[] _numerator;
    private readonly (int Metric, long Factor)[] _denominator;
    private readonly (int Metric, int Superset)[] _subsets;
    private readonly bool _percent;
    private readonly bool _independent;

    public TupleRule(IndicatorDefinition definition)
    {
        var (above, below) = definition.Formula switch
        {
            RatioFormula ratio => (ratio.Numerator.Terms, ratio.Denominator.Terms),
            SumFormula sum => (sum.Sum.Terms, []),
            _ => throw new ArgumentException($"'{definition.Code}' has nothing to count.", nameof(definition)),
        };
        var codes = definition.Metrics.Select((m, i) => (m.Code, i)).ToDictionary(m => m.Code, m => m.i, StringComparer.Ordinal);
        _numerator = [.. above.Select(t => (codes[t.Metric.Code], t.Factor))];
        _denominator = [.. below.Select(t => (codes[t.Metric.Code], t.Factor))];
        _subsets = [.. definition.Metrics.Where(m => m.SubsetOf is not null && codes.ContainsKey(m.SubsetOf)).Select(m => (codes[m.Code], codes[m.SubsetOf!]))];
        _percent = definition.IsPercent01;
        _independent = definition.Indicator.IndependentPairing;
    }

    /// <param name="amounts">In the order of the definition's metrics; null is missing.</param>
    public Contribution Of(ReadOnlySpan<decimal?> amounts)
    {
        var (anything, negative, missing) = (false, false, false);
        foreach (var amount in amounts)
        {
            anything |= amount is not null;
            negative |= amount < 0;
            missing |= amount is null;
        }

        var n = Total(_numerator, amounts);
        var d = Total(_denominator, amounts);
        negative |= n < 0 || d < 0;
        var deliveredD = d >= 0 ? d : null;
        if (negative)
        {
            return new(TupleState.Invalid, 0, 0, deliveredD, anything, Negative);
        }

        if (missing)
        {
            return new(TupleState.Missing, _independent ? n ?? 0 : 0, _independent ? d ?? 0 : 0, deliveredD, anything);
        }

        return ImpossibleCode(n!.Value, d!.Value, amounts) is { } code
            ? new(TupleState.Invalid, 0, 0, deliveredD, true, code)
            : new(TupleState.Valid, n.Value, d.Value, deliveredD, true);
    }

    /// <summary>The same with part of each amount. Whether the tuple counts is a matter of what was delivered, not of the parts.</summary>
    public Contribution Of(ReadOnlySpan<decimal?> amounts, ReadOnlySpan<decimal> shares)
    {
        var whole = Of(amounts);
        if (whole.State is TupleState.Invalid || (whole.State is TupleState.Missing && !_independent))
        {
            return whole;
        }

        var parts = new decimal?[amounts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = amounts[i] * shares[i];
        }

        return whole with { N = Total(_numerator, parts) ?? 0, D = Total(_denominator, parts) ?? 0 };
    }

    // Sides that are paired independently count on different days: a day may have more of one than of the other.
    private string? ImpossibleCode(decimal n, decimal d, ReadOnlySpan<decimal?> amounts)
    {
        if (_independent)
        {
            return null;
        }

        if (d == 0 && n > 0 && _denominator.Length > 0)
        {
            return ZeroDenominator;
        }

        if (_percent && n > d)
        {
            return AboveDenominator;
        }

        foreach (var (metric, superset) in _subsets)
        {
            if (amounts[metric] > amounts[superset])
            {
                return AboveDenominator;
            }
        }

        return null;
    }

    private static decimal? Total((int Metric, long Factor)[] terms, ReadOnlySpan<decimal?> amounts)
    {
        var total = Amount.Zero;
        foreach (var (metric, factor) in terms)
        {
            if (amounts[metric] is not { } amount)
            {
                return null;
            }

            total += factor * new Amount(amount);
        }

        return total.Value;
    }
}
