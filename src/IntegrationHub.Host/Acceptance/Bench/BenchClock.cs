namespace IntegrationHub.Host.Acceptance.Bench;

/// <summary>
/// A clock that stands until it is moved, but for a microsecond with each look: what was asked for later was asked for later. Timers are those of the
/// machine, so that waiting is real and short.
/// </summary>
public sealed class BenchClock(DateTimeOffset start) : TimeProvider
{
    private long now = start.UtcTicks;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Add(ref now, TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    public void Move(TimeSpan by) => Interlocked.Add(ref now, by.Ticks);
}
