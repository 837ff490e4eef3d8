using System.Globalization;
using System.Numerics;
using IntegrationHub.Indicators.Aggregation;
using IntegrationHub.Indicators.Display;

namespace IntegrationHub.Indicators.Progress;

/// <summary>What a figure carries that a reader must see, whatever the kind of its row.</summary>
internal static class RowMarks
{
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
