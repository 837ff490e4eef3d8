using System.Globalization;
using IntegrationHub.Store.Model;

namespace IntegrationHub.Store.Catalogue;

public enum BudgetSpan
{
    Second,
    Minute,
    Hour,
    Day,
}

/// <summary>At most so many requests in any span of that length, of all processes together.</summary>
public sealed record RequestBudget(int Requests, BudgetSpan Per)
{
    public TimeSpan Span => Per switch
    {
        BudgetSpan.Second => TimeSpan.FromSeconds(1),
        BudgetSpan.Minute => TimeSpan.FromMinutes(1),
        BudgetSpan.Hour => TimeSpan.FromHours(1),
        _ => TimeSpan.FromDays(1),
    };
}

/// <summary>Hours of the day in Viet Nam; an end before the start is on the next day.</summary>
public readonly record struct DailyHours(TimeOnly From, TimeOnly To)
{
    public static bool TryParse(string text, out DailyHours hours)
    {
        hours = default;
        if (text?.Split('-') is not [var from, var to] || !TryRead(from, out var start) || !TryRead(to, out var end) || start == end)
        {
            return false;
        }

        hours = new DailyHours(start, end);
        return true;
    }

    public bool Contains(TimeOnly time) => time.IsBetween(From, To);

    private static bool TryRead(string text, out TimeOnly time) => TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out time);
}

public static class SourceHours
{
    /// <summary>The first instant from this one on at which the source may be read by its schedule.</summary>
    public static DateTimeOffset OpenFrom(this SourceDefinition source, DateTimeOffset instant)
    {
        ArgumentNullException.ThrowIfNull(source);
        var local = instant.ToOffset(VietnamDay.Offset);
        var time = TimeOnly.FromTimeSpan(local.TimeOfDay);
        if (source.Hours.Count == 0 || source.Hours.Any(h => h.Contains(time)))
        {
            return instant;
        }

        var midnight = local - local.TimeOfDay;
        return source.Hours.Select(h => midnight + h.From.ToTimeSpan() + (h.From < time ? TimeSpan.FromDays(1) : TimeSpan.Zero)).Min();
    }
}
