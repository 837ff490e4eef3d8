using IntegrationHub.Store.Model;

namespace IntegrationHub.Store.Ledger;

/// <summary>What grows without end is kept by month: a month is the day number of its first day.</summary>
public static class StoreMonth
{
    public static int Of(int day)
    {
        var date = DateOnly.FromDayNumber(day);
        return date.AddDays(1 - date.Day).DayNumber;
    }

    /// <summary>The month in which something was stored, by the calendar of the project.</summary>
    public static int Of(DateTimeOffset instant) => Of(VietnamDay.Of(instant).DayNumber);

    public static int Add(int month, int months) => DateOnly.FromDayNumber(month).AddMonths(months).DayNumber;
}
