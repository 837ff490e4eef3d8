using System.Globalization;
using System.Text.Json.Nodes;
using IntegrationHub.EndToEnd.Tests.Fixture;
using IntegrationHub.Host.Acceptance.Bench;
using IntegrationHub.Host.Hosting;
using IntegrationHub.Record;
using IntegrationHub.Store;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Plans;
using IntegrationHub.Store.Sources;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;
using Xunit.Abstractions;

namespace IntegrationHub.EndToEnd.Tests;

/// <summary>
/// A whole hub in a process of its own gets SIGKILL at points of the line, one after the other in an order that the seed gives, while it reads its source for
/// the first time. The hub that is left alone in the end has the figures of the truth, and each subscriber has heard each event.
/// </summary>
public sealed class CrashMatrixTests(ITestOutputHelper output)
{
    /// <summary>Repeats a run.</summary>
    private const string SeedVariable = "HUB_CRASH_SEED";

    private const int MostPasses = 3;

    /// <summary>How many seeds the long run takes, 50 without it.</summary>
    private const string SeedsVariable = "HUB_CRASH_SEEDS";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Theory]
    [InlineData(Stack.SqliteAndInMemoryBus)]
    [InlineData(Stack.PostgreSqlAndRabbitMq)]
    public Task Killed_at_each_point_of_the_line_the_hub_comes_to_the_truth_and_tells_every_subscriber(Stack stack) => KillAsync(stack, Seed(), FailPoint.All);

    [Theory]
    [Trait("Category", "Full")]
    [InlineData(Stack.SqliteAndInMemoryBus)]
    [InlineData(Stack.PostgreSqlAndRabbitMq)]
    public Task Killed_at_each_point_the_hub_comes_to_the_truth_and_tells_every_subscriber(Stack stack) => KillAsync(stack, Seed(), AllPoints);

    [Theory]
    [Trait("Category", "Full")]
    [InlineData(Stack.SqliteAndInMemoryBus)]
    [InlineData(Stack.PostgreSqlAndRabbitMq)]
    public async Task Fifty_times_at_each_point(Stack stack)
    {
        var seeds = int.TryParse(Environment.GetEnvironmentVariable(SeedsVariable), out var given) ? given : 50;
        for (var seed = 1; seed <= seeds; seed++)
        {
            await KillAsync(stack, seed, AllPoints);
        }
    }

    private static IReadOnlyList<string> AllPoints => [.. FailPoint.All, .. FailPoint.OfRelay];

    private static int Seed() => int.TryParse(Environment.GetEnvironmentVariable(SeedVariable), out var given) ? given : Random.Shared.Next(1, 1_000_000);

    private async Task KillAsync(Stack stack, int seed, IReadOnlyList<string> chosen)
    {
        Assert.True(FailPoint.AreCompiledIn, "build with -p:FailPoints=true, as ./test.sh does");
        var random = new Random(seed);
        string[] points = [.. chosen];
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
        private const string Source = "survey";

        private readonly StackServers servers;
        private readonly WebApplication source;
        private readonly JsonArray rows;
        private readonly EventSubscribers subscribers;
        private readonly ShiftedClock clock = new(new DateTimeOffset(2024, 12, 20, 9, 0, 0, TimeSpan.FromHours(7)));
        private readonly ServiceProvider looking;

        private KilledLine(StackServers servers, WebApplication source, JsonArray rows, EventSubscribers subscribers)
        {
            (this.servers, this.source, this.rows, this.subscribers) = (servers, source, rows, subscribers);
            looking = new ServiceCollection().AddLogging().AddHub(servers.Settings() with { Roles = HubRoles.Api }, clock).BuildServiceProvider();
        }

        public int Kills { get; private set; }

        public static async Task<KilledLine> StartAsync(Stack stack)
        {
            var servers = await StackServers.StartAsync(stack);
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            var (source, rows) = (builder.Build(), SurveyHub.FirstRows(firstMonth: 1));
            source.Run(http => http.Response.WriteAsync(SurveyHub.Answer(rows, http.Request.Query)));
            await source.StartAsync();
            var line = new KilledLine(servers, source, rows, await EventSubscribers.StartAsync(servers));
            await HubHost.PrepareAsync(line.looking, SurveyHub.Catalogue(source.Urls.Single()), CancellationToken.None);
            await line.DoAsync(line.subscribers.SubscribeAsync);
            return line;
        }

        /// <returns>False when the hub has come to rest without passing the point.</returns>
        public async Task<bool> DiesAtAsync(string point)
        {
            var ended = await QueryAsync(db => db.Runs.CountAsync(r => r.State == RunState.Succeeded));
            await DoAsync(db => PullRequests.RequestAsync(db, Source, CancellationToken.None));
            using var enough = new CancellationTokenSource(Patience);
            var child = HubChild.RunAsync(servers.Settings(), clock.GetUtcNow(), point, ["run"], enough.Token, "http://127.0.0.1:0");
            while (!child.IsCompleted && !await QueryAsync(db => IsAtRestAsync(db, ended)))
            {
                await Task.WhenAny(child, Task.Delay(500));
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
            await using var hub = HubHost.Build(servers.Settings(), clock, scheduled: false);
            await hub.StartAsync();
            var pull = new DirectPull(hub.Services);
            var catalogue = (await hub.Services.GetRequiredService<CatalogueStore>().CurrentAsync(CancellationToken.None))!;
            await pull.PublishLeftoversAsync(CancellationToken.None);
            Assert.NotNull(await pull.TryPullAsync(catalogue.Sources.Single(), catalogue, new(), () => null, CancellationToken.None));
            await pull.WaitUntilRecordedAsync(null, CancellationToken.None);
            foreach (var unit in SurveyHub.Communes.Append("province"))
            {
                var row = (await hub.Services.GetRequiredService<PlanFigures>().ProgressAsync(new ProgressQuery("plan", unit), CancellationToken.None)).Rows.Single();
                var own = rows.Where(r => unit == "province" || (string?)r!["commune"] == unit).ToList();
                var (content, asked) = (own.Sum(r => (int)r!["content"]!), own.Sum(r => (int)r!["asked"]!));
                Assert.True((row.Numerator, row.Denominator) == (Text(content), Text(asked)), $"{what}: {unit} is {row.Numerator}/{row.Denominator} instead of {content}/{asked}");
            }

            Assert.Empty((await hub.Services.GetRequiredService<StoreVerifier>().VerifyAsync(CancellationToken.None)).Mismatches);
            for (var began = TimeProvider.System.GetTimestamp(); !await QueryAsync(IsToldAsync); await Task.Delay(50))
            {
                Assert.True(TimeProvider.System.GetElapsedTime(began) < Patience, $"{what}: subscribers were not told");
            }

            var events = await QueryAsync(db => db.Outbox.OrderBy(e => e.Id).Select(e => new { e.EventId, e.Body }).ToListAsync());
            Assert.NotEmpty(events);
            foreach (var (subscriber, heard) in await subscribers.HeardAsync())
            {
                // Repetitions are known by their id and say the same; without them it is the outbox, in its order.
                Assert.True(events.Select(e => (e.EventId, e.Body)).SequenceEqual(heard.Distinct()), $"{what}: {subscriber} heard {heard.Count} of {events.Count} events, {heard.Distinct().Count()} different");
            }

            await hub.StopAsync();

            static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
        }

        public async ValueTask DisposeAsync()
        {
            await looking.DisposeAsync();
            await subscribers.DisposeAsync();
            await source.DisposeAsync();
            servers.Dispose();
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

        private Task DoAsync(Func<HubDbContext, Task> work) => QueryAsync(async db =>
        {
            await work(db);
            return 0;
        });
    }
}
