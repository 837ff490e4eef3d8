using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using IntegrationHub.Collect.Pulling;
using IntegrationHub.Collect.Schedule;
using IntegrationHub.Connectors;
using IntegrationHub.Connectors.Http;
using IntegrationHub.EndToEnd.Tests.Fixture;
using IntegrationHub.Host.Hosting;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Model;
using IntegrationHub.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace IntegrationHub.EndToEnd.Tests;

/// <summary>Two hubs on one store ask one source: never more often than its budget says, and not at all while it wants to be left alone.</summary>
public sealed class RateBudgetTests : IAsyncLifetime
{
    private const int Workers = 6;

    private readonly WatchedClock clock = new();
    private readonly ConcurrentQueue<DateTimeOffset> arrivals = new();
    private readonly List<StackServers> servers = [];
    private WebApplication app = null!;
    private RequestDelegate answer = _ => Task.CompletedTask;

    [Theory]
    [InlineData(Stack.SqliteAndInMemoryBus)]
    [InlineData(Stack.PostgreSqlAndRabbitMq)]
    public async Task However_many_ask_no_span_sees_more_requests_than_the_budget_retries_included(Stack stack)
    {
        var budget = new RequestBudget(10, BudgetSpan.Minute);
        var (one, other) = await HubsAsync(stack, budget);
        var calls = 0;

        // Every fourth request fails once: what is sent again counts too.
        answer = http =>
        {
            http.Response.StatusCode = Interlocked.Increment(ref calls) % 4 == 0 ? 503 : 200;
            return Task.CompletedTask;
        };
        var (done, finished) = (0, 0);
        var work = Task.WhenAll(Enumerable.Range(0, Workers).Select(i => Task.Run(async () =>
        {
            CallGate.Current = i % 2 == 0 ? one : other;
            using var client = Client();
            try
            {
                for (var n = 0; n < 4; n++)
                {
                    using var response = await client.GetAsync("x");
                    Interlocked.Increment(ref done);
                }
            }
            finally
            {
                Interlocked.Increment(ref finished);
            }
        })));

        // Time stands still while anything happens: it goes on when all who are not done wait for it.
        for (; !work.IsCompleted; await Task.Delay(2))
        {
            if (clock.Waiting > 0 && clock.Waiting + Volatile.Read(ref finished) == Workers)
            {
                // Less than the air between two spans: who is woken within a step sends when it is over.
                clock.Advance(TimeSpan.FromMilliseconds(500));
            }
        }

        await work;
        var times = arrivals.Order().ToList();
        Assert.Equal(24, done);
        Assert.True(times.Count > 24, $"{times.Count} requests: nothing was sent again");
        var most = times.Max(t => times.Count(o => o > t - budget.Span && o <= t));
        Assert.True(most <= budget.Requests, $"{most} requests within a minute");
        Assert.Equal(budget.Requests, most);
        Assert.True(times[^1] - times[0] < TimeSpan.FromMinutes(5), $"the budget was not used: it took {times[^1] - times[0]}");
    }

    [Theory]
    [InlineData(Stack.SqliteAndInMemoryBus)]
    [InlineData(Stack.PostgreSqlAndRabbitMq)]
    public async Task Request_to_be_left_alone_holds_for_every_process_and_is_shown(Stack stack)
    {
        var (one, other) = await HubsAsync(stack, null);
        foreach (var (header, minutes) in new (Func<string>, int)[] { (() => "300", 5), (() => (clock.GetUtcNow() + TimeSpan.FromMinutes(10)).ToString("R", CultureInfo.InvariantCulture), 10), (() => "864000", 60) })
        {
            answer = http =>
            {
                http.Response.StatusCode = 429;
                http.Response.Headers.Date = clock.GetUtcNow().ToString("R", CultureInfo.InvariantCulture);
                http.Response.Headers.RetryAfter = header();
                return Task.CompletedTask;
            };
            arrivals.Clear();
            Assert.Equal("E_THROTTLED", (await Assert.ThrowsAsync<ConnectorException>(() => CallAsync(one))).Code);
            Assert.Single(arrivals);

            // The other process does not even ask, and says until when.
            answer = _ => Task.CompletedTask;
            var until = (clock.GetUtcNow() + TimeSpan.FromMinutes(minutes)).ToOffset(VietnamDay.Offset).ToString("HH:mm", CultureInfo.InvariantCulture);
            clock.Advance(TimeSpan.FromSeconds(1));
            var told = await Assert.ThrowsAsync<ConnectorException>(() => CallAsync(other));
            Assert.Equal(FailureCategory.Throttled, told.Category);
            Assert.Contains("until " + until, told.Message, StringComparison.Ordinal);
            Assert.Single(arrivals);
            clock.Advance(TimeSpan.FromMinutes(minutes) + TimeSpan.FromSeconds(1));
            await CallAsync(other);
            await CallAsync(one);
            Assert.Equal(3, arrivals.Count);
        }
    }

