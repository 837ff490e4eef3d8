using System.ComponentModel;
using IntegrationHub.Api.Access;
using IntegrationHub.Api.Requests;
using IntegrationHub.Store.Access;
using IntegrationHub.Store.Plans;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace IntegrationHub.Api.Reconciliation;

internal static class ReconciliationEndpoints
{
    public static void MapReconciliation(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/reconciliation", ListAsync).Needs(Rights.Read, Reach.Unit).WithName("listDifferences").WithTags("Reconciliation")
            .WithSummary("Where two feeds of a metric disagree: what is counted from records against what a snapshot states")
            .Produces(StatusCodes.Status304NotModified).ProducesProblem(StatusCodes.Status404NotFound);
        routes.MapGet("/reconciliation/national", NationalAsync).Needs(Rights.Read, Reach.Unit).WithName("listNationalFigures").WithTags("Reconciliation")
            .WithSummary("The hub's figures beside those that are published nationally: both values, both definitions, the difference in points")
            .Produces(StatusCodes.Status304NotModified).ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Results<Ok<IReadOnlyList<NationalDifference>>, StatusCodeHttpResult>> NationalAsync(
        HttpContext context,
        [Description("Only this unit; without it all that something is published of")] string? unit,
        [Description("Code of an indicator; without it all that something is published of")] string? indicator,
        NationalComparison comparison, UnchangedAnswers answers, CancellationToken cancellationToken) =>
        await answers.IsUnchangedAsync(context, cancellationToken)
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Ok(await comparison.ReadAsync(unit, indicator, cancellationToken));

    private static async Task<Results<Ok<IReadOnlyList<Difference>>, StatusCodeHttpResult>> ListAsync(
        HttpContext context,
        [Description("A unit, with all below it; without it all")] string? unit,
        [Description("Code of a metric; without it all that two feeds carry")] string? metric,
        PlanDifferences differences, UnchangedAnswers answers, CancellationToken cancellationToken) =>
        await answers.IsUnchangedAsync(context, cancellationToken)
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Ok(await differences.ReadAsync(unit, metric, cancellationToken));
}
