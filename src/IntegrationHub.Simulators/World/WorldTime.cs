using System.Globalization;

namespace IntegrationHub.Simulators.World;

/// <summary>Local instants of the world as whole seconds since 2023-12-01T00:00:00+07:00, and its working days.</summary>
public static class WorldTime
{
    public const int None = -1;
    public const int SecondsPerDay = 86_400;
    public const int Opening = 7 * 3600 + 1800;
    public const int Closing = 17 * 3600;

    public static readonly TimeSpan Offset = TimeSpan.FromHours(7);
    public static readonly DateOnly FirstDate = new(2023, 12, 1);
    public static readonly DateOnly LastDate = new(2024, 12, 31);
    public static readonly int LastDay = DayOf(LastDate);

    private static readonly DateTime Epoch = FirstDate.ToDateTime(TimeOnly.MinValue);

    // Tết of the demo world, then the public holidays of 2024.
    private static readonly HashSet<DateOnly> Holidays =
    [
        .. Enumerable.Range(10, 7).Select(d => new DateOnly(2024, 2, d)),
        new(2024, 1, 1), new(2024, 4, 18), new(2024, 4, 30), new(2024, 5, 1), new(2024, 9, 2), new(2024, 9, 3), new(2025, 1, 1),
    ];

    private static readonly bool[] Working = [.. Enumerable.Range(0, 1200).Select(d => IsWorkingDate(DateOf(d)))];
    private static readonly int[] WorkingDays = [.. Enumerable.Range(0, Working.Length).Where(d => Working[d])];
    private static readonly int[] FirstWorkingIndexFrom = IndexWorkingDays();

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

    public static bool IsWorking(int day) => Working[day];

    /// <summary>The given day if it is a working day, else the next one; then this many working days on.</summary>
    public static int WorkingDay(int day, int add = 0) => WorkingDays[FirstWorkingIndexFrom[day] + add];

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

    private static bool IsWorkingDate(DateOnly date) =>
        date.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !Holidays.Contains(date);

    public static bool IsHoliday(int day) => Holidays.Contains(DateOf(day));

    private static int[] IndexWorkingDays()
    {
        var index = new int[Working.Length];
        var next = WorkingDays.Length;
        for (var day = Working.Length - 1; day >= 0; day--)
        {
            if (Working[day])
            {
                next--;
            }

            index[day] = next;
        }

        return index;
    }
}
