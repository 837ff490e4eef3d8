using IntegrationHub.Simulators.World;

namespace IntegrationHub.Simulators.Sources;

/// <summary>When statistics of the world are about, and when they come out.</summary>
internal static class MonthEnds
{
    /// <summary>On this instant the figures of October, and of the third quarter, are restated for one unit.</summary>
    public static readonly DateTimeOffset Restated = new(2024, 12, 12, 10, 0, 0, WorldTime.Offset);

    /// <summary>The last days of months whose figures are out: five days later, at nine.</summary>
    public static IEnumerable<DateOnly> PublishedBy(DateTimeOffset asOf)
    {
        for (var first = new DateOnly(2024, 1, 1); first <= WorldTime.LastDate.AddDays(1); first = first.AddMonths(1))
        {
            if (PublishedAt(first.AddDays(-1)) <= asOf)
            {
                yield return first.AddDays(-1);
            }
        }
    }

    public static DateTimeOffset PublishedAt(DateOnly day) => new(day.AddDays(5).ToDateTime(new TimeOnly(9, 0)), WorldTime.Offset);

    /// <summary>Months since the beginning of the world.</summary>
    public static int IndexOf(DateOnly day) => ((day.Year - 2023) * 12) + day.Month - 12;
}
