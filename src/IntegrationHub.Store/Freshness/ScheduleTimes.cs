using System.Globalization;
using IntegrationHub.Store.Model;

namespace IntegrationHub.Store.Freshness;

/// <summary>
/// When a five-field cron expression is due, in the time of Viet Nam. The collector's own library is not known here; a test holds both against each other.
/// </summary>
public sealed class ScheduleTimes
{
    private const int LongestSearch = 366 * 5;

    private readonly bool[] minutes;
    private readonly bool[] hours;
    private readonly bool[] days;
    private readonly bool[] months;
    private readonly bool[] weekdays;
    private readonly bool isByDay;
    private readonly bool isByWeekday;

    private ScheduleTimes(string[] fields)
    {
        (minutes, hours, days, months) = (Set(fields[0], 0, 59), Set(fields[1], 0, 23), Set(fields[2], 1, 31), Set(fields[3], 1, 12));
        weekdays = Set(fields[4], 0, 7);
        weekdays[0] |= weekdays[7];
        (isByDay, isByWeekday) = (fields[2] != "*", fields[4] != "*");
    }

    /// <param name="expression">One that lint has let pass.</param>
    public static ScheduleTimes Of(string expression)
    {
        ArgumentNullException.ThrowIfNull(expression);
        return new(expression.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <returns>The first time after an instant; null when there is none for years.</returns>
    public DateTimeOffset? Next(DateTimeOffset after)
    {
        var local = after.ToOffset(VietnamDay.Offset);
        var (day, from) = (DateOnly.FromDateTime(local.DateTime), (local.Hour * 60) + local.Minute + 1);
        for (var i = 0; i < LongestSearch; i++, day = day.AddDays(1), from = 0)
        {
            if (IsOn(day) && FirstOf(from) is { } minute)
            {
                return VietnamDay.StartOf(day).AddMinutes(minute);
            }
        }

        return null;
    }

    // Where both are named, either will do.
    private bool IsOn(DateOnly day) => months[day.Month]
        && (isByDay && isByWeekday ? days[day.Day] || weekdays[(int)day.DayOfWeek] : days[day.Day] && weekdays[(int)day.DayOfWeek]);

    private int? FirstOf(int from)
    {
        for (var minute = from; minute < 24 * 60; minute++)
        {
            if (hours[minute / 60] && minutes[minute % 60])
            {
                return minute;
            }
        }

        return null;
    }

    private static bool[] Set(string field, int low, int high)
    {
        var set = new bool[high + 1];
        foreach (var part in field.Split(','))
        {
            var (range, step) = part.Split('/') is [var r, var s] ? (r, (int?)Number(s)) : (part, null);
            var bounds = range == "*" ? [low, high] : range.Split('-').Select(Number).ToArray();
            for (var i = bounds[0]; i <= (bounds.Length > 1 ? bounds[1] : step is null ? bounds[0] : high); i += step ?? 1)
            {
                set[i] = true;
            }
        }

        return set;
    }

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
