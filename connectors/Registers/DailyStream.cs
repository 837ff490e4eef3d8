using System.Runtime.CompilerServices;
using IntegrationHub.Connectors.Http;

namespace IntegrationHub.Connectors.Registers;

/// <summary>
/// The state of a register today. A first run and a backfill read the last day of each month as well, so that there is a past; later runs
/// read the last days of the two months before again, because registers are corrected.
/// </summary>
internal sealed class DailyStream(Register register, string source, TimeProvider clock)
{
    /// <summary>Null: what was read on its day is never read again.</summary>
    public int? MonthsReadAgain { get; init; } = 2;

    public async IAsyncEnumerable<Page> PullAsync(PullRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var cursor = WindowCursor.Of(request, source);
        var today = VietnamDate.DayOf(clock.GetUtcNow());
        var days = DaysToRead(request, cursor, today);
        for (var index = 0; index < days.Count; index++)
        {
            var day = days[index];
            await foreach (var (page, isLast) in RowPages.ReadAsync(source, $"register {request.Stream}", (number, _, cancel) => register.ReadAsync(day, number, cancel), cancellationToken))
            {
                yield return new Page
                {
                    Readings = page.Readings,
                    Cursor = isLast && cursor.ReadOn is null && index + 1 < days.Count ? (cursor with { Next = days[index + 1] }).Write() : null,
                    AddedFields = page.AddedFields,
                    Progress = $"{index + 1}/{days.Count} days",
                };
            }
        }

        yield return new Page { Readings = [], Cursor = (cursor with { ReadOn = today, Next = null }).Write(), Progress = $"{days.Count}/{days.Count} days" };
    }

    private List<DateOnly> DaysToRead(PullRequest request, WindowCursor cursor, DateOnly today)
    {
        var end = request.To is { } to && to <= today ? to : today.AddDays(1);
        var from = cursor.Next ?? request.From;
        if (cursor.IsDone || from >= end)
        {
            return [];
        }

        if (cursor.ReadOn is { } readOn)
        {
            var anchor = readOn < today ? readOn : today;
            var again = MonthsReadAgain is { } months ? new DateOnly(anchor.Year, anchor.Month, 1).AddMonths(-months) : anchor.AddDays(1);
            from = again > from ? again : from;
        }

        var days = new List<DateOnly>();
        for (var last = LastOfMonth(from); last < end.AddDays(-1); last = LastOfMonth(last.AddDays(1)))
        {
            days.Add(last);
        }

        return [.. days, end.AddDays(-1)];
    }

    private static DateOnly LastOfMonth(DateOnly day) => new DateOnly(day.Year, day.Month, 1).AddMonths(1).AddDays(-1);
}
