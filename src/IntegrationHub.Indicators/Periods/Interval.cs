namespace IntegrationHub.Indicators.Periods;

/// <summary>Days from <paramref name="From"/> to before <paramref name="To"/>.</summary>
public readonly record struct Interval(DateOnly From, DateOnly To)
{
    public int Days => To.DayNumber - From.DayNumber;

    public bool IsEmpty => To <= From;

    public bool Contains(DateOnly day) => day >= From && day < To;

    public bool Contains(Interval other) => other.From >= From && other.To <= To;

    public Interval Intersect(Interval other) => new(From > other.From ? From : other.From, To < other.To ? To : other.To);

    public static Interval Day(DateOnly day) => new(day, day.AddDays(1));
}
