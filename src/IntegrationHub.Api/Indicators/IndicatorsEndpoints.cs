using System.ComponentModel;
using IntegrationHub.Api.Access;
using IntegrationHub.Api.Plans;
using IntegrationHub.Api.Requests;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Store.Access;
using IntegrationHub.Store.Plans;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace IntegrationHub.Api.Indicators;

internal static class IndicatorsEndpoints
{
    public static void MapIndicators(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/indicators/{code}/values", ValuesAsync).WithTags("Indicators").Needs(Rights.Read, Reach.Unit).WithName("getValues")
            .WithSummary("One indicator of a unit through time, with target and verdict of each period")
            .Produces(StatusCodes.Status304NotModified).ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        var figure = routes.MapGroup("/indicators/{code}/values/{unit}/{period}").WithTags("Indicators");
        figure.MapGet("/lineage", LineageAsync).Needs(Rights.Read, Reach.Unit).WithName("getLineage")
            .WithSummary("What a figure is made of: units, ledger, batches, runs, traces, record keys; and what it still needs to meet its target")
            .Produces(StatusCodes.Status304NotModified).ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        figure.MapGet("/movement", MovementAsync).Needs(Rights.Read, Reach.Unit).WithName("getMovement")
            .WithSummary("Why a figure moved since another period or instant: the difference split by cause, with nothing left over")
            .Produces(StatusCodes.Status304NotModified).ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Results<Ok<ValueHistory>, StatusCodeHttpResult>> ValuesAsync(
        HttpContext context,
        [Description("Code of an indicator, or of a part of a composite")] string code,
        [Description("Id of a unit; without it the owner of the plan")] string? unit,
        [Description("First day; without it a year before the end")] DateOnly? from,
        [Description("Day after the last one; without it the period of today is the last")] DateOnly? to,
        [Description("month (without it), quarter or year")] string? grain,
        [Description("gregorian (without it) or admin")] string? calendar,
        [Description("subtree (without it), own, level:province, level:district or level:commune")] string? scope,
        [Description("Whose targets are held against it; without it the nearest plan of each period")] string? plan,
        [Description("as-was (without it), as-now, or as-now:2025-07-01")] string? view,
        [Description("As it was known at an instant: 2024-12-19 (the end of that day), 2024-12-19T16:00 (+07:00) or 2024-12-19T09:00:00Z; without it now")] string? asKnownAt,
        ValueHistories histories, UnchangedAnswers answers, CancellationToken cancellationToken)
    {
        if (grain is not null && !ValueHistories.Grains.Contains(grain))
        {
            throw new Problems.ApiProblemException("bad-parameter", $"grain is '{grain}'; use {string.Join(", ", ValueHistories.Grains)}");
        }

        var query = new ValueHistoryQuery(code, unit, from, to, grain ?? "month", PlansEndpoints.CalendarOf(calendar) ?? CalendarKind.Gregorian, scope, plan)
        {
            Known = PlansEndpoints.KnownOf(asKnownAt, null, null), View = view,
        };
        return await answers.IsUnchangedAsync(context, cancellationToken)
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Ok(await histories.ReadAsync(query, cancellationToken));
    }

    private static async Task<Results<Ok<Lineage>, StatusCodeHttpResult>> LineageAsync(
        HttpContext context,
        [Description("Code of an indicator, or of a part of a composite")] string code,
        [Description("Id of a unit")] string unit,
        [Description("2024-Q1 and the like, or a range 2024-01-01..2024-03-15")] string period,
        [Description("gregorian (without it) or admin")] string? calendar,
        [Description("subtree (without it), own, level:province, level:district or level:commune")] string? scope,
        [Description("Most changes of the ledger in one answer, 1 to 500")] int? limit,
        [Description("next of the answer before")] string? cursor,
        [Description("Whose target says what is still needed; without it the plan of the unit, else of the nearest above it")] string? plan,
        [Description("As it was known at an instant: 2024-12-19 (the end of that day), 2024-12-19T16:00 (+07:00) or 2024-12-19T09:00:00Z; without it now")] string? asKnownAt,
        [Description("By the metrics, indicators and targets that were applied at an instant; without it now")] string? definitionAt,
        [Description("By the units and their succession as they were known at an instant; without it now")] string? geographyAt,
        LineageReader lineages, UnchangedAnswers answers, CancellationToken cancellationToken)
    {
        var query = new LineageQuery(
            code, unit, period, PlansEndpoints.CalendarOf(calendar) ?? CalendarKind.Gregorian, scope, Paging.Limit(limit, otherwise: 100), cursor)
        {
            Known = PlansEndpoints.KnownOf(asKnownAt, definitionAt, geographyAt),
            Plan = plan,
        };
        return await answers.IsUnchangedAsync(context, cancellationToken)
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Ok(await lineages.ReadAsync(query, cancellationToken));
    }

    private static async Task<Results<Ok<FigureMovement>, StatusCodeHttpResult>> MovementAsync(
        HttpContext context,
        [Description("Code of an indicator that has a percentage, or of a part of a composite")] string code,
        [Description("Id of a unit")] string unit,
        [Description("The figure that is asked about: 2024-Q1 and the like, or a range 2024-01-01..2024-03-15")] string period,
        [Description("What it is compared with: another period, or an instant at which the same period was looked at (its data, definitions and geography), such as 2024-12-19 (the end of that day), 2024-12-19T16:00 (+07:00) or 2024-12-19T09:00:00Z")] string against,
        [Description("gregorian (without it) or admin")] string? calendar,
        [Description("subtree (without it), own, level:province, level:district or level:commune")] string? scope,
        [Description("as-was: along the org tree of that time (without it); as-now: in the units of today; as-now:2025-07-01: in those of a day")] string? view,
        [Description("The figure that is asked about as it was known at an instant; without it now")] string? asKnownAt,
        [Description("The figure that is asked about by the definitions that were applied at an instant; without it now")] string? definitionAt,
        [Description("The figure that is asked about by the units as they were known at an instant; without it now")] string? geographyAt,
        MovementReader movements, UnchangedAnswers answers, CancellationToken cancellationToken)
    {
        var query = new MovementQuery(code, unit, period, against, PlansEndpoints.CalendarOf(calendar) ?? CalendarKind.Gregorian, scope)
        {
            Known = PlansEndpoints.KnownOf(asKnownAt, definitionAt, geographyAt),
            View = view,
        };
        return await answers.IsUnchangedAsync(context, cancellationToken)
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Ok(await movements.ReadAsync(query, cancellationToken));
    }
}