    [Fact]
    public void Fifty_sources_do_not_start_in_the_same_second_and_each_keeps_its_pace()
    {
        var now = clock.GetUtcNow();
        var sources = Enumerable.Range(0, 50).Select(i => Source(null) with { Id = $"source-{i}", Schedule = "*/15 * * * *" }).ToList();
        var first = sources.Select(s => NextRun.After(s, now)!.Value).ToList();
        Assert.True(first.GroupBy(t => t).Max(g => g.Count()) <= 6, "too many start together");
        Assert.All(sources.Zip(first), s => Assert.Equal(TimeSpan.FromMinutes(15), NextRun.After(s.First, s.Second)!.Value - s.Second));
    }

    [Theory]
    [InlineData("12:00", "18:00")]
    [InlineData("18:00", "18:00")]
    [InlineData("23:30", "23:30")]
    [InlineData("05:59", "05:59")]
    [InlineData("06:00", "18:00")]
    public void Source_with_hours_is_due_in_them_only(string at, string expected)
    {
        Assert.True(DailyHours.TryParse("18:00-06:00", out var hours));
        var instant = new DateTimeOffset(2024, 12, 20, 0, 0, 0, VietnamDay.Offset) + TimeOnly.ParseExact(at, "HH:mm", CultureInfo.InvariantCulture).ToTimeSpan();
        var open = (Source(null) with { Hours = [hours] }).OpenFrom(instant);
        Assert.Equal(expected, open.ToOffset(VietnamDay.Offset).ToString("HH:mm", CultureInfo.InvariantCulture));
        Assert.True(open >= instant && open - instant < TimeSpan.FromDays(1));
    }

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        app = builder.Build();
        app.Run(http =>
        {
            arrivals.Enqueue(clock.GetUtcNow());
            return answer(http);
        });
        await app.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await app.DisposeAsync();
        servers.ForEach(s => s.Dispose());
    }

    private static SourceDefinition Source(RequestBudget? budget) => new("portal", "rest", new Text("Cổng"), [], null, true, new Dictionary<string, SourceOption>()) { Budget = budget };

    private async Task<(SourceGate One, SourceGate Other)> HubsAsync(Stack stack, RequestBudget? budget)
    {
        var here = await StackServers.StartAsync(stack);
        servers.Add(here);
        IDbContextFactory<HubDbContext> Hub() => new ServiceCollection().AddLogging().AddHub(here.Settings(), clock).BuildServiceProvider().GetRequiredService<IDbContextFactory<HubDbContext>>();
        var (one, other) = (Hub(), Hub());
        await using var db = await one.CreateDbContextAsync();
        await db.Database.MigrateAsync();
        Assert.NotNull(await Lease.TakeAsync(db, "portal", CancellationToken.None));
        return (new SourceGate(one, Source(budget), null, clock), new SourceGate(other, Source(budget), null, clock));
    }

    private async Task CallAsync(SourceGate gate)
    {
        CallGate.Current = gate;
        using var client = Client();
        using var response = await client.GetAsync("x");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private HttpClient Client() => SourceHttp.Create(
        new SourceHttpOptions { Source = "portal", BaseUrl = new Uri(app.Urls.Single()), Clock = clock, Retries = 20, RetryDelay = TimeSpan.FromMilliseconds(1), BreakerThroughput = 1000, TotalTimeout = TimeSpan.FromHours(1) });

    /// <summary>A clock that stands still, and knows how many wait for it.</summary>
    private sealed class WatchedClock : TimeProvider
    {
        private readonly FakeClock _clock = new();
        private int _waiting;

        public int Waiting => Volatile.Read(ref _waiting);

        public override long TimestampFrequency => _clock.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => _clock.GetUtcNow();

        public override long GetTimestamp() => _clock.GetTimestamp();

        public void Advance(TimeSpan by) => _clock.Advance(by);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            // A limit of an attempt or a call is nothing that anybody waits for.
            if (dueTime <= TimeSpan.Zero || dueTime > SourceGate.LongestWait)
            {
                return _clock.CreateTimer(callback, state, dueTime, period);
            }

            Interlocked.Increment(ref _waiting);
            return new Watched(_clock.CreateTimer(callback, state, dueTime, period), () => Interlocked.Decrement(ref _waiting));
        }

        private sealed class Watched(ITimer timer, Action ended) : ITimer
        {
            private int _ended;

            public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(dueTime, period);

            public void Dispose()
            {
                timer.Dispose();
                if (Interlocked.Exchange(ref _ended, 1) == 0)
                {
                    ended();
                }
            }

            public ValueTask DisposeAsync()
            {
                Dispose();
                return ValueTask.CompletedTask;
            }
        }
    }
}
