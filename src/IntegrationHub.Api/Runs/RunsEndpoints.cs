using System.ComponentModel;
using IntegrationHub.Api.Access;
using IntegrationHub.Api.Problems;
using IntegrationHub.Store.Access;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Sources;
using IntegrationHub.Store.Timeline;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Api.Runs;

internal static class RunsEndpoints
{
    private const int Samples = 5;

    public static void MapRuns(this IEndpointRouteBuilder routes)
    {
        var runs = routes.MapGroup("/runs/{id}").WithTags("Runs");
        runs.MapGet("", DetailAsync).Needs(Rights.Read).WithName("getRun").WithSummary("One run: counts, error, what was refused and what to do").ProducesProblem(StatusCodes.Status404NotFound);
        runs.MapGet("/timeline", TimelineAsync).Needs(Rights.Read).WithName("getRunTimeline").WithSummary("What the run did when: requests, pages, publishing, recording, deliveries, across all processes")
            .ProducesProblem(StatusCodes.Status404NotFound);
        runs.MapGet("/log", LogAsync).Needs(Rights.Read).WithName("getRunLog").WithSummary("What went wrong in the run, oldest first").ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Ok<RunDetail>> DetailAsync(
        [Description("Id of a run")] string id, IDbContextFactory<HubDbContext> contexts, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var run = await FindAsync(db, id, cancellationToken);
        var states = await db.Batches.Where(b => b.Run == run.Id).GroupBy(b => b.State).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(cancellationToken);
        int Count(BatchState state) => states.Find(s => s.Key == state)?.Count ?? 0;
        var batches = new BatchCounts(Count(BatchState.Pending), Count(BatchState.Recorded), Count(BatchState.Parked));
        return TypedResults.Ok(RunDetail.Of(run, batches, await RefusedAsync(db, run.Id, cancellationToken)));
    }

    private static async Task<Ok<RunTimeline>> TimelineAsync(
        [Description("Id of a run")] string id, IDbContextFactory<HubDbContext> contexts, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return TypedResults.Ok(await TimelineReader.OfAsync(db, await FindAsync(db, id, cancellationToken), cancellationToken));
    }

    private static async Task<Ok<IReadOnlyList<RunLogLine>>> LogAsync(
        [Description("Id of a run")] string id, IDbContextFactory<HubDbContext> contexts, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var lines = await TimelineReader.LogAsync(db, await FindAsync(db, id, cancellationToken), cancellationToken);
        return TypedResults.Ok<IReadOnlyList<RunLogLine>>([.. lines.Select(l => l with { Remedy = Remedies.Known(l.Code) })]);
    }

    private static async Task<Run> FindAsync(HubDbContext db, string id, CancellationToken cancellationToken) =>
        (Guid.TryParse(id, out var number) ? await db.Runs.AsNoTracking().SingleOrDefaultAsync(r => r.Id == number, cancellationToken) : null)
        ?? throw new ApiProblemException("unknown-run", $"there is no run '{id}'; /api/v1/sources/ID/runs lists those of a source");

    private static async Task<IReadOnlyList<RefusedCode>> RefusedAsync(HubDbContext db, Guid run, CancellationToken cancellationToken)
    {
        var refused = new List<RefusedCode>();
        var codes = await db.Rejections.Where(r => r.Run == run).GroupBy(r => r.Code)
            .Select(g => new { Code = g.Key, Count = g.Count(), Open = g.Sum(r => r.State == "open" ? 1 : 0) }).ToListAsync(cancellationToken);
        foreach (var code in codes.OrderByDescending(c => c.Count).ThenBy(c => c.Code, StringComparer.Ordinal))
        {
            var samples = await db.Rejections.AsNoTracking().Where(r => r.Run == run && r.Code == code.Code).OrderBy(r => r.Id).Take(Samples).ToListAsync(cancellationToken);
            refused.Add(new RefusedCode(code.Code, code.Count, code.Open, Remedies.Of(code.Code)!, [.. samples.Select(RefusedRecord.Of)]));
        }

        return refused;
    }
}
