using IntegrationHub.Connectors.Http;

namespace IntegrationHub.Connectors.NationalPortalPayments;

/// <summary>Which days a run reads, cut at the ends of months, in ascending order.</summary>
internal static class TransactionWindows
{
    public static IReadOnlyList<(DateOnly From, DateOnly To)> Of(PullRequest request, WindowCursor cursor, DateOnly today, int daysAgain, int daysOfRefunds, int monthsByTurn)
    {
        var end = request.To is { } to && to < today.AddDays(1) ? to : today.AddDays(1);
        if (cursor.ReadOn is not { } readOn)
        {
            return [.. Cut(cursor.Next ?? request.From, end)];
        }

        // After a pause, and when the clock was set back, from where the last run stood.
        var anchor = readOn < today ? readOn : today;
        var from = Later(anchor.AddDays(anchor < today ? -daysOfRefunds : -daysAgain), request.From);
        var days = new SortedSet<DateOnly>(Days(from, end));
        days.UnionWith(request.Open.Select(record => record.Day).Where(day => day >= request.From && day < end));
        if (Week(today) != Week(anchor))
        {
            var month = new DateOnly(today.Year, today.Month, 1).AddMonths(-1 - (Week(today) % monthsByTurn));
            days.UnionWith(Days(Later(month, request.From), month.AddMonths(1) < end ? month.AddMonths(1) : end));
        }

        return Join(days);
    }

    private static IEnumerable<(DateOnly, DateOnly)> Cut(DateOnly from, DateOnly end)
    {
        while (from < end)
        {
            var next = new DateOnly(from.Year, from.Month, 1).AddMonths(1);
            next = next < end ? next : end;
            yield return (from, next);
            from = next;
        }
    }

    private static List<(DateOnly, DateOnly)> Join(SortedSet<DateOnly> days)
    {
        var windows = new List<(DateOnly From, DateOnly To)>();
        foreach (var day in days)
        {
            if (windows is [.., var last] && last.To == day && day.Day != 1)
            {
                windows[^1] = (last.From, day.AddDays(1));
            }
            else
            {
                windows.Add((day, day.AddDays(1)));
            }
        }

        return windows;
    }

    private static IEnumerable<DateOnly> Days(DateOnly from, DateOnly end)
    {
        for (var day = from; day < end; day = day.AddDays(1))
        {
            yield return day;
        }
    }

    private static DateOnly Later(DateOnly a, DateOnly b) => a > b ? a : b;

    // Weeks begin on Monday.
    private static int Week(DateOnly day) => day.DayNumber / 7;
}
