namespace IntegrationHub.Indicators.Duties;

public enum DueKind
{
    /// <summary>That day included; where it rolls, to the next working day.</summary>
    By,

    /// <summary>"trước ngày N": the last allowed day is N-1; where it rolls, to the working day before.</summary>
    Before,
}

/// <summary>A day of a month by which something is due.</summary>
/// <param name="Day">As written; a month that is shorter ends it earlier.</param>
/// <param name="Rolls">Whether a last day that is no working day moves to one.</param>
public readonly record struct DueRule(DueKind Kind, int Day, bool Rolls = false)
{
    public DateOnly LastDay(int year, int month, WorkingDays days)
    {
        var wanted = Kind is DueKind.By ? Day : Day - 1;
        return Rolled(new DateOnly(year, month, Math.Clamp(wanted, 1, DateTime.DaysInMonth(year, month))), days);
    }

    /// <summary>For a duty that names a date and not a day of every month.</summary>
    public static DateOnly LastDay(DueKind kind, DateOnly date, bool rolls, WorkingDays days) => new DueRule(kind, date.Day, rolls).Rolled(kind is DueKind.By ? date : date.AddDays(-1), days);

    private DateOnly Rolled(DateOnly day, WorkingDays days)
    {
        ArgumentNullException.ThrowIfNull(days);
        return !Rolls ? day : Kind is DueKind.By ? days.OnOrAfter(day) : days.OnOrBefore(day);
    }
}

/// <summary>The last allowed day of a duty, and what it is about.</summary>
/// <param name="Period">Id of the period that is reported; null for a duty of one date.</param>
public sealed record DueDate(string? Period, DateOnly LastDay)
{
    internal static readonly TimeSpan Vietnam = TimeSpan.FromHours(7);

    /// <summary>The first instant that is late: 24:00 +07:00 of the last day.</summary>
    public DateTimeOffset Deadline => new(LastDay.AddDays(1), TimeOnly.MinValue, Vietnam);

    public bool IsOnTime(DateTimeOffset submitted) => submitted < Deadline;
}
