using System.ComponentModel;
using System.Globalization;
using IntegrationHub.Api.Access;
using IntegrationHub.Api.Problems;
using IntegrationHub.Store.Access;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace IntegrationHub.Api.Sources;

/// <summary>Trying a source out, as it is or as it is about to be saved.</summary>
internal static class SourceTrialsEndpoints
{
    private const int DaysBack = 31;
    private const int DefaultRecords = 20;
    private const int MostRecords = 500;

    // Each asks a foreign system and takes seconds.
    private static readonly SemaphoreSlim Free = new(4, 4);

    public static void MapSourceTrials(this IEndpointRouteBuilder routes)
    {
        var one = routes.MapGroup("/sources/{id}").WithTags("Sources");
        Tries(one.MapPost("/test", TestAsync).WithName("testSource").WithSummary("Test the connection step by step: address, connection, sign-in, permission. Changes nothing")
            .WithDescription("Without a body the source as it is; with one as it would be, saved or not. The request leaves from the process that answers, so in a split installation from the machine of the API. A failed step is an "
                + "answer (200, passed false), not an error."));
        Tries(one.MapPost("/preview", PreviewAsync).WithName("previewSource").WithSummary("Read a few records and show what would be counted, what refused, and which figures would change. Stores nothing")
            .WithDescription("Without a definition the source as it is. The effect is that of the records that were read; more records change more."));
    }

    private static void Tries(RouteHandlerBuilder route) => route.Needs(Rights.Operate).Produces<FindingsProblem>(StatusCodes.Status400BadRequest, "application/problem+json")
        .ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Ok<SourceTestAnswer>> TestAsync(
        HttpContext context, [Description("Id of a source, also of one that is not saved yet")] string id, TestOrder order, SourceBoard board, SourceDrafts drafts, SourceReachRules rules, CatalogueStore catalogues,
        [FromServices] ISourceTrials? trials, TimeProvider clock, CancellationToken cancellationToken)
    {
        var trial = await TrialAsync(context, id, order.Definition, board, drafts, rules, catalogues, cancellationToken);
        var began = clock.GetTimestamp();
        var steps = SourceTestStep.Of(await GuardedAsync(() => Needed(trials).TestAsync(trial, cancellationToken), cancellationToken), drafts.ModuleOf(trial.Source.Connector));
        return TypedResults.Ok(new SourceTestAnswer(id, order.Definition is not null, steps.All(s => s.State == "ok"), Environment.MachineName, (long)clock.GetElapsedTime(began).TotalMilliseconds, steps));
    }

    private static async Task<Ok<SourcePreviewAnswer>> PreviewAsync(
        HttpContext context, [Description("Id of a source, also of one that is not saved yet")] string id, PreviewOrder order, SourceBoard board, SourceDrafts drafts, SourceReachRules rules, CatalogueStore catalogues,
        [FromServices] ISourceTrials? trials, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (order.Limit is < 1 or > MostRecords)
        {
            throw new ApiProblemException("bad-parameter", string.Create(CultureInfo.InvariantCulture, $"limit is {order.Limit}; it may be 1 to {MostRecords}"));
        }

        var trial = await TrialAsync(context, id, order.Definition, board, drafts, rules, catalogues, cancellationToken);
        var today = VietnamDay.Of(clock.GetUtcNow());
        if (order.From is { } day && (day > today || day.Year < 2000))
        {
            throw new ApiProblemException("bad-parameter", string.Create(CultureInfo.InvariantCulture, $"from is {day:yyyy-MM-dd}; it may be 2000-01-01 to {today:yyyy-MM-dd}"));
        }

        var from = order.From ?? today.AddDays(-DaysBack);
        var preview = await GuardedAsync(() => Needed(trials).PreviewAsync(trial, new PreviewWish(order.Stream, order.Limit ?? DefaultRecords, from, order.Effect ?? true), cancellationToken), cancellationToken);
        return TypedResults.Ok(new SourcePreviewAnswer(id, order.Definition is not null, from, preview.Streams, preview.Effect));
    }

    private static async Task<SourceTrial> TrialAsync(
        HttpContext context, string id, SourceOrder? order, SourceBoard board, SourceDrafts drafts, SourceReachRules rules, CatalogueStore catalogues, CancellationToken cancellationToken)
    {
        if (order is null)
        {
            var (known, saved) = await board.FindAsync(id, cancellationToken);
            return new SourceTrial(known, saved, new Dictionary<string, string>());
        }

        var active = await catalogues.CurrentAsync(cancellationToken) ?? throw SourceEdits.NoCatalogue();
        var draft = drafts.Of(id, order, active);
        if (draft.HasErrors)
        {
            throw SourceEdits.Refused(draft);
        }

        rules.Check(context.Caller(), active.Sources.FirstOrDefault(s => s.Id == id), draft.Definition, [.. draft.Secrets.Keys], drafts.ModuleOf(draft.Definition.Connector));
        return new SourceTrial(active, draft.Definition, draft.Secrets);
    }

    private static async Task<T> GuardedAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        if (!await Free.WaitAsync(TimeSpan.FromSeconds(5), cancellationToken))
        {
            throw new ApiProblemException("too-many-trials", "several tests and previews are under way; try again in some seconds");
        }

        try
        {
            return await work();
        }
        finally
        {
            Free.Release();
        }
    }

    private static ISourceTrials Needed(ISourceTrials? trials) => trials ?? throw new ApiProblemException("no-connectors", "this process was built without connectors; use 'hub source test' on the machine that collects");
}

/// <param name="Definition">The source as it is about to be saved; left out: as it is.</param>
public sealed record TestOrder(SourceOrder? Definition);

/// <param name="Stream">Only this one; left out: all that the source reads.</param>
/// <param name="Limit">Records of each stream, 1 to 500; 20 if left out.</param>
/// <param name="From">First day; 31 days ago if left out.</param>
/// <param name="Effect">false: do not compute what the figures would be.</param>
/// <param name="Definition">The source as it is about to be saved; left out: as it is.</param>
public sealed record PreviewOrder(string? Stream, int? Limit, DateOnly? From, bool? Effect, SourceOrder? Definition);

/// <param name="Draft">It was of a definition that is not saved.</param>
/// <param name="AskedFrom">The machine from which the source was asked.</param>
public sealed record SourceTestAnswer(string Source, bool Draft, bool Passed, string AskedFrom, long TookMilliseconds, IReadOnlyList<SourceTestStep> Steps);

/// <param name="Draft">It was of a definition that is not saved.</param>
public sealed record SourcePreviewAnswer(string Source, bool Draft, DateOnly From, IReadOnlyList<StreamPreview> Streams, PreviewEffect? Effect);
