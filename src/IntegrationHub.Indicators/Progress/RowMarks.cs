using System.Globalization;
using System.Numerics;
using IntegrationHub.Indicators.Aggregation;
using IntegrationHub.Indicators.Display;

namespace IntegrationHub.Indicators.Progress;

/// <summary>What a figure carries that a reader must see, whatever the kind of its row.</summary>
internal static class RowMarks
{
    /// <summary>Where a figure is frozen or held: a code and what it is about.</summary>
    public static IEnumerable<string> Reasons(Pair pair) => [.. pair.Frozen.Select(f => $"{Marks.Frozen}:{f}"), .. pair.Held.Select(h => $"{Marks.Held}:{h}")];

    public static IEnumerable<string> Of(Pair pair)
    {
        if (pair.WeightEstimated || pair.IsEstimated)
        {
            yield return Marks.Estimated;
        }

        if (pair.IsBreak)
        {
            yield return Marks.Break;
        }

        if (pair.IsBridged)
        {
            yield return Marks.Bridged;
        }

        if (pair.Differences.Count > 0)
        {
            yield return Marks.Reconcile;
        }

        if (pair.Rejected > 0)
        {
            yield return Marks.Rejected;
        }

        if (pair.Frozen.Count > 0)
        {
            yield return Marks.Frozen;
        }

        if (pair.Held.Count > 0)
        {
            yield return Marks.Held;
        }
    }
}

public static class Amounts
{
    /// <summary>A mean that no decimal is equal to is written as the fraction that it is.</summary>
    public static string Text(decimal total, decimal divisor)
    {
        if (divisor == 1)
        {
            return HonestDisplay.Plain(total);
        }

        var mean = Ratio.Of(total, divisor);
        var common = BigInteger.GreatestCommonDivisor(mean.N, mean.D);
        var (n, d) = (mean.N / common, mean.D / common);
        return IsPowerOf(Without(d, 2), 5) ? HonestDisplay.Plain(total / divisor) : string.Create(CultureInfo.InvariantCulture, $"{n}/{d}");
    }

    private static BigInteger Without(BigInteger number, int factor)
    {
        while (number % factor == 0)
        {
            number /= factor;
        }

        return number;
    }

    private static bool IsPowerOf(BigInteger number, int factor) => Without(number, factor).IsOne;
}
