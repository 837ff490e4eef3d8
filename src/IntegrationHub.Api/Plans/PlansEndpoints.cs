using System.ComponentModel;
using IntegrationHub.Api.Access;
using IntegrationHub.Api.Problems;
using IntegrationHub.Api.Requests;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Store.Access;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Figures;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Plans;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace IntegrationHub.Api.Plans;

internal static class PlansEndpoints
{
    public static void MapPlans(this IEndpointRouteBuilder routes)
    {
        var plans = routes.MapGroup("/plans").WithTags("Plans");
        plans.MapGet("/", ListAsync).Needs(Rights.Read, Reach.Filtered).WithName("listPlans").WithSummary("The plans, with the units that their figures can be asked for");
        plans.MapGet("/{plan}", DetailAsync).Needs(Rights.Read, Reach.Filtered).WithName("getPlan").WithSummary("A plan as printed: rows, targets, clauses").ProducesProblem(StatusCodes.Status404NotFound);
        plans.MapGet("/{plan}/progress", ProgressAsync).Needs(Rights.Read, Reach.Unit).WithName("getProgress").WithSummary("Every row of a plan with its figure, target and verdict, in one answer")
            .Produces(StatusCodes.Status304NotModified).ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        plans.MapGet("/{plan}/matrix", MatrixAsync).Needs(Rights.Read, Reach.Unit).WithName("getMatrix").WithSummary("A unit and all below it, each with every figure of the plan: units down, indicators across, in one answer")
            .Produces(StatusCodes.Status304NotModified).ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        plans.MapGet("/{plan}/responsibilities", ResponsibilitiesAsync).Needs(Rights.Read).WithName("listResponsibilities").WithSummary("The bodies that lead the figures of a plan, or watch over them, each with its figures and how these stand")
            .Produces(StatusCodes.Status304NotModified).ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Ok<IReadOnlyList<PlanSummary>>> ListAsync(
        HttpContext context, UnitReach units, CatalogueStore catalogues, FigureCatalogues figures, TimeProvider clock, CancellationToken cancellationToken)
    {
        var (today, mine) = (VietnamDay.Of(clock.GetUtcNow()), await units.OfAsync(context.Caller(), cancellationToken));
        return await catalogues.CurrentAsync(cancellationToken) is { } active && await figures.OfAsync(active, cancellationToken) is { } catalogue
            ? TypedResults.Ok<IReadOnlyList<PlanSummary>>([.. catalogue.Catalogue.Plans.Values.Select(p => PlanSummary.Of(catalogue, p, today, mine))])
            : TypedResults.Ok<IReadOnlyList<PlanSummary>>([]);
    }

    private static async Task<Ok<PlanDetail>> DetailAsync(
        [Description("Id of a plan")] string plan, HttpContext context, UnitReach units, PlanFigures plans, TimeProvider clock, CancellationToken cancellationToken)
    {
        var (catalogue, found) = await plans.FindAsync(plan, cancellationToken);
        return TypedResults.Ok(PlanDetail.Of(catalogue, found, VietnamDay.Of(clock.GetUtcNow()), await units.OfAsync(context.Caller(), cancellationToken)));
    }

    private static async Task<Results<Ok<Progress>, StatusCodeHttpResult>> ProgressAsync(
        HttpContext context,
        [Description("Id of a plan")] string plan,
        [Description("2024-M03, 2024-Q1, 2024-H1, 2024-9M, 2024 or a range 2024-01-01..2024-03-15 (end exclusive); without it the current view")] string? period,
        [Description("Id of a unit; without it the plan's owner")] string? unit,
        [Description("gregorian, or admin: a quarter is the 15th to the 14th; without it the plan's own")] string? calendar,
        [Description("subtree (without it), own, level:province, level:district or level:commune")] string? scope,
        [Description("as-was: along the org tree of that time (without it); as-now: in the units of today; as-now:2025-07-01: in those of a day")] string? view,
        [Description("Figures as they were known at an instant: 2024-12-19 (the end of that day), 2024-12-19T16:00 (+07:00) or 2024-12-19T09:00:00Z; without it now")] string? asKnownAt,
        [Description("By the metrics, indicators and targets that were applied at an instant; without it now")] string? definitionAt,
        [Description("By the units and their succession as they were known at an instant; without it now")] string? geographyAt,
        PlanFigures plans, UnchangedAnswers answers, CancellationToken cancellationToken)
    {
        var query = new ProgressQuery(plan, unit, period, CalendarOf(calendar), scope)
        {
            Known = KnownOf(asKnownAt, definitionAt, geographyAt),
            View = view,
        };
        return await answers.IsUnchangedAsync(context, cancellationToken)
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Ok(await plans.ProgressAsync(query, cancellationToken));
    }

    private static async Task<Results<Ok<PlanMatrix>, StatusCodeHttpResult>> MatrixAsync(
        HttpContext context,
        [Description("Id of a plan")] string plan,
        [Description("2024-M03, 2024-Q1, 2024-H1, 2024-9M, 2024 or a range 2024-01-01..2024-03-15 (end exclusive); without it the current view")] string? period,
        [Description("Id of the unit on top; without it the plan's owner")] string? unit,
        [Description("gregorian, or admin: a quarter is the 15th to the 14th; without it the plan's own")] string? calendar,
        [Description("Of each figure: subtree (without it), own, level:province, level:district or level:commune")] string? scope,
        [Description("as-was: along the org tree of that time (without it); as-now: in the units of today; as-now:2025-07-01: in those of a day")] string? view,
        [Description("Figures as they were known at an instant: 2024-12-19 (the end of that day), 2024-12-19T16:00 (+07:00) or 2024-12-19T09:00:00Z; without it now")] string? asKnownAt,
        [Description("By the metrics, indicators and targets that were applied at an instant; without it now")] string? definitionAt,
        [Description("By the units and their succession as they were known at an instant; without it now")] string? geographyAt,
        PlanMatrices matrices, UnchangedAnswers answers, CancellationToken cancellationToken)
    {
        var query = new ProgressQuery(plan, unit, period, CalendarOf(calendar), scope)
        {
            Known = KnownOf(asKnownAt, definitionAt, geographyAt),
            View = view,
        };
        return await answers.IsUnchangedAsync(context, cancellationToken)
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Ok(await matrices.ReadAsync(query, cancellationToken));
    }

    private static async Task<Results<Ok<IReadOnlyList<Responsibility>>, StatusCodeHttpResult>> ResponsibilitiesAsync(
        HttpContext context,
        [Description("Id of a plan")] string plan,
        [Description("lead: who leads (without it); monitor: who watches over and urges")] string? role,
        [Description("Id of a unit, or words as the plan prints them; without it all")] string? agency,
        [Description("2024-M03, 2024-Q1, 2024-H1, 2024-9M, 2024 or a range 2024-01-01..2024-03-15 (end exclusive); without it the current view")] string? period,
        PlanFigures plans, UnchangedAnswers answers, CancellationToken cancellationToken)
    {
        var asked = role ?? Responsibilities.Lead;
        if (asked is not (Responsibilities.Lead or Responsibilities.Monitor))
        {
            throw new ApiProblemException("bad-parameter", $"role is '{role}'; use lead or monitor");
        }

        if (await answers.IsUnchangedAsync(context, cancellationToken))
        {
            return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        }

        var (catalogue, found) = await plans.FindAsync(plan, cancellationToken);
        var progress = await plans.ProgressAsync(new ProgressQuery(plan, Period: period), cancellationToken);
        return TypedResults.Ok(Responsibilities.Of(catalogue, found, progress.Rows, asked, agency));
    }

    internal static CalendarKind? CalendarOf(string? calendar) => calendar switch
    {
        null => null,
        "gregorian" => CalendarKind.Gregorian,
        "admin" => CalendarKind.Admin,
        _ => throw new ApiProblemException("bad-parameter", $"calendar is '{calendar}'; use gregorian or admin"),
    };

    internal static KnownAt KnownOf(string? asKnownAt, string? definitionAt, string? geographyAt) =>
        new(InstantOf(nameof(asKnownAt), asKnownAt), InstantOf(nameof(definitionAt), definitionAt), InstantOf(nameof(geographyAt), geographyAt));

    private static DateTimeOffset? InstantOf(string name, string? text) =>
        text is null ? null
        : Instants.TryParse(text, out var instant) ? instant
        : throw new ApiProblemException("bad-parameter", $"{name} is '{text}'; write {Instants.Forms}");
}
