using IntegrationHub.Notify.Relay;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace IntegrationHub.Notify.Tests;

public sealed class OutboxRelayTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_subscriber_gets_every_event_once_and_in_order(bool onServer)
    {
        await using var outbox = await FilledOutbox.CreateAsync(onServer, OutboxRelay.MostAtOnce + 7, "ioc", "reporting");
        var listener = new Listener();
        using var relay = outbox.Relay(listener);
        await relay.StartAsync(CancellationToken.None);
        var events = (await outbox.EventsAsync()).ConvertAll(e => e.EventId);
        await UntilAsync(() => listener.Heard("ioc").Count >= events.Count && listener.Heard("reporting").Count >= events.Count);
        await relay.StopAsync(CancellationToken.None);
        Assert.Equal(events, listener.Heard("ioc"));
        Assert.Equal(events, listener.Heard("reporting"));
        var state = await outbox.SubscriptionAsync("ioc");
        Assert.Equal(((await outbox.EventsAsync())[^1].Id, null, 0), (state.Position, state.Problem, state.Failures));
        Assert.Equal(outbox.Clock.GetUtcNow(), state.AcknowledgedAt);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_slow_or_failing_subscriber_delays_only_itself(bool onServer)
    {
        await using var outbox = await FilledOutbox.CreateAsync(onServer, 20, "quick", "slow", "failing");
        var gate = new TaskCompletionSource<int>();
        var listener = new Listener { Takes = (s, e) => s.Id switch { "slow" => gate.Task, "failing" => Task.FromResult(0), _ => Task.FromResult(e.Count) } };
        var signal = new RelaySignal();
        using var relay = outbox.Relay(listener, signal);
        await relay.StartAsync(CancellationToken.None);
        await UntilAsync(() => listener.Heard("quick").Count == 20);

        // What comes later reaches the quick one as well, while the others still stand where they stood.
        await outbox.AddAsync(5);
        signal.Ring();
        await UntilAsync(() => listener.Heard("quick").Count == 25);
        await UntilAsync(async () => (await outbox.SubscriptionAsync("failing")).Failures > 0);
        Assert.Empty(listener.Heard("slow"));
        var failing = await outbox.SubscriptionAsync("failing");
        Assert.Equal((0, "it takes no more", outbox.Clock.GetUtcNow() + TimeSpan.FromSeconds(1)), (failing.Position, failing.Problem, failing.RetryAt));
        gate.SetResult(20);
        await UntilAsync(() => listener.Heard("slow").Count >= 20);
        await relay.StopAsync(CancellationToken.None);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_several_processes_one_serves_a_subscriber(bool onServer)
    {
        await using var outbox = await FilledOutbox.CreateAsync(onServer, OutboxRelay.MostAtOnce * 3, "reporting");
        var (sending, most) = (0, 0);
        var listener = new Listener
        {
            Takes = async (_, events) =>
            {
                most = Math.Max(most, Interlocked.Increment(ref sending));
                await Task.Delay(30);
                Interlocked.Decrement(ref sending);
                return events.Count;
            },
        };
        using var first = outbox.Relay(listener);
        using var second = outbox.Relay(listener);
        while (listener.Heard("reporting").Count < OutboxRelay.MostAtOnce * 3)
        {
            await Task.WhenAll(first.SendNextAsync("reporting", CancellationToken.None), second.SendNextAsync("reporting", CancellationToken.None));
        }

        Assert.Equal((await outbox.EventsAsync()).Select(e => e.EventId), listener.Heard("reporting"));
        Assert.Equal(1, most);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_acknowledged_before_a_failure_is_not_sent_again_and_the_rest_is_later(bool onServer)
    {
        await using var outbox = await FilledOutbox.CreateAsync(onServer, 10, "ioc");
        var listener = new Listener { Takes = (_, events) => Task.FromResult(Math.Min(4, events.Count)) };
        using var relay = outbox.Relay(listener);
        Assert.False(await relay.SendNextAsync("ioc", CancellationToken.None));
        Assert.Equal(4, listener.Heard("ioc").Count);

        // Not before its time.
        Assert.False(await relay.SendNextAsync("ioc", CancellationToken.None));
        Assert.Equal(4, listener.Heard("ioc").Count);
        outbox.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.False(await relay.SendNextAsync("ioc", CancellationToken.None));
        listener.Takes = (_, events) => Task.FromResult(events.Count);
        outbox.Clock.Advance(TimeSpan.FromSeconds(1));
        await relay.SendNextAsync("ioc", CancellationToken.None);
        Assert.Equal((await outbox.EventsAsync()).Select(e => e.EventId), listener.Heard("ioc"));
        var state = await outbox.SubscriptionAsync("ioc");
        Assert.Equal((0, null, null), (state.Failures, state.RetryAt, state.Problem));
    }

    [Fact]
    public async Task A_process_that_ends_while_it_sends_leaves_the_events_to_the_next_one()
    {
        await using var outbox = await FilledOutbox.CreateAsync(onServer: true, 3, "ioc");
        var listener = new Listener { Takes = (_, _) => throw new InvalidOperationException("the process ends here") };
        using var relay = outbox.Relay(listener);
        await Assert.ThrowsAsync<InvalidOperationException>(() => relay.SendNextAsync("ioc", CancellationToken.None));
        listener.Takes = (_, events) => Task.FromResult(events.Count);
        await relay.SendNextAsync("ioc", CancellationToken.None);
        Assert.Equal(3, listener.Heard("ioc").Count);
    }

    [Fact]
    public async Task Nothing_new_is_no_traffic_until_it_is_rung()
    {
        await using var outbox = await FilledOutbox.CreateAsync(onServer: false, 1, "ioc");
        var listener = new Listener();
        var signal = new RelaySignal();
        using var relay = outbox.Relay(listener, signal);
        await relay.StartAsync(CancellationToken.None);
        await UntilAsync(() => listener.Heard("ioc").Count == 1);
        await outbox.AddAsync(1);
        await Task.Delay(200);
        Assert.Single(listener.Heard("ioc"));
        signal.Ring();
        await UntilAsync(() => listener.Heard("ioc").Count == 2);

        // A wake-up that was lost is made up for by the next look.
        await outbox.AddAsync(1);
        await UntilAsync(() =>
        {
            outbox.Clock.Advance(TimeSpan.FromSeconds(1));
            return listener.Heard("ioc").Count == 3;
        });
        await relay.StopAsync(CancellationToken.None);
    }

    [Fact]
    public void Pauses_double_up_to_five_minutes() =>
        Assert.Equal([1, 2, 4, 8, 256, 300, 300], new[] { 1, 2, 3, 4, 9, 10, 500 }.Select(n => (int)OutboxRelay.Pause(n).TotalSeconds));

    private static Task UntilAsync(Func<bool> isSo) => UntilAsync(() => Task.FromResult(isSo()));

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        for (var began = TimeProvider.System.GetTimestamp(); !await isSo(); await Task.Delay(10))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < Patience, "it did not come to that");
        }
    }
}
