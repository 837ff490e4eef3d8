using IntegrationHub.Indicators.Aggregation;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Display;

namespace IntegrationHub.Indicators.Targets;

/// <summary>Judges figures against one target, by exact comparison: 100·N against T·D, never a rounded value.</summary>
public static class TargetTest
{
    public static bool Holds(Target target, Ratio value) => Holds(target, value.CompareTo);

    public static bool Holds(Target target, decimal value) => Holds(target, value.CompareTo);

    public static Verdict Of(Target? target, Pair pair)
    {
        if (target is null or { Operator: TargetOperator.None })
        {
            return Verdict.NoTarget;
        }

        if (pair is { IsBreak: true, IsBridged: false })
        {
            return Verdict.NotEvaluable;
        }

        return Availabilities.Of(pair) switch
        {
            Availability.NoData => pair.Units == 0 && pair.Reasons.Contains(PairReasons.NoUnits) ? Verdict.NotApplicable : Verdict.NotEvaluable,
            Availability.NotApplicable => Verdict.NotApplicable,
            Availability.Complete when pair.IsAmount => Holds(target, pair, pair.N) ? Verdict.Met : Verdict.NotMet,
            Availability.Complete when pair.Value is { } value => Holds(target, value) ? Verdict.Met : Verdict.NotMet,
            _ when Availabilities.IsInvalid(pair) || (pair.WeightedDenominator is 0 && !pair.IsAmount) => Verdict.NotEvaluable,
            _ when pair.IsAmount => OfIncomplete(target, pair),
            _ => pair is { Low: { } low, High: { } high } ? ByBounds(target, low, high) : Verdict.Undetermined,
        };
    }

    // What is missing can only add to a count: what has been reached stays so, and what has been exceeded.
    private static Verdict OfIncomplete(Target target, Pair pair)
    {
        var (isReached, isExceeded) = (Holds(target, pair, pair.N), pair.N > (target.UpperThreshold ?? target.Threshold) * pair.Divisor);
        return (pair.IsBounded, target.Operator) switch
        {
            (true, TargetOperator.Greater or TargetOperator.AtLeast) when isReached => Verdict.MetCertain,
            (true, TargetOperator.Equal or TargetOperator.Between or TargetOperator.AtMost) when isExceeded => Verdict.NotMetCertain,
            (true, TargetOperator.Less) when !isReached => Verdict.NotMetCertain,
            (false, _) when pair.IsWorst && !isReached => Verdict.NotMetCertain,
            _ => Verdict.Undetermined,
        };
    }

    private static bool Holds(Target target, Pair pair, decimal amount) => Holds(target, threshold => amount.CompareTo(threshold * pair.Divisor));

    private static Verdict ByBounds(Target target, Ratio low, Ratio high)
    {
        var (atLow, atHigh) = (Holds(target, low), Holds(target, high));
        if (atLow && atHigh)
        {
            return Verdict.MetCertain;
        }

        // A closed range or an equality may hold between two ends at which it does not.
        return atLow || atHigh || Straddles(target, low, high) ? Verdict.Undetermined : Verdict.NotMetCertain;
    }

    private static bool Straddles(Target target, Ratio low, Ratio high) =>
        target.Operator is TargetOperator.Equal or TargetOperator.Between
        && low.CompareTo(target.Threshold!.Value) < 0 && high.CompareTo(target.UpperThreshold ?? target.Threshold!.Value) > 0;

    private static bool Holds(Target target, Func<decimal, int> compareTo)
    {
        var threshold = target.Threshold ?? throw new ArgumentException($"A target {target.Operator} without a threshold cannot be compared.", nameof(target));
        return target.Operator switch
        {
            TargetOperator.Greater => compareTo(threshold) > 0,
            TargetOperator.AtLeast => compareTo(threshold) >= 0,
            TargetOperator.Equal => compareTo(threshold) == 0,
            TargetOperator.AtMost => compareTo(threshold) <= 0,
            TargetOperator.Less => compareTo(threshold) < 0,
            TargetOperator.Between => compareTo(threshold) >= 0 && compareTo(target.UpperThreshold ?? threshold) <= 0,
            _ => throw new ArgumentException($"A target {target.Operator} is not compared with a number.", nameof(target)),
        };
    }
}
