using System.Text.Json;
using IntegrationHub.Store.Plans;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace IntegrationHub.Api.Health;

/// <summary>Whether the process lives, and whether it can do its work. The bus adds its own check, under the same tag.</summary>
public static class HealthEndpoints
{
    private const string Ready = "ready";

    public static IServiceCollection AddHubHealth(this IServiceCollection services)
    {
        services.AddHealthChecks().AddCheck<StoreHealth>(StoreHealth.Name, tags: [Ready]).AddCheck<CatalogueHealth>(CatalogueHealth.Name, tags: [Ready]);
        return services;
    }

    public static void MapHubHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapHealthChecks("/healthz", new HealthCheckOptions { Predicate = _ => false, ResponseWriter = WriteAsync });
        routes.MapHealthChecks("/readyz", new HealthCheckOptions { Predicate = check => check.Tags.Contains(Ready), ResponseWriter = WriteAsync });
    }

    private static Task WriteAsync(HttpContext context, HealthReport report) => context.Response.WriteAsJsonAsync(new
    {
        Status = Word(report.Status),
        Checks = report.Entries.Select(e => new
        {
            Name = e.Key,
            Status = Word(e.Value.Status),

            // What others say about themselves may hold addresses and accounts.
            Description = e.Key is StoreHealth.Name or CatalogueHealth.Name ? e.Value.Description : null,
        }),
    }, ProgressJson.Options, context.RequestAborted);

    private static string Word(HealthStatus status) => JsonNamingPolicy.CamelCase.ConvertName(status.ToString());
}
