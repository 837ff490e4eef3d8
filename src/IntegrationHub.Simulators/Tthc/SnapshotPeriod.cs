using IntegrationHub.Simulators.World;

namespace IntegrationHub.Simulators.Tthc;

/// <param name="Type">Tháng, Quý or Năm.</param>
/// <param name="FirstMonth">Year times 12 plus month of the year from 0.</param>
internal sealed record SnapshotPeriod(string Type, int Number, int Year, int FirstMonth, int Months)
{
    public const string Month = "Tháng";
    public const string Quarter = "Quý";
    public const string WholeYear = "Năm";

    private DateOnly From => new(FirstMonth / 12, FirstMonth % 12 + 1, 1);

    /// <summary>Null when the type or the number is not one of the source's.</summary>
    public static SnapshotPeriod? Parse(string type, int number, int year) => (type, number) switch
    {
        _ when year is < 2000 or > 2100 => null,
        (Month, >= 1 and <= 12) => new(type, number, year, year * 12 + number - 1, 1),
        (Quarter, >= 1 and <= 4) => new(type, number, year, year * 12 + (number - 1) * 3, 3),
        (WholeYear, 0) => new(type, 0, year, year * 12, 12),
        _ => null,
    };

    public int FirstDay => WorldTime.DayOf(From);

    public int EndDay => WorldTime.DayOf(From.AddMonths(Months));

    public bool HasRowsAt(int now, DemoSetting setting) =>
        From <= setting.LastDate && From.AddMonths(Months) > setting.FirstDate && WorldTime.InstantOf(From) <= now;

    /// <summary>Each run recomputes the last 12 months, 4 quarters and 2 years; a row that has fallen out of that stays as it was.</summary>
    public int KnownAt(int now) => Math.Min(now, WorldTime.InstantOf(From.AddYears(Type == WholeYear ? 2 : 1)) - 1);
}
