using System.ComponentModel;
using IntegrationHub.Api.Plans;
using IntegrationHub.Api.Requests;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Store.Plans;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace IntegrationHub.Api.Indicators;

internal static class IndicatorsEndpoints
{
    public static void MapIndicators(this IEndpointRouteBuilder routes) => routes
        .MapGet("/indicators/{code}/values/{unit}/{period}/lineage", LineageAsync).WithName("getLineage").WithTags("Indicators")
        .WithSummary("What a figure is made of: units, ledger, batches, runs, traces, record keys")
        .Produces(StatusCodes.Status304NotModified).ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);

    private static async Task<Results<Ok<Lineage>, StatusCodeHttpResult>> LineageAsync(
        HttpContext context,
        [Description("Code of an indicator, or of a part of a composite")] string code,
        [Description("Id of a unit")] string unit,
        [Description("2024-Q1 and the like, or a range 2024-01-01..2024-03-15")] string period,
        [Description("gregorian (without it) or admin")] string? calendar,
        [Description("subtree (without it), own, level:province, level:district or level:commune")] string? scope,
        [Description("Most changes of the ledger in one answer, 1 to 500")] int? limit,
        [Description("next of the answer before")] string? cursor,
        LineageReader lineages, UnchangedAnswers answers, CancellationToken cancellationToken)
    {
        var query = new LineageQuery(
            code, unit, period, PlansEndpoints.CalendarOf(calendar) ?? CalendarKind.Gregorian, scope, Paging.Limit(limit, otherwise: 100), cursor);
        return await answers.IsUnchangedAsync(context, cancellationToken)
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Ok(await lineages.ReadAsync(query, cancellationToken));
    }
}
