using IntegrationHub.Api.Access;
using IntegrationHub.Store.Access;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Outbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace IntegrationHub.Api.Health;

/// <param name="Status">healthy; degraded: somebody is not reached, or events are parked; unhealthy: the store cannot be asked.</param>
public sealed record SubscriptionsHealth(string Status, IReadOnlyList<SubscriberHealth> Subscribers);

/// <param name="State">active; failing: the last attempts failed; paused: by a person; given-up: the hub paused it, because nobody is there.</param>
/// <param name="Events">Events that it was not sent yet; 10000 is that many or more.</param>
/// <param name="Parked">Events that were tried for three days and wait for a person.</param>
public sealed record SubscriberHealth(string Id, string Kind, string State, int Events, int Waiting, int Parked, DateTimeOffset? AcknowledgedAt, DateTimeOffset? FailingSince, string? Problem);

/// <summary>Whether figures get out: for operators and their monitoring.</summary>
internal static class SubscriptionHealthEndpoints
{
    public static void MapSubscriptionHealth(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/health/subscriptions", AnswerAsync).Needs(Rights.Read, Reach.Everyone).WithName("healthOfSubscriptions").WithTags("Health").WithSummary("Whether every subscriber gets its events")
            .Produces<SubscriptionsHealth>(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<SubscriptionsHealth>, JsonHttpResult<SubscriptionsHealth>>> AnswerAsync(SubscriptionBook book, ILedgerDialect dialect, CancellationToken cancellationToken)
    {
        try
        {
            var subscribers = (await book.ListAsync(cancellationToken)).Select(Of).ToList();
            var isWell = subscribers.All(s => s is { State: "active" or "paused", Parked: 0 });
            return TypedResults.Ok(new SubscriptionsHealth(HealthEndpoints.Word(isWell ? HealthStatus.Healthy : HealthStatus.Degraded), subscribers));
        }
        catch (Exception e) when (dialect.IsTransient(e) || e is System.Data.Common.DbException)
        {
            return TypedResults.Json(new SubscriptionsHealth(HealthEndpoints.Word(HealthStatus.Unhealthy), []), statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }

    private static SubscriberHealth Of(SubscriberState state)
    {
        var s = state.Subscription;
        return new(
            s.Id, s.Kind, s.PausedAt is not null && s.PausedBy is null ? "given-up" : state.State, state.Events, state.Waiting, state.Parked, s.AcknowledgedAt, s.FailingSince,
            s.PausedBecause ?? s.Problem);
    }
}
