using IntegrationHub.Api.Access;
using IntegrationHub.Store.Access;
using IntegrationHub.Store.Freshness;
using IntegrationHub.Store.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Api.Health;

/// <summary>What waits between the stages: for operators and their monitoring.</summary>
internal static class QueueHealthEndpoints
{
    public static void MapQueueHealth(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/health/queues", AnswerAsync).Needs(Rights.Read, Reach.Everyone).WithName("healthOfQueues").WithTags("Health").WithSummary("What waits between the stages, how much and for how long");

    private static async Task<Ok<IReadOnlyList<QueueStanding>>> AnswerAsync(IDbContextFactory<HubDbContext> contexts, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return TypedResults.Ok(await QueueReader.ReadAsync(db, cancellationToken));
    }
}
