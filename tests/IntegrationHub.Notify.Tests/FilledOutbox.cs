using System.Text.Json.Nodes;
using IntegrationHub.Notify.Relay;
using IntegrationHub.Notify.Subscribers;
using IntegrationHub.Store;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Outbox;
using IntegrationHub.Store.PostgreSql;
using IntegrationHub.Store.Sqlite;
using IntegrationHub.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace IntegrationHub.Notify.Tests;

/// <summary>A store with events in its outbox, and relays of any number of processes on it.</summary>
internal sealed class FilledOutbox : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly ServiceProvider services;
    private int events;

    private FilledOutbox(string? postgres) => services = (postgres is null
        ? new ServiceCollection().AddStore().AddSqliteStore(folder.File("hub.db"))
        : new ServiceCollection().AddStore().AddPostgreSqlStore(postgres)).AddSingleton<TimeProvider>(Clock).AddSingleton(new OutgoingAddresses(["127.0.0.1"])).AddLogging().AddNotifying(null).BuildServiceProvider();

    public FakeClock Clock { get; } = new();

    public ILedgerDialect Dialect => services.GetRequiredService<ILedgerDialect>();

    public IServiceProvider Services => services;

    public static async Task<FilledOutbox> CreateAsync(bool onServer, int count, params IReadOnlyList<string> subscriptions)
    {
        var filled = new FilledOutbox(onServer ? await PrivatePostgres.CreateDatabaseAsync() : null);
        await using var db = await filled.OpenAsync();
        await db.Database.MigrateAsync();
        db.Subscriptions.AddRange(subscriptions.Select(s => new Subscription { Id = s, Kind = "test" }));
        await db.SaveChangesAsync();
        await filled.AddAsync(count);
        return filled;
    }

    public async Task AddAsync(int count, string? address = null)
    {
        await using var db = await OpenAsync();
        for (var i = 0; i < count; i++)
        {
            var (id, number) = (Guid.CreateVersion7(), ++events);
            db.Outbox.Add(new OutboxRow
            {
                EventId = id, RoutingKey = $"computed.plan.rate.unit-{number}", Body = new JsonObject { ["specversion"] = "1.0", ["id"] = id.ToString(), ["data"] = new JsonObject { ["title"] = $"Tỷ lệ {number}" } }.ToJsonString(),
                TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", RecordedAt = Clock.GetUtcNow(),
            });
            await db.SaveChangesAsync();
        }
    }

    /// <summary>A computed figure, as far as filters and targets ask.</summary>
    public async Task<OutboxRow> AddFigureAsync(string indicator, string unit, string status, string? before, Action<JsonObject>? change = null)
    {
        var id = Guid.CreateVersion7();
        var data = new JsonObject
        {
            ["plan"] = "plan", ["indicator"] = indicator, ["part"] = null, ["title"] = "Tỷ lệ", ["kind"] = "ratio", ["unit"] = unit, ["status"] = status, ["verdict"] = "Met", ["revision"] = 0,
            ["numerator"] = "115665", ["denominator"] = "168746", ["percent"] = "68.543847913431", ["display"] = "68.5",
            ["period"] = new JsonObject { ["id"] = "2024-Q3", ["calendar"] = "gregorian", ["from"] = "2024-07-01", ["to"] = "2024-10-01" },
            ["previous"] = before is null ? null : new JsonObject { ["status"] = before },
        };
        change?.Invoke(data);
        await using var db = await OpenAsync();
        var row = new OutboxRow
        {
            EventId = id, RoutingKey = $"computed.plan.{indicator}.{unit}", RecordedAt = Clock.GetUtcNow(),
            Body = new JsonObject { ["specversion"] = "1.0", ["id"] = id.ToString(), ["source"] = "/integration-hub", ["type"] = "vn.integrationhub.indicator.computed.v1", ["data"] = data }.ToJsonString(),
        };
        db.Add(row);
        await db.SaveChangesAsync();
        return row;
    }

    /// <summary>A relay for subscribers by HTTP.</summary>
    public OutboxRelay Relay(RelaySignal? signal = null) => Relay(new Listener(), signal);

    public OutboxRelay Relay(ISubscriberTransport transport, RelaySignal? signal = null) =>
        new(services.GetRequiredService<IDbContextFactory<HubDbContext>>(), Dialect, [transport], services.GetRequiredService<EventCourier>(), signal ?? new(), Clock, NullLogger<OutboxRelay>.Instance);

    public async Task<Subscription> SubscriptionAsync(string id)
    {
        await using var db = await OpenAsync();
        return await db.Subscriptions.AsNoTracking().SingleAsync(s => s.Id == id);
    }

    public async Task<List<OutboxRow>> EventsAsync()
    {
        await using var db = await OpenAsync();
        return await db.Outbox.AsNoTracking().OrderBy(e => e.Id).ToListAsync();
    }

    public Task<HubDbContext> OpenAsync() => services.GetRequiredService<IDbContextFactory<HubDbContext>>().CreateDbContextAsync();

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        folder.Dispose();
    }
}

/// <summary>A subscriber that remembers what it was sent.</summary>
internal sealed class Listener : ISubscriberTransport
{
    private readonly Dictionary<string, List<Guid>> heard = new(StringComparer.Ordinal);

    public string Kind => "test";

    public bool IsStanding => false;

    /// <summary>Comes before the events are taken; how many it lets through.</summary>
    public Func<Subscription, IReadOnlyList<OutboxRow>, Task<int>> Takes { get; set; } = (_, events) => Task.FromResult(events.Count);

    public IReadOnlyList<Guid> Heard(string subscription)
    {
        lock (heard)
        {
            return heard.TryGetValue(subscription, out var ids) ? [.. ids] : [];
        }
    }

    public async Task<SendOutcome> SendAsync(Subscription subscription, IReadOnlyList<OutboxRow> events, CancellationToken cancellationToken)
    {
        var taken = await Takes(subscription, events).WaitAsync(cancellationToken);
        lock (heard)
        {
            (heard.TryGetValue(subscription.Id, out var ids) ? ids : heard[subscription.Id] = []).AddRange(events.Take(taken).Select(e => e.EventId));
        }

        return new(taken, taken == events.Count ? null : "it takes no more");
    }
}
