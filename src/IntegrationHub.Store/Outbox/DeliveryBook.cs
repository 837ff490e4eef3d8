using System.Text.Json.Nodes;
using IntegrationHub.Store.Audit;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Store.Outbox;

/// <summary>A delivery with the routing key of its event; that of a test is <c>test</c>.</summary>
public sealed record LoggedDelivery(EventDelivery Delivery, string RoutingKey);

/// <summary>What subscribers were sent by HTTP, and what a person has sent once more.</summary>
public sealed class DeliveryBook(IDbContextFactory<HubDbContext> contexts, TimeProvider clock)
{
    public const string TestType = "vn.integrationhub.subscription.test.v1";

    /// <summary>The newest first.</summary>
    /// <param name="subscription">Of whom.</param>
    /// <param name="state">Only in this state; null: all.</param>
    /// <param name="before">Only those before this number; null: from the newest on.</param>
    /// <param name="limit">Most of them.</param>
    /// <param name="cancellationToken">Ends the question.</param>
    /// <exception cref="SubscriptionException">There is no such subscriber.</exception>
    public async Task<IReadOnlyList<LoggedDelivery>> ListAsync(string subscription, string? state, long? before, int limit, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (!await db.Subscriptions.AnyAsync(s => s.Id == subscription, cancellationToken))
        {
            throw new SubscriptionException(SubscriptionException.Unknown, $"there is no subscriber '{subscription}'; 'hub subscription list' and GET /api/v1/subscriptions show them");
        }

        var deliveries = db.EventDeliveries.Where(d => d.Subscription == subscription && (state == null || d.State == state) && (before == null || d.Id < before));
        return await Logged(db, deliveries.OrderByDescending(d => d.Id).Take(limit)).ToListAsync(cancellationToken);
    }

    /// <exception cref="SubscriptionException">It is not in the log.</exception>
    public async Task<LoggedDelivery> FindAsync(string subscription, Guid eventId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await Logged(db, db.EventDeliveries.Where(d => d.Subscription == subscription && d.EventId == eventId)).SingleOrDefaultAsync(cancellationToken) ?? throw NoSuch(subscription, eventId);
    }

    /// <summary>Sends an event once more, by itself and at once, whatever became of it before: its id stays the same.</summary>
    /// <exception cref="SubscriptionException">There is no such event for the subscriber.</exception>
    public async Task<LoggedDelivery> RedeliverAsync(string subscription, Guid eventId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var (told, now) = (await db.Outbox.AsNoTracking().SingleOrDefaultAsync(e => e.EventId == eventId, cancellationToken), clock.GetUtcNow());
        var receiver = await db.Subscriptions.SingleOrDefaultAsync(s => s.Id == subscription && s.Kind != Subscription.Bus, cancellationToken);
        if (told is null || receiver is null)
        {
            throw NoSuch(subscription, eventId);
        }

        if (told.Id > receiver.Position)
        {
            throw new SubscriptionException(SubscriptionException.Bad, "its turn has not come yet: it is sent in the order of events");
        }

        // What the log has forgotten still stands in the outbox.
        var delivery = await db.EventDeliveries.SingleOrDefaultAsync(d => d.Subscription == subscription && d.EventId == eventId, cancellationToken);
        if (delivery is null)
        {
            db.Add(delivery = new EventDelivery { Subscription = subscription, EventId = eventId, Event = told.Id, State = EventDelivery.Waiting, Since = now });
        }

        (delivery.State, delivery.Since, delivery.RetryAt) = (EventDelivery.Waiting, now, now);
        await AuditLog.WriteAsync(db, new AuditEntry("delivery.redeliver", $"subscription/{subscription}/{eventId}"), now, cancellationToken);
        return new(delivery, told.RoutingKey);
    }

    /// <summary>Sends an event that says nothing, once: to see whether the subscriber is there and takes the signature, also while it is paused.</summary>
    /// <exception cref="SubscriptionException">There is no such webhook.</exception>
    public async Task<LoggedDelivery> TestAsync(string subscription, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (!await db.Subscriptions.AnyAsync(s => s.Id == subscription && s.Kind == Subscription.Webhook, cancellationToken))
        {
            throw new SubscriptionException(SubscriptionException.Unknown, $"there is no webhook '{subscription}'; a target takes figures only: send one of them once more");
        }

        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var delivery = new EventDelivery
        {
            Subscription = subscription, EventId = id, State = EventDelivery.Waiting, Since = now, RetryAt = now,
            Body = new JsonObject
            {
                ["specversion"] = "1.0",
                ["id"] = id.ToString(),
                ["source"] = "/integration-hub",
                ["type"] = TestType,
                ["subject"] = subscription,
                ["time"] = now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", System.Globalization.CultureInfo.InvariantCulture),
                ["datacontenttype"] = "application/json",
                ["data"] = new JsonObject { ["subscription"] = subscription },
            }.ToJsonString(),
        };
        db.Add(delivery);
        await AuditLog.WriteAsync(db, new AuditEntry("subscription.test", "subscription/" + subscription), now, cancellationToken);
        return new(delivery, "test");
    }

    private static IQueryable<LoggedDelivery> Logged(HubDbContext db, IQueryable<EventDelivery> deliveries) =>
        deliveries.AsNoTracking().Select(d => new LoggedDelivery(d, db.Outbox.Where(e => e.Id == d.Event).Select(e => e.RoutingKey).FirstOrDefault() ?? "test"));

    private static SubscriptionException NoSuch(string subscription, Guid eventId) =>
        new(SubscriptionException.UnknownDelivery, $"'{subscription}' was sent no event {eventId}; GET /api/v1/subscriptions/{subscription}/deliveries lists them");
}
