using System.ComponentModel;
using IntegrationHub.Api.Access;
using IntegrationHub.Api.Problems;
using IntegrationHub.Store.Access;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Api.Runs;

internal static class RunsEndpoints
{
    private const int Samples = 5;

    public static void MapRuns(this IEndpointRouteBuilder routes) => routes
        .MapGet("/runs/{id}", DetailAsync).Needs(Rights.Read).WithName("getRun").WithTags("Runs").WithSummary("One run: counts, error, what was refused and what to do")
        .ProducesProblem(StatusCodes.Status404NotFound);

    private static async Task<Ok<RunDetail>> DetailAsync(
        [Description("Id of a run")] string id, IDbContextFactory<HubDbContext> contexts, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var run = Guid.TryParse(id, out var number) ? await db.Runs.AsNoTracking().SingleOrDefaultAsync(r => r.Id == number, cancellationToken) : null;
        if (run is null)
        {
            throw new ApiProblemException("unknown-run", $"there is no run '{id}'; /api/v1/sources/ID/runs lists those of a source");
        }

        var states = await db.Batches.Where(b => b.Run == run.Id).GroupBy(b => b.State).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(cancellationToken);
        int Count(BatchState state) => states.Find(s => s.Key == state)?.Count ?? 0;
        var batches = new BatchCounts(Count(BatchState.Pending), Count(BatchState.Recorded), Count(BatchState.Parked));
        return TypedResults.Ok(RunDetail.Of(run, batches, await RefusedAsync(db, run.Id, cancellationToken)));
    }

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
