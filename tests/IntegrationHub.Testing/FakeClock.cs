namespace IntegrationHub.Testing;

/// <summary>A clock that stands still until a test moves it. Timers fire while it is moved, in the order in which they are due.</summary>
public sealed class FakeClock(DateTimeOffset now) : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<FakeTimer> _timers = [];
    private DateTimeOffset _now = now;

    /// <summary>2024-12-20 08:00 in Viet Nam, where the demo world begins.</summary>
    public FakeClock()
        : this(new DateTimeOffset(2024, 12, 20, 8, 0, 0, TimeSpan.FromHours(7)))
    {
    }

    /// <summary>UTC, so that code which reads the machine's zone instead of the province's is found out.</summary>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _now.ToUniversalTime();
        }
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public void Advance(TimeSpan by) => Set(GetUtcNow() + by);

    /// <summary>Moves the clock; backward too, which fires nothing.</summary>
    public void Set(DateTimeOffset to)
    {
        FireUntil(to);
        lock (_gate)
        {
            _now = to;
        }
    }

    /// <summary>Moves the clock like one of a machine that slept: what became due meanwhile is due once, when the clock moves on.</summary>
    public void Sleep(TimeSpan by)
    {
        lock (_gate)
        {
            _now += by;
            foreach (var timer in _timers.Where(t => t.Due < _now))
            {
                timer.Due = _now;
            }
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new FakeTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private void FireUntil(DateTimeOffset instant)
    {
        while (NextDue(instant) is { } timer)
        {
            timer.Fire();
        }
    }

    private FakeTimer? NextDue(DateTimeOffset until)
    {
        lock (_gate)
        {
            var timer = _timers.Where(t => t.Due <= until).MinBy(t => t.Due);
            if (timer is null)
            {
                return null;
            }

            _now = timer.Due > _now ? timer.Due : _now;
            if (timer.Period > TimeSpan.Zero)
            {
                timer.Due += timer.Period;
            }
            else
            {
                _timers.Remove(timer);
            }

            return timer;
        }
    }

    private sealed class FakeTimer(FakeClock clock, TimerCallback callback, object? state) : ITimer
    {
        public DateTimeOffset Due { get; set; }

        public TimeSpan Period { get; private set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._gate)
            {
                clock._timers.Remove(this);
                if (dueTime >= TimeSpan.Zero)
                {
                    (Due, Period) = (clock._now + dueTime, period);
                    clock._timers.Add(this);
                }
            }

            // Like the system's timers, one that is due at once does not wait for the clock to move.
            if (dueTime == TimeSpan.Zero)
            {
                ThreadPool.QueueUserWorkItem(_ => clock.FireUntil(clock.GetUtcNow()));
            }

            return true;
        }

        public void Dispose()
        {
            lock (clock._gate)
            {
                clock._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
