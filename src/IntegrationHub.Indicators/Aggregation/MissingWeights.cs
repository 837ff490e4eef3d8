using System.Numerics;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Periods;

namespace IntegrationHub.Indicators.Aggregation;

/// <param name="Amount">Null: there is no basis for an estimate.</param>
public readonly record struct Weight(decimal? Amount, bool IsEstimated);

/// <summary>
/// W: what a missing tuple may add to the denominator. Its own denominator where that was delivered; else that of the last
/// comparable interval (the one before; for a day the same weekday up to four weeks back); else the median of the unit's class.
/// </summary>
/// <param name="deliveredD">The delivered denominator of a (unit, interval), also before the period; null when missing.</param>
/// <param name="classMedian">See <see cref="Aggregation.ClassMedian"/>; asked at most once per class.</param>
public sealed class MissingWeights(Func<string, Interval, decimal?> deliveredD, Func<string, decimal?> classMedian)
{
    private const int WeeksBack = 4;

    private readonly Dictionary<string, decimal?> _medians = new(StringComparer.Ordinal);

    public Weight Of(ExpectedSpan span, Interval interval, decimal? ownD)
    {
        if (ownD is { } own)
        {
            return new(own, false);
        }

        foreach (var earlier in Comparable(span, interval))
        {
            if (deliveredD(span.UnitId, earlier) is { } last)
            {
                return new(last, false);
            }
        }

        if (!_medians.TryGetValue(span.Unit.Class, out var median))
        {
            _medians[span.Unit.Class] = median = classMedian(span.Unit.Class);
        }

        return new(median, median is not null);
    }

    private static IEnumerable<Interval> Comparable(ExpectedSpan span, Interval interval)
    {
        if (span.Feed.Grain is Grain.Day)
        {
            return Enumerable.Range(1, WeeksBack).Select(week => Interval.Day(interval.From.AddDays(-7 * week)));
        }

        var before = interval.From.AddDays(-1);
        return span.Unit.At(before) is { } version
            ? [Grains.Of(span.Feed.Grain, span.Feed.Calendar, before).Intersect(new(version.Validity.From ?? DateOnly.MinValue, version.Validity.To ?? DateOnly.MaxValue))]
            : [];
    }
}

public static class ClassMedian
{
    /// <summary>
    /// Median of the units' mean delivered denominator per tuple in the period, rounded up to a whole number; null without any.
    /// Exact: means are compared and averaged as fractions.
    /// </summary>
    public static decimal? Of(IEnumerable<(decimal D, int Tuples)> units)
    {
        var means = units.Where(u => u.Tuples > 0).Select(u => Ratio.Of(u.D, u.Tuples)).ToList();
        if (means.Count == 0)
        {
            return null;
        }

        means.Sort((a, b) => (a.N * b.D).CompareTo(b.N * a.D));
        var (low, high) = (means[(means.Count - 1) / 2], means[means.Count / 2]);
        var (n, d) = ((low.N * high.D) + (high.N * low.D), 2 * low.D * high.D);
        return (decimal)((n + d - BigInteger.One) / d);
    }
}
