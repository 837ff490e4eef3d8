using System.ComponentModel;
using System.Globalization;
using IntegrationHub.Api.Access;
using IntegrationHub.Store.Access;
using IntegrationHub.Api.Problems;
using IntegrationHub.Api.Requests;
using IntegrationHub.Store.Outbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace IntegrationHub.Api.Subscriptions;

/// <summary>Who is sent figures as they change. Targets are set up on the hub's machine alone: their definitions send secrets.</summary>
internal static class SubscriptionsEndpoints
{
    private const string Route = "/api/v1/subscriptions/";

    public static void MapSubscriptions(this IEndpointRouteBuilder routes)
    {
        var all = routes.MapGroup("/subscriptions").WithTags("Subscriptions");
        all.MapGet("/", ListAsync).Needs(Rights.Read).WithName("listSubscriptions").WithSummary("Who is sent events, how far each has come and what fails")
            .WithDescription("Webhooks, targets and the public exchange. A secret is named by its reference and never shown.");
        all.MapPost("/", AddAsync).Needs(Rights.Administer).WithName("addSubscription").WithSummary("Send events to one more webhook, signed as Standard Webhooks says")
            .WithDescription("Each event is posted by itself, at least once, with the same webhook-id whenever it comes again. Any 2xx within 15 seconds acknowledges it. What is not acknowledged is tried again for "
                + "three days and then parked; 410 pauses the subscriber at once.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status409Conflict);

        var one = all.MapGroup("/{id}").ProducesProblem(StatusCodes.Status404NotFound);
        one.MapGet("/", FindAsync).Needs(Rights.Read).WithName("getSubscription").WithSummary("One subscriber");
        Changes(one.MapPatch("/", ChangeAsync).Needs(Rights.Administer).WithName("changeSubscription").WithSummary("Change the address, the order or the filter of a webhook"));
        Changes(one.MapDelete("/", RemoveAsync).Needs(Rights.Administer).WithName("removeSubscription").WithSummary("Send a subscriber nothing more; events stay for the others"));
        Changes(one.MapPost("/pause", PauseAsync).Needs(Rights.Operate).WithName("pauseSubscription").WithSummary("Send nothing until it is resumed; the events stay in the outbox"));
        Changes(one.MapPost("/resume", ResumeAsync).Needs(Rights.Operate).WithName("resumeSubscription").WithSummary("Go on where it stopped"));
        Changes(one.MapPost("/rotate", RotateAsync).Needs(Rights.Administer).WithName("rotateSubscriptionSecret").WithSummary("Sign with another secret; the old one signs as well for a while"));
        Changes(one.MapPost("/test", TestAsync).Needs(Rights.Operate).WithName("testSubscription").WithSummary("Send a test event once, also to a paused webhook")
            .WithDescription("A running hub sends it within seconds; the delivery that is answered says what came of it."));

        var deliveries = one.MapGroup("/deliveries");
        deliveries.MapGet("/", DeliveriesAsync).Needs(Rights.Read).WithName("listDeliveries").WithSummary("What a subscriber was sent, newest first, with every attempt")
            .WithDescription("Settled deliveries are kept for 30 days, the newest 10000 of a subscriber; what waits or is parked stays.").ProducesProblem(StatusCodes.Status400BadRequest);
        deliveries.MapGet("/{delivery:guid}", DeliveryAsync).Needs(Rights.Read).WithName("getDelivery").WithSummary("One delivery, by the id of its event");
        Changes(deliveries.MapPost("/{delivery:guid}/redeliver", RedeliverAsync).Needs(Rights.Operate).WithName("redeliver").WithSummary("Send an event once more, with the same id")
            .WithDescription("Whatever became of it, and also when the log has forgotten it. Events that come later are not held up."));
    }

    private static void Changes(RouteHandlerBuilder route) => route.ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden);

    private static async Task<Ok<IReadOnlyList<SubscriptionAnswer>>> ListAsync(SubscriptionBook book, CancellationToken cancellationToken) =>
        TypedResults.Ok<IReadOnlyList<SubscriptionAnswer>>([.. (await book.ListAsync(cancellationToken)).Select(SubscriptionAnswer.Of)]);

    private static async Task<Ok<SubscriptionAnswer>> FindAsync([Description("Id of a subscriber")] string id, SubscriptionBook book, CancellationToken cancellationToken) =>
        TypedResults.Ok(SubscriptionAnswer.Of(await Guarded(() => book.FindAsync(id, cancellationToken))));

