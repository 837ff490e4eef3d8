using System.Text.Json;
using IntegrationHub.Api.Access;
using IntegrationHub.Store.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace IntegrationHub.Api.Health;

/// <param name="Status">healthy, degraded or unhealthy.</param>
public sealed record HealthAnswer(string Status, IReadOnlyList<HealthAnswerCheck> Checks);

/// <param name="Description">What to do; null when there is nothing to do or to say.</param>
public sealed record HealthAnswerCheck(string Name, string Status, string? Description);

/// <summary>Whether the process lives, and whether it can do its work. The bus adds its own check, under the same tag.</summary>
public static class HealthEndpoints
{
    /// <summary>Tag of a check without which the process cannot do its work.</summary>
    public const string Ready = "ready";

    /// <summary>Tag of a check whose words are ours: they hold no addresses and accounts, and anybody may read them.</summary>
    public const string Own = "own";

    // Who asks waits seconds, not until a connection into nowhere is given up.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static IServiceCollection AddHubHealth(this IServiceCollection services)
    {
        services.AddHealthChecks()
            .AddCheck<StoreHealth>(StoreHealth.Name, tags: [Ready, Own], timeout: Patience).AddCheck<CatalogueHealth>(CatalogueHealth.Name, tags: [Ready, Own], timeout: Patience);
        return services;
    }

    /// <summary>In every process, whatever its roles.</summary>
    public static void MapHubHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/healthz", () => TypedResults.Ok(new HealthAnswer(Word(HealthStatus.Healthy), [])))
            .Needs(Rights.None, Reach.Everyone).WithName("healthz").WithTags("Health").WithSummary("The process lives");
        routes.MapGet("/readyz", ReadyAsync).Needs(Rights.None, Reach.Everyone).WithName("readyz").WithTags("Health").WithSummary("Store, catalogue and bus are there")
            .Produces<HealthAnswer>(StatusCodes.Status503ServiceUnavailable);
    }

    internal static string Word(HealthStatus status) => JsonNamingPolicy.CamelCase.ConvertName(status.ToString());

    internal static async Task<(HealthStatus Status, IReadOnlyList<HealthAnswerCheck> Checks)> CheckAsync(HealthCheckService checks, CancellationToken cancellationToken)
    {
        var report = await checks.CheckHealthAsync(check => check.Tags.Contains(Ready), cancellationToken);

        // What others say about themselves may hold addresses and accounts.
        return (report.Status, [.. report.Entries.Select(e =>
            new HealthAnswerCheck(e.Key, Word(e.Value.Status), e.Value.Tags.Contains(Own) ? e.Value.Description : null))]);
    }

    private static async Task<Results<Ok<HealthAnswer>, JsonHttpResult<HealthAnswer>>> ReadyAsync(HealthCheckService checks, CancellationToken cancellationToken)
    {
        var (status, found) = await CheckAsync(checks, cancellationToken);
        var answer = new HealthAnswer(Word(status), found);
        return status is HealthStatus.Unhealthy ? TypedResults.Json(answer, statusCode: StatusCodes.Status503ServiceUnavailable) : TypedResults.Ok(answer);
    }
}
