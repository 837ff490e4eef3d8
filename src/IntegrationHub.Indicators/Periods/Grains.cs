using IntegrationHub.Indicators.Catalogue;

namespace IntegrationHub.Indicators.Periods;

/// <summary>Grain intervals (days, months, quarters, years) of a feed, and whether they nest in a period.</summary>
public static class Grains
{
    public const string DoesNotNest = "E_CALENDAR";

    /// <summary>True when the period is a union of grain intervals. Days nest in everything; a Gregorian month and a reporting quarter do not nest.</summary>
    public static bool Nests(Grain grain, CalendarKind calendar, Interval period) =>
        grain is Grain.Day || (Starts(grain, calendar, period.From) && Starts(grain, calendar, period.To));

    /// <summary>The grain interval that a day lies in.</summary>
    public static Interval Of(Grain grain, CalendarKind calendar, DateOnly day)
    {
        if (grain is Grain.Day)
        {
            return Interval.Day(day);
        }

        var (year, month) = CalendarYear.MonthOf(calendar, day);
        return grain switch
        {
            Grain.Month => CalendarYear.Months(calendar, year, month, 1),
            Grain.Quarter => CalendarYear.Months(calendar, year, month - ((month - 1) % 3), 3),
            _ => CalendarYear.Months(calendar, year, 1, 12),
        };
    }

    /// <summary>The grain intervals that touch the span, in order.</summary>
    public static IEnumerable<Interval> Touching(Grain grain, CalendarKind calendar, Interval span)
    {
        for (var at = Of(grain, calendar, span.From); at.From < span.To; at = Of(grain, calendar, at.To))
        {
            yield return at;
        }
    }

    private static bool Starts(Grain grain, CalendarKind calendar, DateOnly day) => Of(grain, calendar, day).From == day;
}
