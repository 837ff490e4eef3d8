using IntegrationHub.EndToEnd.Tests.Fixture;
using IntegrationHub.Host.Acceptance.Bench;
using IntegrationHub.Host.Demo;
using IntegrationHub.Host.Hosting;
using IntegrationHub.Record;
using IntegrationHub.Simulators;
using IntegrationHub.Simulators.World;
using IntegrationHub.Store;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Outbox;
using IntegrationHub.Store.Sources;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using Xunit.Abstractions;

namespace IntegrationHub.EndToEnd.Tests;

/// <summary>
/// A whole hub in a process of its own gets SIGKILL at every point of the line, one after the other in an order that the seed gives, while it reads its source for
/// the first time. The hub that is left alone in the end has the figures of the truth, and each subscriber has heard each event.
/// </summary>
public sealed class CrashMatrixTests(ITestOutputHelper output)
{
    /// <summary>Repeats a run.</summary>
    private const string SeedVariable = "HUB_CRASH_SEED";

    private const int MostPasses = 3;
    private const int SeedsOfFull = 50;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Theory]
    [InlineData(Stack.SqliteAndInMemoryBus)]
    [InlineData(Stack.PostgreSqlAndRabbitMq)]
    public Task Killed_at_each_point_the_hub_comes_to_the_truth_and_tells_every_subscriber(Stack stack) =>
        KillAsync(stack, int.TryParse(Environment.GetEnvironmentVariable(SeedVariable), out var given) ? given : Random.Shared.Next(1, 1_000_000));

    [Theory]
    [Trait("Category", "Full")]
    [InlineData(Stack.SqliteAndInMemoryBus)]
    [InlineData(Stack.PostgreSqlAndRabbitMq)]
    public async Task Fifty_times_at_each_point(Stack stack)
    {
        for (var seed = 1; seed <= SeedsOfFull; seed++)
        {
            await KillAsync(stack, seed);
        }
    }

    private async Task KillAsync(Stack stack, int seed)
    {
        Assert.True(FailPoint.AreCompiledIn, "build with -p:FailPoints=true, as ./test.sh does");
        var random = new Random(seed);
        string[] points = [.. FailPoint.All, .. FailPoint.OfRelay];
        random.Shuffle(points);
        var (kills, left) = (new List<string>(), new Queue<string>(points));
        while (left.Count > 0)
        {
            await using var line = await KilledLine.StartAsync(stack);
            while (left.TryPeek(out var point))
            {
                var passes = FormattableString.Invariant($"{point}:{(line.Kills == 0 ? 1 : random.Next(1, MostPasses + 1))}");
                if (!await line.DiesAtAsync(passes))
                {
                    // Everything is read and told: this point wants a first read again.
                    Assert.True(line.Kills > 0, $"seed {seed}: a first read does not come past {point}");
                    break;
                }

                kills.Add(passes);
                left.Dequeue();
            }

            await line.CheckAsync($"seed {seed}, {stack}, killed at {string.Join(", ", kills)}");
        }

        output.WriteLine($"{stack}: killed at {string.Join(", ", kills)} (seed {seed}, {SeedVariable} repeats it)");
        Assert.Equal(points.Length, kills.Count);
    }

    /// <summary>A store, a bus, a source and subscribers that outlive the hub.</summary>
    private sealed class KilledLine : IAsyncDisposable
    {
        private readonly StackServers servers;
        private readonly SimulatorServer source;
        private readonly EventSubscribers subscribers;
        private readonly ShiftedClock clock;
        private readonly ServiceProvider looking;
        private bool isTaken;

        private KilledLine(StackServers servers, SimulatorServer source, EventSubscribers subscribers, ShiftedClock clock)
        {
            (this.servers, this.source, this.subscribers, this.clock) = (servers, source, subscribers, clock);
            looking = new ServiceCollection().AddLogging().AddHub(servers.Settings() with { Roles = HubRoles.Api }, clock).BuildServiceProvider();
        }

        public int Kills { get; private set; }

        public static async Task<KilledLine> StartAsync(Stack stack)
        {
            var servers = await StackServers.StartAsync(stack);
            var clock = new ShiftedClock(DemoSetting.Of2024.Start);
            var source = await DemoRun.StartSourcesAsync(0.001m, clock, CancellationToken.None);
            var line = new KilledLine(servers, source, await EventSubscribers.StartAsync(servers), clock);
            await HubHost.PrepareAsync(line.looking, DemoRun.Catalogue(source.BaseUrl, withOthers: false), CancellationToken.None);
            await line.QueryAsync(async db =>
            {
                await line.subscribers.SubscribeAsync(db);
                return 0;
            });
            return line;
        }

        /// <returns>False when the hub has come to rest without passing the point.</returns>
        public async Task<bool> DiesAtAsync(string point)
        {
            var ended = await QueryAsync(db => db.Runs.CountAsync(r => r.State == RunState.Succeeded));
            await QueryAsync(async db =>
            {
                await PullRequests.RequestAsync(db, DemoSources.TthcId, CancellationToken.None);
                return 0;
            });
            using var enough = new CancellationTokenSource(Patience);
            var child = HubChild.RunAsync(servers.Settings(), clock.GetUtcNow(), point, ["run"], enough.Token, "http://127.0.0.1:0");
            while (!child.IsCompleted && !await QueryAsync(db => IsAtRestAsync(db, ended)))
            {
                await Task.WhenAny(child, Task.Delay(100));
            }

            await enough.CancelAsync();
            try
            {
                var end = await child;
                Assert.True(end.WasKilled, $"{point}: the hub ended with {end.Code}: {end.Errors}");
                Kills++;
                return true;
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        }

        public async Task CheckAsync(string what)
        {
            isTaken = true;
            await using var hub = await RehearsedHub.OverAsync(servers, source, clock);
            await hub.SynchronizeAsync();
            await FiguresTests.AssertEqualTruthAsync(hub);
            Assert.Empty((await hub.Services.GetRequiredService<StoreVerifier>().VerifyAsync(CancellationToken.None)).Mismatches);
            for (var began = TimeProvider.System.GetTimestamp(); !await hub.QueryAsync(IsToldAsync); await Task.Delay(50))
            {
                Assert.True(TimeProvider.System.GetElapsedTime(began) < Patience, $"{what}: subscribers were not told");
            }

            var events = await hub.QueryAsync(db => db.Outbox.OrderBy(e => e.Id).Select(e => new { e.EventId, e.Body }).ToListAsync());
            Assert.NotEmpty(events);
            foreach (var (subscriber, heard) in await subscribers.HeardAsync())
            {
                // Repetitions are known by their id and say the same; without them it is the outbox, in its order.
                Assert.True(events.Select(e => (e.EventId, e.Body)).SequenceEqual(heard.Distinct()), $"{what}: {subscriber} heard {heard.Count} of {events.Count} events, {heard.Distinct().Count()} different");
            }
        }

        public async ValueTask DisposeAsync()
        {
            await looking.DisposeAsync();
            await subscribers.DisposeAsync();
            if (!isTaken)
            {
                await source.DisposeAsync();
                servers.Dispose();
            }
        }

        private static async Task<bool> IsAtRestAsync(HubDbContext db, int ended) =>
            await db.Runs.CountAsync(r => r.State == RunState.Succeeded) > ended && !await db.Runs.AnyAsync(r => r.State == RunState.Running)
            && !await db.Batches.AnyAsync(b => b.State == BatchState.Pending) && await IsToldAsync(db);

        private static async Task<bool> IsToldAsync(HubDbContext db)
        {
            var last = await db.Outbox.MaxAsync(e => (long?)e.Id) ?? 0;
            return await db.Subscriptions.AllAsync(s => s.Position == last);
        }

        private async Task<T> QueryAsync<T>(Func<HubDbContext, Task<T>> query)
        {
            await using var db = await looking.GetRequiredService<IDbContextFactory<HubDbContext>>().CreateDbContextAsync();
            return await query(db);
        }
    }
}
