namespace IntegrationHub.Store.Model;

/// <summary>Calendar days of the whole project are days in Viet Nam, which has had no daylight saving since 1975.</summary>
public static class VietnamDay
{
    public static TimeSpan Offset { get; } = TimeSpan.FromHours(7);

    public static DateOnly Of(DateTimeOffset instant) => DateOnly.FromDateTime(instant.ToOffset(Offset).DateTime);

    public static DateTimeOffset StartOf(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), Offset);
}
