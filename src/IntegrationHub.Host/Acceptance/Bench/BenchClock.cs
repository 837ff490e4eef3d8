namespace IntegrationHub.Host.Acceptance.Bench;

/// <summary>
/// A clock that stands until it is moved, but for a microsecond with each look: what was asked for later was asked for later. Timers are those of the
/// machine, so that waiting is real and short; what waits between attempts, and what limits them, can be made shorter still.
/// </summary>
public sealed class BenchClock(DateTimeOffset start) : TimeProvider
{
    // No wait between two attempts is longer, and no limit of an attempt is shorter.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(25);

    private long now = start.UtcTicks;

    /// <summary>How much faster than the machine's clock waits between attempts pass.</summary>
    public double WaitSpeed { get; set; } = 1;

    /// <summary>The same for limits: how long an answer may take.</summary>
    public double LimitSpeed { get; set; } = 1;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Add(ref now, TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    public void Move(TimeSpan by) => Interlocked.Add(ref now, by.Ticks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new ShorterTimer(this, base.CreateTimer(callback, state, Shorten(dueTime), period));

    private TimeSpan Shorten(TimeSpan due) => due <= TimeSpan.Zero ? due : due / (due <= LongestWait ? WaitSpeed : LimitSpeed);

    private sealed class ShorterTimer(BenchClock clock, ITimer timer) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(clock.Shorten(dueTime), period);

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
