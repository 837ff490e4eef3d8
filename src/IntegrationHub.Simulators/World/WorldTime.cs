using System.Globalization;

namespace IntegrationHub.Simulators.World;

/// <summary>Local instants of the world as whole seconds since 2023-12-01T00:00:00+07:00, in both worlds.</summary>
public static class WorldTime
{
    public const int None = -1;
    public const int SecondsPerDay = 86_400;
    public const int Opening = 7 * 3600 + 1800;
    public const int Closing = 17 * 3600;

    public static readonly TimeSpan Offset = TimeSpan.FromHours(7);
    /// <summary>Day 0, and the first day of the world of 2024.</summary>
    public static readonly DateOnly FirstDate = new(2023, 12, 1);

    /// <summary>Last day of the world of 2024.</summary>
    public static readonly DateOnly LastDate = new(2024, 12, 31);
    public static readonly int LastDay = DayOf(LastDate);

    private static readonly DateTime Epoch = FirstDate.ToDateTime(TimeOnly.MinValue);

    public static int DayOf(DateOnly date) => date.DayNumber - FirstDate.DayNumber;

    public static int DayOf(int instant) => instant / SecondsPerDay;

    public static DateOnly DateOf(int day) => FirstDate.AddDays(day);

    public static int InstantOf(DateTimeOffset instant)
    {
        var seconds = Math.Floor((instant.ToOffset(Offset).DateTime - Epoch).TotalSeconds);
        return (int)Math.Clamp(seconds, int.MinValue, int.MaxValue);
    }

    public static int InstantOf(DateOnly date) => DayOf(date) * SecondsPerDay;

    public static DateTime LocalOf(int instant) => Epoch.AddSeconds(instant);

    public static DateTimeOffset ToDateTimeOffset(int instant) => new(LocalOf(instant), Offset);

    /// <summary>yyyyMMddHHmmss; the wire's empty text for <see cref="None"/>.</summary>
    public static string Format(int instant) =>
        instant == None ? "" : LocalOf(instant).ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);

    public static bool TryParse(string text, out int instant)
    {
        instant = None;
        if (text.Length == 0)
        {
            return true;
        }

        if (!DateTime.TryParseExact(text, "yyyyMMddHHmmss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
        {
            return false;
        }

        instant = (int)(local - Epoch).TotalSeconds;
        return true;
    }
}
