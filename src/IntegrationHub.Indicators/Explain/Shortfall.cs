using System.Numerics;
using IntegrationHub.Indicators.Aggregation;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Targets;

namespace IntegrationHub.Indicators.Explain;

public enum ShortfallKind
{
    /// <summary>The target is met as it is.</summary>
    Reached,

    /// <summary>So many more cases have to count.</summary>
    More,

    /// <summary>So many cases too many count.</summary>
    Fewer,
}

/// <summary>What is still needed to meet a target: the smallest whole numbers, found by exact arithmetic.</summary>
/// <param name="Existing">Cases of the denominator that have to count (or, with <see cref="ShortfallKind.Fewer"/>, to count no longer); null when no number of them is enough.</param>
/// <param name="New">New cases that all count (with Fewer: that do not); null when no number of them is enough.</param>
public sealed record Shortfall(ShortfallKind Kind, BigInteger? Existing, BigInteger? New)
{
    /// <summary>Null where nothing can be compared: no target with a number, or no denominator.</summary>
    public static Shortfall? Of(Target target, Pair pair)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(pair);
        if (target.Threshold is not { } low || pair is { IsBreak: true, IsBridged: false } || pair.Value is not { } value)
        {
            return null;
        }

        if (TargetTest.Holds(target, value))
        {
            return new(ShortfallKind.Reached, 0, 0);
        }

        var high = target.UpperThreshold ?? low;
        var isBelow = target.Operator is TargetOperator.Greater or TargetOperator.AtLeast || (target.Operator is TargetOperator.Equal or TargetOperator.Between && value.CompareTo(low) < 0);
        return isBelow
            ? Below(target, pair, low, isStrict: target.Operator is TargetOperator.Greater)
            : Above(target, pair, high, isStrict: target.Operator is TargetOperator.Less);
    }

    // 100·(N+k) against T·D, and 100·(N+m) against T·(D+m): both are linear, so the smallest number is a quotient rounded up.
    private static Shortfall Below(Target target, Pair pair, decimal threshold, bool isStrict)
    {
        var gap = (threshold * pair.D) - (100 * pair.N);
        var existing = Smallest(gap, 100 * pair.Divisor, isStrict);
        var added = Smallest(gap, (100 - threshold) * pair.Divisor, isStrict);
        return new(
            ShortfallKind.More,
            Meets(target, existing, k => (pair.N + (k * pair.Divisor), pair.D)),
            Meets(target, added, m => (pair.N + (m * pair.Divisor), pair.D + (m * pair.Divisor))));
    }

    private static Shortfall Above(Target target, Pair pair, decimal threshold, bool isStrict)
    {
        var excess = (100 * pair.N) - (threshold * pair.D);
        var existing = Smallest(excess, 100 * pair.Divisor, isStrict);
        var added = Smallest(excess, threshold * pair.Divisor, isStrict);
        return new(
            ShortfallKind.Fewer,
            Meets(target, existing, k => (pair.N - (k * pair.Divisor), pair.D)),
            Meets(target, added, m => (pair.N, pair.D + (m * pair.Divisor))));
    }

    // The smallest whole k with k·step >= gap (> when strict); null when no step leads there.
    private static BigInteger? Smallest(decimal gap, decimal step, bool isStrict)
    {
        if (step <= 0)
        {
            return null;
        }

        var quotient = Ratio.Of(gap, step);
        var floor = BigInteger.DivRem(quotient.N, quotient.D, out var rest);
        return !rest.IsZero || isStrict ? floor + 1 : floor;
    }

    // An equality may lie between two whole numbers, and more cases than there are cannot count.
    private static BigInteger? Meets(Target target, BigInteger? number, Func<decimal, (decimal N, decimal D)> then)
    {
        if (number is not { } found)
        {
            return null;
        }

        var (n, d) = then((decimal)found);
        return n >= 0 && n <= d && TargetTest.Holds(target, Ratio.Of(n, d)) ? found : null;
    }
}
