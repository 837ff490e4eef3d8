namespace IntegrationHub.Host.Acceptance.Bench;

/// <summary>
/// A clock that stands until it is moved, but for a microsecond with each look: what was asked for later was asked for later. Timers are those of the
/// machine, so that waiting is real and short; what waits between attempts, and what limits them, can be made shorter still. Who has waited finds that the
/// time has passed.
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

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new ShorterTimer(this, callback, state, dueTime, period);

    private void MoveTo(long ticks)
    {
        for (var seen = Interlocked.Read(ref now); seen < ticks; seen = Interlocked.Read(ref now))
        {
            Interlocked.CompareExchange(ref now, ticks, seen);
        }
    }

    private TimeSpan Shorten(TimeSpan due) => due <= TimeSpan.Zero ? due : due / (due <= LongestWait ? WaitSpeed : LimitSpeed);

    private sealed class ShorterTimer : ITimer
    {
        private readonly BenchClock clock;
        private readonly ITimer timer;
        private long until;

        public ShorterTimer(BenchClock clock, TimerCallback callback, object? state, TimeSpan due, TimeSpan period)
        {
            this.clock = clock;
            until = Until(due, period);
            timer = TimeProvider.System.CreateTimer(
                given =>
                {
                    clock.MoveTo(Volatile.Read(ref until));
                    callback(given);
                },
                state, clock.Shorten(due), period);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Volatile.Write(ref until, Until(dueTime, period));
            return timer.Change(clock.Shorten(dueTime), period);
        }

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();

        // What only comes back again and again does not make the time pass.
        private long Until(TimeSpan due, TimeSpan period) => due > TimeSpan.Zero && period <= TimeSpan.Zero ? Interlocked.Read(ref clock.now) + due.Ticks : 0;
    }
}
