using System.Net;
using IntegrationHub.Notify.Relay;
using IntegrationHub.Store.Outbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace IntegrationHub.Notify.Tests;

/// <summary>Subscribers that are sent each event by itself over HTTP: orders, retries, what is parked, who is paused, and the log of it.</summary>
public sealed class CourierTests
{
    private const HttpStatusCode Broken = HttpStatusCode.InternalServerError;
    private static readonly TimeSpan ThreeDays = TimeSpan.FromDays(3);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task In_order_an_event_that_is_not_taken_holds_up_those_behind_it_until_it_is(bool onServer)
    {
        await using var outbox = await FilledOutbox.CreateAsync(onServer, 5);
        await using var subscriber = await HttpSubscriber.StartAsync(number => number is 3 or 4 ? Broken : HttpStatusCode.OK);
        await SubscribeAsync(outbox, subscriber);
        using var relay = outbox.Relay();
        Assert.False(await SendAsync(relay));
        var events = await outbox.EventsAsync();
        Assert.Equal(events[..3].Select(e => e.EventId), subscriber.Ids);
        var state = await outbox.SubscriptionAsync("ioc");
        Assert.Equal((events[1].Id, 1, "the subscriber answered 500", outbox.Clock.GetUtcNow() + TimeSpan.FromSeconds(1)), (state.Position, state.Failures, state.Problem, state.RetryAt));

        // Not before its time; then it is the same one again.
        await SendAsync(relay);
        Assert.Equal(3, subscriber.Heard.Count);
        outbox.Clock.Advance(TimeSpan.FromSeconds(1));
        await SendAsync(relay);
        Assert.Equal(events[2].EventId, subscriber.Ids[^1]);
        state = await outbox.SubscriptionAsync("ioc");
        Assert.Equal((2, outbox.Clock.GetUtcNow() - TimeSpan.FromSeconds(1)), (state.Failures, state.FailingSince));
        Assert.InRange(state.RetryAt!.Value - outbox.Clock.GetUtcNow(), TimeSpan.FromSeconds(1.6), TimeSpan.FromSeconds(2));
        outbox.Clock.Advance(TimeSpan.FromSeconds(2));
        await SendAsync(relay);
        Assert.Equal(events.Select(e => e.EventId), subscriber.Ids.Distinct());
        state = await outbox.SubscriptionAsync("ioc");
        Assert.Equal((events[^1].Id, 0, null, null, null), (state.Position, state.Failures, state.Problem, state.RetryAt, state.FailingSince));

        // The log says how it went.
        var log = await LogAsync(outbox);
        Assert.All(log, d => Assert.Equal((EventDelivery.Delivered, 200), (d.State, d.Status)));
        Assert.Equal([1, 1, 3, 1, 1], log.Select(d => d.Attempts));
        Assert.Equal([(500, "the subscriber answered 500"), (500, "the subscriber answered 500"), (200, null)], log[2].ReadLog().Select(a => (a.Status!.Value, a.Problem)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Out_of_order_the_others_go_on_a_few_at_a_time_and_what_failed_is_tried_again_by_itself(bool onServer)
    {
        await using var outbox = await FilledOutbox.CreateAsync(onServer, 30);
        await using var subscriber = await HttpSubscriber.StartAsync();
        var events = await outbox.EventsAsync();
        var failing = events[4].EventId.ToString();
        subscriber.Answer = async (_, post) =>
        {
            await Task.Delay(5);
            return post.Id == failing ? Broken : HttpStatusCode.OK;
        };
        await SubscribeAsync(outbox, subscriber, s => s.Unordered = true);
        using var relay = outbox.Relay();
        await SendAsync(relay);
        Assert.Equal(events.Select(e => e.EventId).Order(), subscriber.Ids.Order());
        Assert.InRange(subscriber.MostAtOnce, 2, 4);
        var state = await outbox.SubscriptionAsync("ioc");
        Assert.Equal((events[^1].Id, 0), (state.Position, state.Failures));
        var waiting = Assert.Single(await LogAsync(outbox), d => d.State == EventDelivery.Waiting);
        Assert.Equal((failing, outbox.Clock.GetUtcNow() + TimeSpan.FromSeconds(1)), (waiting.EventId.ToString(), waiting.RetryAt));

        outbox.Clock.Advance(TimeSpan.FromSeconds(1));
        await SendAsync(relay);
        Assert.Equal(31, subscriber.Heard.Count);
        outbox.Clock.Advance(TimeSpan.FromMinutes(10));
        subscriber.Answer = (_, _) => Task.FromResult(HttpStatusCode.OK);
        await SendAsync(relay);
        Assert.Equal(failing, subscriber.Heard.Last().Id);
        Assert.DoesNotContain(await LogAsync(outbox), d => d.State == EventDelivery.Waiting);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_event_that_is_refused_for_three_days_is_parked_the_next_ones_go_on_and_a_person_sends_it_again(bool isUnordered)
    {
        await using var outbox = await FilledOutbox.CreateAsync(onServer: false, 3);
        await using var subscriber = await HttpSubscriber.StartAsync();
        var events = await outbox.EventsAsync();
        var poison = events[0].EventId.ToString();
        subscriber.Answer = (_, post) => Task.FromResult(post.Id == poison ? HttpStatusCode.BadRequest : HttpStatusCode.OK);
        await SubscribeAsync(outbox, subscriber, s => s.Unordered = isUnordered);
        using var relay = outbox.Relay();
        await SendAsync(relay);
        Assert.Equal(isUnordered ? 3 : 1, subscriber.Heard.Count);
        outbox.Clock.Advance(ThreeDays - TimeSpan.FromSeconds(1));
        await SendAsync(relay);
        Assert.Equal(EventDelivery.Waiting, (await LogAsync(outbox))[0].State);
        outbox.Clock.Advance(TimeSpan.FromHours(1));
        await SendAsync(relay);
        Assert.Equal(events.Select(e => e.EventId).Order(), subscriber.Ids.Distinct().Order());
        var state = await outbox.SubscriptionAsync("ioc");
        Assert.Equal((events[^1].Id, null), (state.Position, state.PausedAt));
        var parked = (await LogAsync(outbox))[0];
        Assert.Equal((EventDelivery.Parked, "the subscriber answered 400", null, 3), (parked.State, parked.Problem, parked.RetryAt, parked.Attempts));

        subscriber.Answer = (_, _) => Task.FromResult(HttpStatusCode.OK);
        var book = outbox.Services.GetRequiredService<DeliveryBook>();
        await book.RedeliverAsync("ioc", events[0].EventId, CancellationToken.None);
        await SendAsync(relay);
        Assert.Equal(poison, subscriber.Heard.Last().Id);
        Assert.Equal((EventDelivery.Delivered, 4), (await LogAsync(outbox))[0] is var done ? (done.State, done.Attempts) : default);

        // Also one that was delivered, or that the log has forgotten.
        await using var db = await outbox.OpenAsync();
        await db.EventDeliveries.ExecuteDeleteAsync();
        await book.RedeliverAsync("ioc", events[1].EventId, CancellationToken.None);
        await SendAsync(relay);
        Assert.Equal(events[1].EventId, subscriber.Ids[^1]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_takes_nothing_for_three_days_is_paused_and_gets_everything_when_let_go(bool isUnordered)
    {
        await using var outbox = await FilledOutbox.CreateAsync(onServer: false, 40);
        await using var subscriber = await HttpSubscriber.StartAsync(_ => Broken);
        await SubscribeAsync(outbox, subscriber, s => s.Unordered = isUnordered);
        using var relay = outbox.Relay();
        for (var tries = 0; (await outbox.SubscriptionAsync("ioc")).PausedAt is null; outbox.Clock.Advance(TimeSpan.FromHours(1)))
        {
            Assert.True(++tries < 90, "it is not paused");
            await SendAsync(relay);
        }

        // Nobody was flooded: a few events were begun, the rest never left.
        Assert.InRange(subscriber.Ids.Distinct().Count(), 1, EventCourier.MostFailures + 4);
        var (state, heard) = (await outbox.SubscriptionAsync("ioc"), subscriber.Heard.Count);
        Assert.Equal(("it has taken nothing for three days: the subscriber answered 500", null), (state.PausedBecause, state.PausedBy));
        Assert.InRange(state.PausedAt!.Value - state.FailingSince!.Value, ThreeDays, ThreeDays + TimeSpan.FromHours(3));
        outbox.Clock.Advance(TimeSpan.FromDays(1));
        Assert.False(await SendAsync(relay));
        Assert.Equal(heard, subscriber.Heard.Count);

        subscriber.Answer = (_, _) => Task.FromResult(HttpStatusCode.OK);
        await ResumeAsync(outbox);
        while (await SendAsync(relay))
        {
        }

        // What was parked in the meantime waits for a person; together it is everything.
        var (log, events) = (await LogAsync(outbox), await outbox.EventsAsync());
        Assert.Equal(events.Select(e => e.EventId).Order(), log.Select(d => d.EventId).Order());
        Assert.All(log, d => Assert.Contains(d.State, new[] { EventDelivery.Delivered, EventDelivery.Parked }));
        foreach (var parked in log.Where(d => d.State == EventDelivery.Parked))
        {
            await outbox.Services.GetRequiredService<DeliveryBook>().RedeliverAsync("ioc", parked.EventId, CancellationToken.None);
        }

        await SendAsync(relay);
        Assert.All(await LogAsync(outbox), d => Assert.Equal(EventDelivery.Delivered, d.State));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_answers_that_it_is_gone_is_paused_at_once_and_nothing_is_lost(bool isUnordered)
    {
        await using var outbox = await FilledOutbox.CreateAsync(onServer: false, 12);
        await using var subscriber = await HttpSubscriber.StartAsync(_ => HttpStatusCode.Gone);
        await SubscribeAsync(outbox, subscriber, s => s.Unordered = isUnordered);
        using var relay = outbox.Relay();
        Assert.False(await SendAsync(relay));
        var state = await outbox.SubscriptionAsync("ioc");
        Assert.Equal(("the subscriber answered 410: it wants nothing any more", outbox.Clock.GetUtcNow()), (state.PausedBecause, state.PausedAt));
        Assert.InRange(subscriber.Heard.Count, 1, 4);

        // A test reaches it nevertheless, and moves nothing.
        await outbox.Services.GetRequiredService<DeliveryBook>().TestAsync("ioc", CancellationToken.None);
        subscriber.Answer = (_, _) => Task.FromResult(HttpStatusCode.OK);
        await SendAsync(relay);
        Assert.Contains("vn.integrationhub.subscription.test.v1", subscriber.Heard.Last().Body, StringComparison.Ordinal);
        Assert.Equal(state.Position, (await outbox.SubscriptionAsync("ioc")).Position);
        await ResumeAsync(outbox);
        while (await SendAsync(relay))
        {
        }

        var events = await outbox.EventsAsync();
        Assert.Equal(events.Select(e => e.EventId).Order(), (await LogAsync(outbox)).Where(d => d.Event is not null && d.State == EventDelivery.Delivered).Select(d => d.EventId).Order());
    }

    [Fact]
    public async Task A_slow_subscriber_is_served_in_short_turns()
    {
        // PostgreSQL ends a transaction that is silent for a minute; every event takes five seconds here.
        await using var outbox = await FilledOutbox.CreateAsync(onServer: false, 20);
        await using var subscriber = await HttpSubscriber.StartAsync(_ =>
        {
            outbox.Clock.Advance(TimeSpan.FromSeconds(5));
            return HttpStatusCode.OK;
        });
        await SubscribeAsync(outbox, subscriber);
        using var relay = outbox.Relay();
        Assert.True(await SendAsync(relay));
        Assert.Equal(2, subscriber.Heard.Count);
        Assert.Equal((await outbox.EventsAsync())[1].Id, (await outbox.SubscriptionAsync("ioc")).Position);
        while (await SendAsync(relay))
        {
        }

        Assert.Equal((await outbox.EventsAsync()).Select(e => e.EventId), subscriber.Ids);
    }

    [Fact]
    public async Task A_process_that_is_told_to_end_notes_what_it_has_sent()
    {
        await using var outbox = await FilledOutbox.CreateAsync(onServer: true, 10);
        using var end = new CancellationTokenSource();
        await using var subscriber = await HttpSubscriber.StartAsync();
        subscriber.Answer = async (number, _) =>
        {
            if (number == 4)
            {
                await end.CancelAsync();
                await Task.Delay(200);
            }

            return HttpStatusCode.OK;
        };
        await SubscribeAsync(outbox, subscriber);
        using var relay = outbox.Relay();
        await relay.SendNextAsync("ioc", end.Token);
        Assert.Equal((await outbox.EventsAsync())[2].Id, (await outbox.SubscriptionAsync("ioc")).Position);
        Assert.Equal(3, (await LogAsync(outbox)).Count);
    }

    [Fact]
    public async Task A_subscriber_that_asks_to_be_left_alone_is_left_alone_for_so_long()
    {
        await using var outbox = await FilledOutbox.CreateAsync(onServer: false, 1);
        await using var subscriber = await HttpSubscriber.StartAsync(_ => HttpStatusCode.TooManyRequests);
        subscriber.Writes = (response, _) =>
        {
            response.Headers.RetryAfter = "120";
            return Task.CompletedTask;
        };
        await SubscribeAsync(outbox, subscriber);
        using var relay = outbox.Relay();
        await SendAsync(relay);
        Assert.Equal(outbox.Clock.GetUtcNow().AddSeconds(120), (await outbox.SubscriptionAsync("ioc")).RetryAt);
    }

    [Fact]
    public async Task What_a_filter_leaves_out_is_passed_over()
    {
        await using var outbox = await FilledOutbox.CreateAsync(onServer: false, 3);
        await using var subscriber = await HttpSubscriber.StartAsync();
        await SubscribeAsync(outbox, subscriber, s => s.Filter = new SubscriberFilter { MinimumGrade = "provisional" }.Write());
        await outbox.AddFigureAsync("rate", "unit-a", "Partial", before: null);
        await outbox.AddFigureAsync("rate", "unit-a", "Provisional", before: "Partial");

        // It was told that the figure is good, so it is told that it no longer is; after that nothing more.
        await outbox.AddFigureAsync("rate", "unit-a", "NoData", before: "Provisional");
        await outbox.AddFigureAsync("rate", "unit-a", "Partial", before: "NoData");
        using var relay = outbox.Relay();
        await SendAsync(relay);
        var events = await outbox.EventsAsync();
        Assert.Equal(events.Where((_, i) => i is 0 or 1 or 2 or 4 or 5).Select(e => e.EventId), subscriber.Ids);
        Assert.Equal(events[^1].Id, (await outbox.SubscriptionAsync("ioc")).Position);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_running_relay_tries_again_by_itself_and_forgets_what_is_old(bool onServer)
    {
        await using var outbox = await FilledOutbox.CreateAsync(onServer, 4);
        await using var subscriber = await HttpSubscriber.StartAsync(number => number == 1 ? Broken : HttpStatusCode.OK);
        await SubscribeAsync(outbox, subscriber, s => s.Unordered = true);
        using var relay = outbox.Relay();
        await relay.StartAsync(CancellationToken.None);
        await UntilAsync(() => subscriber.Heard.Count >= 5, outbox);
        await UntilAsync(async () => (await LogAsync(outbox)).All(d => d.State == EventDelivery.Delivered), outbox);
        outbox.Clock.Advance(TimeSpan.FromDays(31));
        await UntilAsync(async () => (await LogAsync(outbox)).Count == 0, outbox);
        await relay.StopAsync(CancellationToken.None);
    }

    private static Task<bool> SendAsync(OutboxRelay relay) => relay.SendNextAsync("ioc", CancellationToken.None);

    private static async Task ResumeAsync(FilledOutbox outbox) => await outbox.Services.GetRequiredService<SubscriptionBook>().ResumeAsync("ioc", CancellationToken.None);

    private static async Task SubscribeAsync(FilledOutbox outbox, HttpSubscriber subscriber, Action<Subscription>? change = null)
    {
        var subscription = new Subscription { Id = "ioc", Kind = "webhook", Address = subscriber.Address, Secret = subscriber.SecretFile() };
        change?.Invoke(subscription);
        await using var db = await outbox.OpenAsync();
        db.Add(subscription);
        await db.SaveChangesAsync();
    }

    /// <summary>In the order of events.</summary>
    private static async Task<List<EventDelivery>> LogAsync(FilledOutbox outbox)
    {
        await using var db = await outbox.OpenAsync();
        return await db.EventDeliveries.AsNoTracking().OrderBy(d => d.Event).ThenBy(d => d.Id).ToListAsync();
    }

    private static Task UntilAsync(Func<bool> isSo, FilledOutbox outbox) => UntilAsync(() => Task.FromResult(isSo()), outbox);

    private static async Task UntilAsync(Func<Task<bool>> isSo, FilledOutbox outbox)
    {
        for (var began = TimeProvider.System.GetTimestamp(); !await isSo(); await Task.Delay(20))
        {
            outbox.Clock.Advance(TimeSpan.FromSeconds(1));
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(30), "it did not come to that");
        }
    }
}