    private static async Task<Created<SubscriptionAnswer>> AddAsync(SubscriptionOrder order, SubscriptionBook book, CancellationToken cancellationToken)
    {
        var draft = new WebhookDraft(order.Id, order.Url, order.Secret, order.Ordered ?? true, order.Filter?.Read() ?? new SubscriberFilter(), order.FromStart ?? false);
        return TypedResults.Created(Route + Uri.EscapeDataString(order.Id), SubscriptionAnswer.Of(await Guarded(() => book.AddAsync(draft, cancellationToken))));
    }

    private static async Task<Ok<SubscriptionAnswer>> ChangeAsync([Description("Id of a webhook")] string id, SubscriptionPatch patch, SubscriptionBook book, CancellationToken cancellationToken) =>
        TypedResults.Ok(SubscriptionAnswer.Of(await Guarded(() => book.ChangeAsync(id, new WebhookChange(patch.Url, patch.Ordered, patch.Filter?.Read()), cancellationToken))));

    private static async Task<NoContent> RemoveAsync([Description("Id of a webhook or target")] string id, SubscriptionBook book, CancellationToken cancellationToken)
    {
        await Guarded(async () =>
        {
            await book.RemoveAsync(id, cancellationToken);
            return true;
        });
        return TypedResults.NoContent();
    }

    private static async Task<Ok<SubscriptionAnswer>> PauseAsync([Description("Id of a webhook or target")] string id, PauseOrder order, SubscriptionBook book, CancellationToken cancellationToken) =>
        TypedResults.Ok(SubscriptionAnswer.Of(await Guarded(() => book.PauseAsync(id, order.Reason, cancellationToken))));

    private static async Task<Ok<SubscriptionAnswer>> ResumeAsync([Description("Id of a webhook or target")] string id, SubscriptionBook book, CancellationToken cancellationToken) =>
        TypedResults.Ok(SubscriptionAnswer.Of(await Guarded(() => book.ResumeAsync(id, cancellationToken))));

    private static async Task<Ok<SubscriptionAnswer>> RotateAsync([Description("Id of a webhook")] string id, RotateOrder order, SubscriptionBook book, CancellationToken cancellationToken) =>
        TypedResults.Ok(SubscriptionAnswer.Of(await Guarded(() => book.RotateAsync(id, order.Secret, TimeSpan.FromHours(order.KeepOldHours ?? 24), cancellationToken))));

    private static async Task<Accepted<DeliveryAnswer>> TestAsync([Description("Id of a webhook")] string id, DeliveryBook book, CancellationToken cancellationToken) =>
        Begun(id, await Guarded(() => book.TestAsync(id, cancellationToken)));

    private static async Task<Ok<ListPage<DeliveryAnswer>>> DeliveriesAsync(
        [Description("Id of a webhook or target")] string id,
        [Description("Only those in this state: waiting, delivered, parked, skipped or failed")] string? state,
        [Description("Most deliveries of one answer, 1 to 500")] int? limit,
        [Description("next of the answer before")] string? cursor,
        DeliveryBook book, CancellationToken cancellationToken)
    {
        if (state is not null && !EventDelivery.States.Contains(state))
        {
            throw new ApiProblemException("bad-parameter", $"'{state}' is no state of a delivery; there are {string.Join(", ", EventDelivery.States)}");
        }

        var (size, before) = (Paging.Limit(limit), Paging.Number(cursor));
        var found = await Guarded(() => book.ListAsync(id, state, before, size + 1, cancellationToken));
        return TypedResults.Ok(new ListPage<DeliveryAnswer>(
            [.. found.Take(size).Select(DeliveryAnswer.Of)], found.Count > size ? found[size - 1].Delivery.Id.ToString(CultureInfo.InvariantCulture) : null));
    }

    private static async Task<Ok<DeliveryAnswer>> DeliveryAsync(
        [Description("Id of a webhook or target")] string id, [Description("Id of the event")] Guid delivery, DeliveryBook book, CancellationToken cancellationToken) =>
        TypedResults.Ok(DeliveryAnswer.Of(await Guarded(() => book.FindAsync(id, delivery, cancellationToken))));

    private static async Task<Accepted<DeliveryAnswer>> RedeliverAsync(
        [Description("Id of a webhook or target")] string id, [Description("Id of the event")] Guid delivery, DeliveryBook book, CancellationToken cancellationToken) =>
        Begun(id, await Guarded(() => book.RedeliverAsync(id, delivery, cancellationToken)));

    private static Accepted<DeliveryAnswer> Begun(string id, LoggedDelivery delivery) =>
        TypedResults.Accepted($"{Route}{Uri.EscapeDataString(id)}/deliveries/{delivery.Delivery.EventId}", DeliveryAnswer.Of(delivery));

    private static async Task<T> Guarded<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (SubscriptionException e)
        {
            throw new ApiProblemException(e.Code, e.Message);
        }
    }
}
