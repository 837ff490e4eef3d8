namespace IntegrationHub.Indicators.Periods;

/// <summary>
/// The bucket of stored sums: the 1st to the 14th, or the 15th to the end of a month. Months of both calendars, and so all their
/// periods, are unions of buckets; a bucket is known by its first day.
/// </summary>
public readonly record struct HalfMonth
{
    private HalfMonth(DateOnly start) => Start = start;

    public DateOnly Start { get; }

    public DateOnly End => Start.Day == 1 ? Start.AddDays(14) : new DateOnly(Start.Year, Start.Month, 1).AddMonths(1);

    public Interval Interval => new(Start, End);

    public static HalfMonth Of(DateOnly day) => new(new DateOnly(day.Year, day.Month, day.Day < 15 ? 1 : 15));

    public HalfMonth Next() => new(End);

    /// <summary>The buckets that lie wholly within the interval; days before the first or after the last are left over.</summary>
    public static IEnumerable<HalfMonth> Within(Interval interval)
    {
        var first = Of(interval.From);
        for (var bucket = first.Start < interval.From ? first.Next() : first; bucket.End <= interval.To; bucket = bucket.Next())
        {
            yield return bucket;
        }
    }

    public static bool IsUnion(Interval interval) => Of(interval.From).Start == interval.From && Of(interval.To).Start == interval.To;

    /// <summary>The days of an interval that no bucket within it covers; none, one or two stretches.</summary>
    public static IEnumerable<Interval> Remainder(Interval interval)
    {
        var first = Of(interval.From).Start == interval.From ? interval.From : Of(interval.From).End;
        var last = Of(interval.To).Start;
        if (first > last)
        {
            yield return interval;
            yield break;
        }

        if (interval.From < first)
        {
            yield return new(interval.From, first);
        }

        if (last < interval.To)
        {
            yield return new(last, interval.To);
        }
    }
}
