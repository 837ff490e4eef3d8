using IntegrationHub.Indicators.Catalogue;

namespace IntegrationHub.Indicators.Periods;

/// <summary>
/// Where months begin. Gregorian month m begins on its 1st; the reporting calendar's month m begins on the 15th of m-1, so that its
/// year Y is [15 December Y-1, 15 December Y).
/// </summary>
public static class CalendarYear
{
    /// <param name="month">From 1; 13 is the first month of the next year, 0 the last of the one before.</param>
    public static DateOnly StartOfMonth(CalendarKind calendar, int year, int month)
    {
        var months = (year * 12) + month - 1 - (calendar is CalendarKind.Admin ? 1 : 0);
        return new DateOnly(months / 12, (months % 12) + 1, calendar is CalendarKind.Admin ? 15 : 1);
    }

    public static DateOnly Start(CalendarKind calendar, int year) => StartOfMonth(calendar, year, 1);

    /// <summary>Year and month (1-12) that a day lies in.</summary>
    public static (int Year, int Month) MonthOf(CalendarKind calendar, DateOnly day)
    {
        var months = (day.Year * 12) + day.Month - 1 + (calendar is CalendarKind.Admin && day.Day >= 15 ? 1 : 0);
        return (months / 12, (months % 12) + 1);
    }

    /// <summary>The interval of so many months of a year, from the given first month.</summary>
    public static Interval Months(CalendarKind calendar, int year, int first, int count) =>
        new(StartOfMonth(calendar, year, first), StartOfMonth(calendar, year, first + count));
}
