using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Formulas;

namespace IntegrationHub.Indicators.Periods;

/// <summary>
/// What a report at a cut-off shows: each row the longest interval from the start of the year to at most the cut-off that its grain
/// allows. The year is that of the last day before the cut-off, so a report that cuts off at the end of a year is about that year.
/// </summary>
public static class ReportPeriod
{
    // A stock that no source has renewed for a month is no current state.
    private const int NewestDays = 31;

    /// <summary>
    /// The periods to try, in order; the first one with any delivered figure is shown. Empty while no interval has ended. A flow has one
    /// candidate; a stock one for each possible last interval, newest first; a distinct count the year (although still open), then the
    /// newest ended quarter, then the newest ended month.
    /// </summary>
    /// <param name="cutOff">Exclusive: the first day that is not part of the report.</param>
    /// <param name="feedCalendar">Whose months the grain means; a grain that does not nest in the plan's calendar still ends somewhere in its year.</param>
    public static IReadOnlyList<Period> Candidates(DateOnly cutOff, CalendarKind calendar, Grain grain, MeasureKind measure, CalendarKind feedCalendar = CalendarKind.Gregorian)
    {
        var (year, _) = CalendarYear.MonthOf(calendar, cutOff.AddDays(-1));
        if (measure is MeasureKind.NonAdditive)
        {
            return DistinctCounts(cutOff, calendar, year);
        }

        var start = CalendarYear.Start(calendar, year);
        var ends = grain is Grain.Day
            ? Enumerable.Range(0, NewestDays).Select(back => cutOff.AddDays(-back)).Where(end => end > start)
            : Grains.Touching(grain, feedCalendar, new(start, cutOff)).Select(i => i.To).Where(end => end <= cutOff).Reverse();
        var periods = ends.Select(end => Period.Of(new(start, end), calendar));
        return [.. measure is MeasureKind.Stock ? periods : periods.Take(1)];
    }

    /// <summary>The first candidate, null while nothing has ended.</summary>
    public static Period? Longest(DateOnly cutOff, CalendarKind calendar, Grain grain, MeasureKind measure) =>
        Candidates(cutOff, calendar, grain, measure) is [var first, ..] ? first : null;

    private static IReadOnlyList<Period> DistinctCounts(DateOnly cutOff, CalendarKind calendar, int year)
    {
        var quarter = Enumerable.Range(1, 4).Select(q => Period.Quarter(year, q, calendar)).LastOrDefault(p => p.To <= cutOff);
        var month = Enumerable.Range(1, 12).Select(m => Period.Month(year, m, calendar)).LastOrDefault(p => p.To <= cutOff);
        return [Period.Year(year, calendar), .. new[] { quarter, month }.OfType<Period>()];
    }
}
