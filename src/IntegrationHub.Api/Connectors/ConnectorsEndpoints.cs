using System.ComponentModel;
using IntegrationHub.Api.Access;
using IntegrationHub.Api.Problems;
using IntegrationHub.Api.Sources;
using IntegrationHub.Store.Access;
using IntegrationHub.Store.Catalogue;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace IntegrationHub.Api.Connectors;

internal static class ConnectorsEndpoints
{
    public static void MapConnectors(this IEndpointRouteBuilder routes)
    {
        var connectors = routes.MapGroup("/connectors").WithTags("Connectors");
        connectors.MapGet("/", ListAsync).Needs(Rights.Read, Reach.Everyone).WithName("listConnectors").WithSummary("The kinds of systems that can be read, with what a form needs of each");
        connectors.MapGet("/{key}", FindAsync).Needs(Rights.Read, Reach.Everyone).WithName("getConnector").WithSummary("One kind of system").ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Ok<IReadOnlyList<ConnectorAnswer>>> ListAsync(CatalogueStore catalogues, [FromServices] ISourceTrials? trials, CancellationToken cancellationToken)
    {
        var active = await catalogues.CurrentAsync(cancellationToken);
        return TypedResults.Ok<IReadOnlyList<ConnectorAnswer>>([.. (trials?.Connectors ?? []).Select(m => ConnectorAnswer.Of(m, active))]);
    }

    private static async Task<Ok<ConnectorAnswer>> FindAsync([Description("Key of a connector")] string key, CatalogueStore catalogues, [FromServices] ISourceTrials? trials, CancellationToken cancellationToken)
    {
        var module = (trials?.Connectors ?? []).FirstOrDefault(m => m.Key == key)
            ?? throw new ApiProblemException("unknown-connector", $"there is no connector '{key}'; known are {string.Join(", ", (trials?.Connectors ?? []).Select(m => m.Key))}");
        return TypedResults.Ok(ConnectorAnswer.Of(module, await catalogues.CurrentAsync(cancellationToken)));
    }
}
