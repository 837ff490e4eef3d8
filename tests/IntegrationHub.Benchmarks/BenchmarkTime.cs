using IntegrationHub.Host.Demo;

namespace IntegrationHub.Benchmarks;

/// <summary>
/// Two days of the simulated world. On the first its past is read; a month later a tenth of a quarter's dossiers have changed, and every day between is new.
/// Each process has such a clock, and all are set together.
/// </summary>
internal sealed class BenchmarkTime : TimeProvider
{
    private const int DaysBetween = 30;
    private const int DaysReadAgain = 90;

    private DateTimeOffset start = First;
    private long begun = System.GetTimestamp();

    public static DateTimeOffset Second => DemoRun.Start;

    public static DateTimeOffset First => Second.AddDays(-DaysBetween);

    /// <summary>The span that is read again; about a tenth of it has changed meanwhile.</summary>
    public static (DateOnly From, DateOnly To) Again => (DayOf(First).AddDays(-DaysReadAgain), DayOf(First));

    /// <summary>The days that are read one by one.</summary>
    public static IEnumerable<DateOnly> Days => Enumerable.Range(1, DaysBetween - 1).Select(DayOf(First).AddDays);

    public override DateTimeOffset GetUtcNow() => start.ToUniversalTime() + System.GetElapsedTime(begun);

    public void Set(DateTimeOffset to) => (start, begun) = (to, System.GetTimestamp());

    private static DateOnly DayOf(DateTimeOffset instant) => DateOnly.FromDateTime(instant.DateTime);
}
