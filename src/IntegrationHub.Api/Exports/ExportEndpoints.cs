using System.ComponentModel;
using System.Globalization;
using System.Text;
using IntegrationHub.Api.Access;
using IntegrationHub.Api.Plans;
using IntegrationHub.Api.Problems;
using IntegrationHub.Api.Requests;
using IntegrationHub.Store.Access;
using IntegrationHub.Store.Exports;
using IntegrationHub.Store.Plans;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace IntegrationHub.Api.Exports;

internal static class ExportEndpoints
{
    public static void MapExports(this IEndpointRouteBuilder routes) => routes.MapGet("/plans/{plan}/export", ExportAsync).Needs(Rights.Read, Reach.Unit).WithName("exportPlan").WithTags("Plans")
        .WithSummary("Rows of a plan as a file: of one period, or of many periods and units")
        .WithDescription("csv opens in a spreadsheet (with the mark of UTF-8; texts that it would run as a formula begin with an apostrophe), jsonl has a progress row a line with plan, view, scope and asOf, "
            + "sdmx-csv is SDMX-CSV 2.0 with OBS_STATUS: O missing, M cannot exist, B break, E estimated, U too little arrived, P not released, A released. What is missing has no value and is never 0. "
            + "The file is made while it is sent: one that ends early was broken off. Its tables are as the store was when their turn came; asKnownAt makes them all of one instant.")
        .Produces<string>(StatusCodes.Status200OK, "text/csv", "application/jsonl", "application/vnd.sdmx.data+csv")
        .Produces(StatusCodes.Status304NotModified).ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);

    private static async Task<Results<EmptyHttpResult, StatusCodeHttpResult>> ExportAsync(
        HttpContext context,
        [Description("Id of a plan")] string plan,
        [Description("csv (without it), jsonl or sdmx-csv")] string? format,
        [Description("One period: 2024-M03, 2024-Q1, 2024-H1, 2024-9M, 2024 or a range 2024-01-01..2024-03-15 (end exclusive); without it, and without from and to, the current view")] string? period,
        [Description("First day of many periods, 2024-01-01; with to")] string? from,
        [Description("The day after the last of them, 2025-01-01; periods that reach beyond are left out")] string? to,
        [Description("Which periods between from and to: month (without it), quarter, year, or cumulative (Q1, H1, 9M and the year)")] string? by,
        [Description("Id of a unit; without it the plan's owner")] string? unit,
        [Description("true: with all units below the unit, each for itself")] bool? below,
        [Description("gregorian, or admin: a quarter is the 15th to the 14th; without it the plan's own")] string? calendar,
        [Description("subtree (without it), own, level:province, level:district or level:commune")] string? scope,
        [Description("as-was: along the org tree of that time (without it); as-now: in the units of today; as-now:2025-07-01: in those of a day")] string? view,
        [Description("Figures as they were known at an instant: 2024-12-19 (the end of that day), 2024-12-19T16:00 (+07:00) or 2024-12-19T09:00:00Z; without it now")] string? asKnownAt,
        [Description("By the metrics, indicators and targets that were applied at an instant; without it now")] string? definitionAt,
        [Description("By the units and their succession as they were known at an instant; without it now")] string? geographyAt,
        PlanTables tables, UnchangedAnswers answers, CancellationToken cancellationToken)
    {
        var form = ExportFormat.Find(format ?? ExportFormat.Csv.Word)
            ?? throw new ApiProblemException("bad-parameter", $"format is '{format}'; use {string.Join(", ", ExportFormat.All.Select(f => f.Word))}");
        var query = new TablesQuery(
            new ProgressQuery(plan, unit, period, PlansEndpoints.CalendarOf(calendar), scope) { Known = PlansEndpoints.KnownOf(asKnownAt, definitionAt, geographyAt), View = view },
            DayOf(nameof(from), from), DayOf(nameof(to), to), by, below ?? false);
        if (await answers.IsUnchangedAsync(context, cancellationToken))
        {
            return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        }

        // What is wrong with the question shows with the first table, and is told before anything is sent.
        await using var table = tables.ReadAsync(query, cancellationToken).GetAsyncEnumerator(cancellationToken);
        var hasMore = await table.MoveNextAsync();
        context.Response.ContentType = form.MediaType;
        context.Response.GetTypedHeaders().ContentDisposition = new ContentDispositionHeaderValue("attachment") { FileName = $"{plan}.{form.Ending}" };
        await using var output = new StreamWriter(context.Response.Body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        await WriteAsync(form.Begin);
        while (hasMore)
        {
            await WriteAsync(text => form.Rows(table.Current, scope ?? "subtree", text));
            hasMore = await table.MoveNextAsync();
        }

        return TypedResults.Empty;

        async Task WriteAsync(Action<TextWriter> write)
        {
            var text = new StringWriter(CultureInfo.InvariantCulture);
            write(text);
            await output.WriteAsync(text.GetStringBuilder(), cancellationToken);
            await output.FlushAsync(cancellationToken);
        }
    }

    private static DateOnly? DayOf(string name, string? text) =>
        text is null ? null
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day
        : throw new ApiProblemException("bad-parameter", $"{name} is '{text}'; write a day such as 2024-12-31");
}
