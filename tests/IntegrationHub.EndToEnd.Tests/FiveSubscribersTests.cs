using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using IntegrationHub.EndToEnd.Tests.Fixture;
using IntegrationHub.Host.Hosting;
using IntegrationHub.Notify.Subscribers;
using IntegrationHub.Store.Migrations;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Outbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using Xunit;
using Xunit.Abstractions;

namespace IntegrationHub.EndToEnd.Tests;

/// <summary>
/// The hub gets SIGKILL again and again while it sends events to five subscribers: the exchange, a quick one, a slow one, one that refuses every seventh request (out of order), and one
/// that is closed for a while. Each of them gets each event.
/// </summary>
public sealed class FiveSubscribersTests(ITestOutputHelper output)
{
    private const string Queue = "test.subscriber";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(12);

    [Fact]
    [Trait("Category", "Full")]
    public Task Killed_while_it_sends_the_hub_tells_five_subscribers_everything() => KillAsync(events: 300, kills: 1, closed: TimeSpan.FromSeconds(1), slow: TimeSpan.FromMilliseconds(5));

    [Fact]
    [Trait("Category", "Full")]
    public Task Killed_six_times_while_it_sends_ten_thousand_events_the_hub_tells_five_subscribers_everything() =>
        KillAsync(events: 10_000, kills: 6, closed: TimeSpan.FromMinutes(1), slow: TimeSpan.FromMilliseconds(10));

