using IntegrationHub.Api.Access;
using IntegrationHub.Store.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace IntegrationHub.Api.Clock;

/// <param name="Demo">The hub plays another time: it is not the time of the reader's clock.</param>
/// <param name="TraceUrl">Where a trace is looked at, with {traceId} in place of its id; null: nobody said.</param>
public sealed record ClockAnswer(DateTimeOffset Now, bool Demo, string? TraceUrl);

/// <param name="Url">Address of a trace in Jaeger, Tempo or the like, with <see cref="Placeholder"/>; null: not known.</param>
public sealed record TraceViewer(string? Url)
{
    public const string Placeholder = "{traceId}";
}

internal static class ClockEndpoints
{
    public static void MapClock(this IEndpointRouteBuilder routes, bool isDemo) => routes
        .MapGet("/clock", (TimeProvider clock, TraceViewer traces) => TypedResults.Ok(new ClockAnswer(clock.GetUtcNow(), isDemo, traces.Url))).Needs(Rights.Read, Reach.Everyone).WithName("getClock")
        .WithTags("Clock").WithSummary("What time the hub has, and where its traces are looked at");
}
