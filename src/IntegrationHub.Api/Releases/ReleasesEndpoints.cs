using System.ComponentModel;
using System.Globalization;
using IntegrationHub.Api.Access;
using IntegrationHub.Api.Plans;
using IntegrationHub.Api.Problems;
using IntegrationHub.Api.Requests;
using IntegrationHub.Store.Access;
using IntegrationHub.Store.Exports;
using IntegrationHub.Store.Plans;
using IntegrationHub.Store.Releases;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace IntegrationHub.Api.Releases;

internal static class ReleasesEndpoints
{
    public static void MapReleases(this IEndpointRouteBuilder routes)
    {
        var releases = routes.MapGroup("/releases").WithTags("Releases");
        releases.MapGet("/", ListAsync).Needs(Rights.Read).WithName("listReleases").WithSummary("Releases of plans, newest first").ProducesProblem(StatusCodes.Status400BadRequest);
        releases.MapPost("/", PrepareAsync).Needs(Rights.Operate).WithName("prepareRelease").WithSummary("Freeze the figures of a plan as they are known now")
            .WithDescription("Data, definitions and geography are those of this instant, for ever. Check it, submit it, and have a second person approve it.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound);
        releases.MapGet("/{id:long}", GetAsync).Needs(Rights.Read).WithName("getRelease").WithSummary("A release: its state, who signed it, what the check found, and the plan's own rows")
            .Produces(StatusCodes.Status304NotModified).ProducesProblem(StatusCodes.Status404NotFound);
        Step(releases.MapPost("/{id:long}/check", CheckAsync).Needs(Rights.Operate).WithName("checkRelease").WithSummary("Look for what stands against signing it; every figure is counted anew from the cells"));
        Step(releases.MapPost("/{id:long}/submit", SubmitAsync).Needs(Rights.Operate).WithName("submitRelease").WithSummary("Submit it as the first person: from here on its content is closed")
            .WithDescription("What the check found needs a reason, which becomes part of the content."));
        Step(releases.MapPost("/{id:long}/approve", ApproveAsync).Needs(Rights.Approve).WithName("approveRelease").WithSummary("Approve it as a second person: its figures are final"));
        Step(releases.MapPost("/{id:long}/withdraw", WithdrawAsync).Needs(Rights.Operate).WithName("withdrawRelease").WithSummary("Withdraw it before it is approved, with a reason; it stays in the list"));
        releases.MapGet("/{id:long}/restatements", RestatementsAsync).Needs(Rights.Read).WithName("listRestatements").WithSummary("What became of its figures: before, after and cause of every change, oldest first")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        releases.MapGet("/{id:long}/report.json", FileAsync).Needs(Rights.Read).WithName("getReleaseFile").WithSummary("The release as a file that is checked without a hub")
            .WithDescription("Canonical JSON (RFC 8785) of all rows with the digest, who approved it, and a seal; deploy/samples/verify-release checks it. The entity tag is the digest, marked once it is approved.")
            .Produces<ReleaseFileAnswer>().Produces(StatusCodes.Status304NotModified).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        releases.MapGet("/{id:long}/report.csv", CsvAsync).Needs(Rights.Read).WithName("getReleaseTable").WithSummary("All rows of the release for a spreadsheet")
            .WithDescription("The columns of GET /plans/{plan}/export. The entity tag holds the digest.")
            .Produces<string>(StatusCodes.Status200OK, "text/csv").Produces(StatusCodes.Status304NotModified).ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static void Step(RouteHandlerBuilder step) => step
        .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);

    private static async Task<Ok<ListPage<ReleaseSummary>>> ListAsync(
        [Description("Id of a plan; without it all")] string? plan,
        [Description("Most releases of one answer, 1 to 500")] int? limit,
        [Description("next of the answer before")] string? cursor,
        ReleaseBook book, CancellationToken cancellationToken)
    {
        var size = Paging.Limit(limit);
        var found = await book.ListAsync(plan, Paging.Number(cursor), size + 1, cancellationToken);
        return TypedResults.Ok(new ListPage<ReleaseSummary>([.. found.Take(size).Select(ReleaseSummary.Of)], Next(found, size, r => r.Id)));
    }

    private static async Task<Created<ReleaseSummary>> PrepareAsync(HttpContext context, ReleaseRequest request, ReleaseBook book, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(request.Plan))
        {
            throw new ApiProblemException("bad-release", "missing: plan; a release says of which plan it is");
        }

        var order = new ReleaseOrder(request.Plan, request.Period, PlansEndpoints.CalendarOf(request.Calendar), request.View, request.CutOff, context.By(request.By));
        var release = await GuardedAsync(() => book.PrepareAsync(order, cancellationToken));
        return TypedResults.Created(string.Create(CultureInfo.InvariantCulture, $"/api/v1/releases/{release.Id}"), ReleaseSummary.Of(release));
    }

