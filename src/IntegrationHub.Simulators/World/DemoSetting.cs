namespace IntegrationHub.Simulators.World;

/// <summary>What differs between the worlds: when it plays, who is there, and which days are worked.</summary>
public sealed record DemoSetting(int Year, DateOnly FirstDate, DateOnly LastDate, DateTimeOffset Start, DemoCast Cast, WorkCalendar Calendar)
{
    /// <summary>Bắc Giang in the year of the printed plans.</summary>
    public static DemoSetting Of2024 { get; } = new(
        2024, WorldTime.FirstDate, WorldTime.LastDate, new(2024, 12, 20, 8, 0, 0, WorldTime.Offset), DemoCast.Of2024, WorkCalendar.Of2024);

    /// <summary>Bắc Giang and Bắc Ninh in the year of the reforms; from 1 July one province without districts.</summary>
    public static DemoSetting Of2025 { get; } = new(
        2025, new(2024, 12, 1), new(2025, 12, 31), new(2025, 9, 10, 8, 0, 0, WorldTime.Offset), DemoCast.Of2025, WorkCalendar.Of2025);

    public static IReadOnlyList<DemoSetting> All { get; } = [Of2024, Of2025];

    public int FirstDay { get; } = WorldTime.DayOf(FirstDate);

    public int LastDay { get; } = WorldTime.DayOf(LastDate);

    /// <summary>How the filings of an average unit spread over the days of the world, from its epoch on.</summary>
    internal int[] DayWeights => field ??= [.. Enumerable.Range(0, LastDay + 1).Select(day => day < FirstDay ? 0 : WeightOf(day))];

    internal long DayWeightSum => field == 0 ? field = DayWeights.Sum(w => (long)w) : field;

    public static DemoSetting Of(int year) => All.FirstOrDefault(s => s.Year == year)
        ?? throw new ArgumentOutOfRangeException(nameof(year), year, $"there is no such world; there are {string.Join(", ", All.Select(s => s.Year))}");

    private int WeightOf(int day)
    {
        var date = WorldTime.DateOf(day);
        if (Calendar.IsHoliday(day))
        {
            return Calendar.IsTet(day) ? 1 : 3;
        }

        var weight = date.DayOfWeek switch
        {
            DayOfWeek.Monday => 115,
            DayOfWeek.Tuesday => 105,
            DayOfWeek.Wednesday => 100,
            DayOfWeek.Thursday => 95,
            DayOfWeek.Friday => 85,
            DayOfWeek.Saturday => 9,
            _ => 5,
        };
        return (date.Year, date.Month, date.Day) switch
        {
            (2024, 2, < 10) or (2025, 1, > 15) => weight * 70 / 100,
            (2024, 2, > 16) or (2025, 2, < 16) => weight * 125 / 100,
            (_, 6 or 7 or 8, _) => weight * 112 / 100,
            (_, 12, > 20) => weight * 90 / 100,
            _ => weight,
        };
    }
}
