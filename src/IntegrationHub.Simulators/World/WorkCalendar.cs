namespace IntegrationHub.Simulators.World;

/// <summary>The working days of one world. The other world's holidays are no part of it: each stays as it was approved.</summary>
public sealed class WorkCalendar
{
    private readonly HashSet<DateOnly> _holidays;
    private readonly HashSet<DateOnly> _tet;
    private readonly bool[] _working;
    private readonly int[] _workingDays;
    private readonly int[] _firstWorkingIndexFrom;

    private WorkCalendar(IEnumerable<DateOnly> tet, IEnumerable<DateOnly> otherHolidays, params DateOnly[] workedWeekendDays)
    {
        _tet = [.. tet];
        _holidays = [.. _tet, .. otherHolidays];
        _working = [.. Enumerable.Range(0, 1200).Select(d => WorldTime.DateOf(d)).Select(d =>
            workedWeekendDays.Contains(d) || (d.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !_holidays.Contains(d)))];
        _workingDays = [.. Enumerable.Range(0, _working.Length).Where(d => _working[d])];
        _firstWorkingIndexFrom = IndexWorkingDays();
    }

    public static WorkCalendar Of2024 { get; } = new(
        Enumerable.Range(10, 7).Select(d => new DateOnly(2024, 2, d)),
        [new(2024, 1, 1), new(2024, 4, 18), new(2024, 4, 30), new(2024, 5, 1), new(2024, 9, 2), new(2024, 9, 3), new(2025, 1, 1)]);

    public static WorkCalendar Of2025 { get; } = new(
        Enumerable.Range(0, 9).Select(d => new DateOnly(2025, 1, 25).AddDays(d)),
        [new(2025, 1, 1), new(2025, 4, 7), new(2025, 4, 30), new(2025, 5, 1), new(2025, 5, 2), new(2025, 9, 1), new(2025, 9, 2), new(2026, 1, 1)],
        new DateOnly(2025, 4, 26));

    public bool IsWorking(int day) => _working[day];

    public bool IsHoliday(int day) => _holidays.Contains(WorldTime.DateOf(day));

    public bool IsTet(int day) => _tet.Contains(WorldTime.DateOf(day));

    /// <summary>The given day if it is a working day, else the next one; then this many working days on.</summary>
    public int WorkingDay(int day, int add = 0) => _workingDays[_firstWorkingIndexFrom[day] + add];

    private int[] IndexWorkingDays()
    {
        var index = new int[_working.Length];
        var next = _workingDays.Length;
        for (var day = _working.Length - 1; day >= 0; day--)
        {
            if (_working[day])
            {
                next--;
            }

            index[day] = next;
        }

        return index;
    }
}
