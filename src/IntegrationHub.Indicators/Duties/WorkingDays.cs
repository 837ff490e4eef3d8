using IntegrationHub.Indicators.Catalogue;

namespace IntegrationHub.Indicators.Duties;

/// <summary>Monday to Friday less holidays, plus the weekend days that are worked instead of another day.</summary>
public sealed class WorkingDays(IReadOnlySet<DateOnly> holidays, IReadOnlySet<DateOnly> workedWeekendDays)
{
    public static WorkingDays Of(HubCatalogue catalogue)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        return new(catalogue.Holidays, catalogue.WorkedWeekendDays);
    }

    public bool Contains(DateOnly day) =>
        workedWeekendDays.Contains(day) || (day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !holidays.Contains(day));

    public DateOnly OnOrAfter(DateOnly day) => Contains(day) ? day : OnOrAfter(day.AddDays(1));

    public DateOnly OnOrBefore(DateOnly day) => Contains(day) ? day : OnOrBefore(day.AddDays(-1));

    /// <summary>Working days after one day up to and including another; 0 when it is not later.</summary>
    public int Between(DateOnly after, DateOnly upTo)
    {
        var count = 0;
        for (var day = after.AddDays(1); day <= upTo; day = day.AddDays(1))
        {
            count += Contains(day) ? 1 : 0;
        }

        return count;
    }
}