    private static async Task<Results<Ok<ReleaseDetail>, StatusCodeHttpResult>> GetAsync(HttpContext context, [Description("Number of the release")] long id, ReleaseBook book, CancellationToken cancellationToken)
    {
        var release = await GuardedAsync(() => book.FindAsync(id, cancellationToken));
        var restated = await book.RestatedAsync(id, cancellationToken);

        // The content is its digest; the state and what became of the figures go on.
        return IsKnown(context, string.Create(CultureInfo.InvariantCulture, $"{release.Digest ?? $"{id}.{release.CheckedAt?.UtcTicks ?? 0}"}-{release.State}-{restated}"))
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Ok(ReleaseDetail.Of(release, await book.ContentAsync(id, cancellationToken), restated));
    }

    private static async Task<Ok<ReleaseDetail>> CheckAsync(HttpContext context, [Description("Number of the release")] long id, ReleaseStep step, ReleaseBook book, CancellationToken cancellationToken)
    {
        var (release, _) = await GuardedAsync(() => book.CheckAsync(id, context.By(step.By), cancellationToken));
        return TypedResults.Ok(ReleaseDetail.Of(release, await book.ContentAsync(id, cancellationToken), 0));
    }

    private static async Task<Ok<ReleaseSummary>> SubmitAsync(HttpContext context, [Description("Number of the release")] long id, ReleaseStep step, ReleaseBook book, CancellationToken cancellationToken) =>
        TypedResults.Ok(ReleaseSummary.Of(await GuardedAsync(() => book.SubmitAsync(id, context.By(step.By), step.Reason, cancellationToken))));

    private static async Task<Ok<ReleaseSummary>> ApproveAsync(HttpContext context, [Description("Number of the release")] long id, ReleaseStep step, ReleaseBook book, CancellationToken cancellationToken) =>
        TypedResults.Ok(ReleaseSummary.Of(await GuardedAsync(() => book.ApproveAsync(id, context.By(step.By), cancellationToken))));

    private static async Task<Ok<ReleaseSummary>> WithdrawAsync(HttpContext context, [Description("Number of the release")] long id, ReleaseStep step, ReleaseBook book, CancellationToken cancellationToken) =>
        TypedResults.Ok(ReleaseSummary.Of(await GuardedAsync(() => book.WithdrawAsync(id, context.By(step.By), step.Reason ?? "", cancellationToken))));

    private static async Task<Ok<ListPage<ReleaseRestatement>>> RestatementsAsync(
        [Description("Number of the release")] long id,
        [Description("Most changes of one answer, 1 to 500")] int? limit,
        [Description("next of the answer before")] string? cursor,
        ReleaseBook book, CancellationToken cancellationToken)
    {
        var size = Paging.Limit(limit);
        var found = await GuardedAsync(() => book.RestatementsAsync(id, Paging.Number(cursor), size + 1, cancellationToken));
        return TypedResults.Ok(new ListPage<ReleaseRestatement>([.. found.Take(size).Select(ReleaseRestatement.Of)], Next(found, size, r => r.Id)));
    }

    private static async Task<Results<FileContentHttpResult, StatusCodeHttpResult>> FileAsync(HttpContext context, [Description("Number of the release")] long id, ReleaseBook book, CancellationToken cancellationToken)
    {
        var release = await GuardedAsync(() => book.FindAsync(id, cancellationToken));
        return release.Digest is not null && IsKnown(context, $"{release.Digest}{(release.ApprovedAt is null ? "" : "-approved")}")
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.File(await GuardedAsync(() => book.FileAsync(id, cancellationToken)), "application/json", string.Create(CultureInfo.InvariantCulture, $"release-{id}.json"));
    }

    private static async Task<Results<FileContentHttpResult, StatusCodeHttpResult>> CsvAsync(HttpContext context, [Description("Number of the release")] long id, ReleaseBook book, CancellationToken cancellationToken)
    {
        var release = await GuardedAsync(() => book.FindAsync(id, cancellationToken));
        if (IsKnown(context, string.Create(CultureInfo.InvariantCulture, $"{release.Digest ?? $"draft-{id}"}.csv")))
        {
            return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        }

        var content = await book.ContentAsync(id, cancellationToken);
        await using var text = new StringWriter(CultureInfo.InvariantCulture);
        ExportFormat.Csv.Begin(text);
        foreach (var unit in content.Rows.GroupBy(r => r.Unit))
        {
            ExportFormat.Csv.Rows(new Progress(content.Plan.Id, unit.Key, content.Calendar, content.View, content.AsKnownAt, [.. unit]), content.Scope, text);
        }

        return TypedResults.File(System.Text.Encoding.UTF8.GetBytes(text.ToString()), ExportFormat.Csv.MediaType, string.Create(CultureInfo.InvariantCulture, $"release-{id}.csv"));
    }

    /// <summary>Weak: the same answer may be sent compressed or not.</summary>
    private static bool IsKnown(HttpContext context, string tag)
    {
        var entity = new EntityTagHeaderValue($"\"{tag}\"", isWeak: true);
        context.Response.GetTypedHeaders().ETag = entity;
        return context.Request.GetTypedHeaders().IfNoneMatch.Any(known => known.Equals(EntityTagHeaderValue.Any) || known.Compare(entity, useStrongComparison: false));
    }

    private static string? Next<T>(IReadOnlyList<T> found, int size, Func<T, long> number) => found.Count > size ? number(found[size - 1]).ToString(CultureInfo.InvariantCulture) : null;

    private static async Task<T> GuardedAsync<T>(Func<Task<T>> work)
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
}
