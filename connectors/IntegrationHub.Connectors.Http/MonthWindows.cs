namespace IntegrationHub.Connectors.Http;

/// <summary>Which months a run reads of a source that counts whole months and restates past ones.</summary>
public static class MonthWindows
{
    private const int DaysOfWeek = 7;

    /// <param name="request">Its bounds; of a bounded read only months that lie inside it, because the source would count beyond.</param>
    /// <param name="cursor">Where the stream stands.</param>
    /// <param name="today">The running month is read as far as it is.</param>
    /// <param name="again">Months before the last read one that each run reads again.</param>
    /// <param name="againWeekly">How many the first run of a week reads again.</param>
    public static IReadOnlyList<DateOnly> Of(PullRequest request, WindowCursor cursor, DateOnly today, int again, int againWeekly)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(cursor);
        if (cursor.IsDone)
        {
            return [];
        }

        var from = cursor.Next ?? request.From;
        if (cursor is { Next: null, ReadOn: { } readOn })
        {
            var anchor = readOn < today ? readOn : today;
            var oldest = FirstOf(anchor).AddMonths(Week(anchor) < Week(today) ? -againWeekly : -again);
            from = oldest > from ? oldest : from;
        }

        var months = new List<DateOnly>();
        for (var month = from.Day == 1 ? from : FirstOf(from).AddMonths(1); request.To is { } to ? month.AddMonths(1) <= to && month <= today : month <= today; month = month.AddMonths(1))
        {
            months.Add(month);
        }

        return months;
    }

    private static DateOnly FirstOf(DateOnly day) => new(day.Year, day.Month, 1);

    // Weeks begin on Monday.
    private static int Week(DateOnly day) => day.DayNumber / DaysOfWeek;
}
