using Xunit;

namespace IntegrationHub.Testing.Tests;

public sealed class FakeClockTests
{
    private readonly FakeClock _clock = new();

    [Fact]
    public void Time_moves_only_when_told()
    {
        var before = _clock.GetUtcNow();
        _clock.Advance(TimeSpan.FromMinutes(3));

        Assert.Equal(TimeSpan.FromMinutes(3), _clock.GetUtcNow() - before);
        Assert.Equal(TimeSpan.Zero, before.Offset);
    }

    [Fact]
    public void Timers_fire_in_the_order_in_which_they_are_due_and_see_their_own_instant()
    {
        var start = _clock.GetUtcNow();
        var fired = new List<string>();
        using var late = _clock.CreateTimer(_ => fired.Add($"late {(_clock.GetUtcNow() - start).TotalMinutes}"), null, TimeSpan.FromMinutes(5), Timeout.InfiniteTimeSpan);
        using var often = _clock.CreateTimer(_ => fired.Add($"often {(_clock.GetUtcNow() - start).TotalMinutes}"), null, TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(2));

        _clock.Advance(TimeSpan.FromMinutes(6));

        Assert.Equal(["often 2", "often 4", "late 5", "often 6"], fired);
    }

    [Fact]
    public async Task A_delay_on_the_clock_ends_when_the_clock_passes_it()
    {
        var delay = Task.Delay(TimeSpan.FromHours(1), _clock);
        Assert.False(delay.IsCompleted);

        _clock.Advance(TimeSpan.FromHours(1));
        await delay.WaitAsync(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void A_disposed_timer_does_not_fire()
    {
        var fired = false;
        _clock.CreateTimer(_ => fired = true, null, TimeSpan.FromMinutes(1), Timeout.InfiniteTimeSpan).Dispose();

        _clock.Advance(TimeSpan.FromHours(1));

        Assert.False(fired);
    }
}
