using IntegrationHub.Api.Access;
using IntegrationHub.Store.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace IntegrationHub.Api.Clock;

/// <param name="Demo">The hub plays another time: it is not the time of the reader's clock.</param>
public sealed record ClockAnswer(DateTimeOffset Now, bool Demo);

internal static class ClockEndpoints
{
    public static void MapClock(this IEndpointRouteBuilder routes, bool isDemo) => routes
        .MapGet("/clock", (TimeProvider clock) => TypedResults.Ok(new ClockAnswer(clock.GetUtcNow(), isDemo))).Needs(Rights.Read, Reach.Everyone).WithName("getClock")
        .WithTags("Clock").WithSummary("What time the hub has");
}
