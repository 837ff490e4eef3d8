using System.ComponentModel;
using System.Globalization;
using IntegrationHub.Api.Access;
using IntegrationHub.Api.Plans;
using IntegrationHub.Api.Problems;
using IntegrationHub.Api.Requests;
using IntegrationHub.Store.Access;
using IntegrationHub.Store.Plans;
using IntegrationHub.Store.Releases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace IntegrationHub.Api.Reports;

internal static class ReportsEndpoints
{
    public static void MapReports(this IEndpointRouteBuilder routes)
    {
        var plans = routes.MapGroup("/plans").WithTags("Plans");
        foreach (var file in ReportFile.All)
        {
            plans.MapGet($"/{{plan}}/report.{file.Extension}", (
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
                PlanReports reports, UnchangedAnswers answers, CancellationToken cancellationToken) =>
                DraftAsync(file, context, new ProgressQuery(plan, unit, period, PlansEndpoints.CalendarOf(calendar), scope) { Known = PlansEndpoints.KnownOf(asKnownAt, definitionAt, geographyAt), View = view }, reports, answers, cancellationToken))
                .Needs(Rights.Read, Reach.Unit).WithName($"getReport{char.ToUpperInvariant(file.Extension[0])}{file.Extension[1..]}")
                .WithSummary($"The table of a plan as a paper to sign, in the form of the plans' appendices, as {file.Extension.ToUpperInvariant()}")
                .WithDescription("In Vietnamese, from the same rows as the progress of the plan, with the difficulties that units told. Before a release it says that it is a draft. The same rows are the same file.")
                .Produces<byte[]>(StatusCodes.Status200OK, file.ContentType)
                .Produces(StatusCodes.Status304NotModified).ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        }

        var releases = routes.MapGroup("/releases").WithTags("Releases");
        foreach (var file in ReportFile.All)
        {
            releases.MapGet($"/{{id:long}}/report.{file.Extension}", (
                [Description("Number of the release")] long id,
                [Description("Id of a unit of the release; without it the plan's owner")] string? unit,
                PlanReports reports, CancellationToken cancellationToken) => ReleasedAsync(file, id, unit, reports, cancellationToken))
                .Needs(Rights.Read).WithName($"getReleaseReport{char.ToUpperInvariant(file.Extension[0])}{file.Extension[1..]}")
                .WithSummary($"A release as a paper to sign, in the form of the plans' appendices, as {file.Extension.ToUpperInvariant()}")
                .WithDescription("From the frozen content alone, with its digest and who signed it: the same file for ever, whatever became of the figures since.")
                .Produces<byte[]>(StatusCodes.Status200OK, file.ContentType).ProducesProblem(StatusCodes.Status404NotFound);
        }
    }

    private static async Task<FileContentHttpResult> ReleasedAsync(ReportFile file, long id, string? unit, PlanReports reports, CancellationToken cancellationToken) =>
        TypedResults.File(file.Write(await Guarded(() => reports.ReleasedAsync(id, unit, cancellationToken))), file.ContentType, string.Create(CultureInfo.InvariantCulture, $"release-{id}.{file.Extension}"));

    private static async Task<T> Guarded<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (ReleaseException e)
        {
            throw new ApiProblemException(e.Code, e.Message);
        }
    }

    private static async Task<Results<FileContentHttpResult, StatusCodeHttpResult>> DraftAsync(
        ReportFile file, HttpContext context, ProgressQuery query, PlanReports reports, UnchangedAnswers answers, CancellationToken cancellationToken) =>
        await answers.IsUnchangedAsync(context, cancellationToken)
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.File(file.Write(await reports.DraftAsync(query, cancellationToken)), file.ContentType, $"{query.Plan}-{query.Period ?? "hien-tai"}.{file.Extension}");
}