    private async Task KillAsync(int events, int kills, TimeSpan closed, TimeSpan slow)
    {
        using var servers = await StackServers.StartAsync(Stack.PostgreSqlAndRabbitMq);
        await using var looking = new ServiceCollection().AddLogging().AddHub(servers.Settings() with { Roles = HubRoles.Api }, TimeProvider.System).BuildServiceProvider();
        await using var quick = new Hook("quick");
        await using var lazy = new Hook("slow") { Delay = slow };
        await using var failing = new Hook("failing") { RefusesEvery = 7, Unordered = true };
        await using var shut = new Hook("closed");
        Hook[] hooks = [quick, lazy, failing, shut];
        var secret = Path.Combine(servers.Folder, "secret");
        await File.WriteAllTextAsync(secret, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        var wanted = await QueryAsync(looking, db => FillAsync(db, events, hooks, secret));
        await using var connection = await new ConnectionFactory { Uri = new Uri(servers.Bus) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await channel.ExchangeDeclareAsync(PublicExchange.Exchange, ExchangeType.Topic, durable: true, autoDelete: false);
        await channel.QueueDeclareAsync(Queue, durable: true, exclusive: false, autoDelete: false);
        await channel.QueueBindAsync(Queue, PublicExchange.Exchange, "#");
        await Task.WhenAll(quick.OpenAsync(), lazy.OpenAsync(), failing.OpenAsync());

        var watch = Stopwatch.StartNew();
        var opening = Task.Run(async () =>
        {
            await Task.Delay(closed);
            await shut.OpenAsync();
        });
        var environment = new Dictionary<string, string>(servers.Environment());
        var killed = 0;
        for (var worker = Start(); ; worker = Start())
        {
            await using (worker)
            {
                // The slow one is the last to be done: it is killed in the middle of it.
                var until = killed < kills ? events * (killed + 1) / (kills + 2) : int.MaxValue;
                while (lazy.Heard.Count < until && !await QueryAsync(looking, db => IsToldAsync(db)))
                {
                    Assert.False(worker.HasEnded, worker.Tail());
                    Assert.True(watch.Elapsed < Patience, $"{string.Join(", ", hooks.Select(h => $"{h.Name} {h.Heard.Count}"))}: {worker.Tail()}");
                    await Task.Delay(20);
                }

                if (killed >= kills)
                {
                    break;
                }

                worker.Signal("KILL");
                killed++;
            }
        }

        await opening;
        var bus = new List<Guid>();
        while (await channel.BasicGetAsync(Queue, autoAck: true) is { } message)
        {
            bus.Add(Guid.Parse(message.BasicProperties.MessageId!));
        }

        foreach (var (name, heard, isUnordered) in hooks.Select(h => (h.Name, (IReadOnlyList<Guid>)[.. h.Heard], h.Unordered)).Append(("bus", bus, false)))
        {
            var once = heard.Distinct().ToList();
            output.WriteLine($"{name}: {heard.Count} taken, {heard.Count - once.Count} of them again");
            Assert.True(wanted.Order().SequenceEqual(once.Order()), $"{name} has {once.Count} of {wanted.Count}");
            Assert.True(isUnordered || wanted.SequenceEqual(once), $"{name}: not in the order of events");
        }

        Assert.Equal(kills, killed);
        output.WriteLine($"{events} events, {killed} kills, {watch.Elapsed.TotalSeconds:0} s");

        HubWorker Start() => HubWorker.Start("notify", "notify", environment);
    }

    private static async Task<List<Guid>> FillAsync(HubDbContext db, int events, IEnumerable<Hook> hooks, string secret)
    {
        await db.BringUpToDateAsync(CancellationToken.None);
        var ids = Enumerable.Range(0, events).Select(_ => Guid.CreateVersion7()).ToList();
        db.Outbox.AddRange(ids.Select((id, i) => new OutboxRow
        {
            EventId = id, RoutingKey = $"computed.plan.rate.unit-{i}", RecordedAt = TimeProvider.System.GetUtcNow(),
            Body = new JsonObject { ["specversion"] = "1.0", ["id"] = id.ToString(), ["type"] = "vn.integrationhub.indicator.computed.v1", ["data"] = new JsonObject { ["title"] = $"Tỷ lệ {i}" } }.ToJsonString(),
        }));
        db.Subscriptions.AddRange(hooks.Select(h => new Subscription { Id = h.Name, Kind = Subscription.Webhook, Address = h.Address, Secret = "file:" + secret, Unordered = h.Unordered }));
        await db.SaveChangesAsync();
        return await db.Outbox.OrderBy(o => o.Id).Select(o => o.EventId).ToListAsync();
    }

    /// <summary>Everybody has everything: also the standing subscription of the exchange, which the first hub makes.</summary>
    private static async Task<bool> IsToldAsync(HubDbContext db)
    {
        var last = await db.Outbox.MaxAsync(e => e.Id);
        return await db.Subscriptions.CountAsync(s => s.Position == last) == 5 && !await db.EventDeliveries.AnyAsync(d => d.State == EventDelivery.Waiting);
    }

    private static async Task<T> QueryAsync<T>(ServiceProvider services, Func<HubDbContext, Task<T>> query)
    {
        await using var db = await services.GetRequiredService<IDbContextFactory<HubDbContext>>().CreateDbContextAsync();
        return await query(db);
    }

    /// <summary>A subscriber by HTTP on a port of its own, which it keeps while it is closed. What it refuses it does not have.</summary>
    private sealed class Hook(string name) : IAsyncDisposable
    {
        private readonly int port = FreePort();
        private WebApplication? app;
        private int asked;

        public string Name => name;

        public string Address => $"http://127.0.0.1:{port}/";

        public TimeSpan Delay { get; init; }

        public int RefusesEvery { get; init; }

        public bool Unordered { get; init; }

        public ConcurrentQueue<Guid> Heard { get; } = new();

        public async Task OpenAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls(Address);
            app = builder.Build();
            app.MapPost("/", async context =>
            {
                await Task.Delay(Delay);
                if (RefusesEvery > 0 && Interlocked.Increment(ref asked) % RefusesEvery == 0)
                {
                    context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                    return;
                }

                Heard.Enqueue(Guid.Parse(context.Request.Headers["webhook-id"].ToString()));
            });
            await app.StartAsync();
        }

        public ValueTask DisposeAsync() => app?.DisposeAsync() ?? ValueTask.CompletedTask;

        private static int FreePort()
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            return ((IPEndPoint)listener.LocalEndpoint).Port;
        }
    }
}
