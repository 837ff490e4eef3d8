using System.ComponentModel;
using System.Globalization;
using IntegrationHub.Api.Access;
using IntegrationHub.Api.Requests;
using IntegrationHub.Api.Runs;
using IntegrationHub.Store.Access;
using IntegrationHub.Store.Audit;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Sources;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Api.Sources;

internal static class SourcesEndpoints
{
    public static void MapSources(this IEndpointRouteBuilder routes)
    {
        var sources = routes.MapGroup("/sources").WithTags("Sources");
        sources.MapGet("/", ListAsync).Needs(Rights.Read, Reach.Everyone).WithName("listSources").WithSummary("The configured sources and how they are doing");
        sources.MapGet("/{id}", DetailAsync).Needs(Rights.Read).WithName("getSource").WithSummary("A source with its options; of secrets only where they are kept").ProducesProblem(StatusCodes.Status404NotFound);
        sources.MapGet("/{id}/runs", RunsAsync).Needs(Rights.Read).WithName("listRuns").WithSummary("The runs of a source, newest first")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        sources.MapPost("/{id}/pull", PullAsync).Needs(Rights.Operate).WithName("pullSource").WithSummary("Pull now: a collector starts within seconds")
            .ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<Ok<IReadOnlyList<SourceSummary>>> ListAsync(SourceBoard board, CancellationToken cancellationToken) =>
        TypedResults.Ok(await board.AllAsync(cancellationToken));

    private static async Task<Ok<SourceDetail>> DetailAsync(HttpContext context, [Description("Id of a source")] string id, SourceBoard board, CancellationToken cancellationToken)
    {
        var source = await board.OneAsync(id, cancellationToken);
        context.Response.Headers.ETag = $"\"{source.Revision}\"";
        return TypedResults.Ok(source);
    }

    private static async Task<Ok<ListPage<RunSummary>>> RunsAsync(
        [Description("Id of a source")] string id,
        [Description("Most runs of one answer, 1 to 500")] int? limit,
        [Description("next of the answer before")] string? cursor,
        SourceBoard board, IDbContextFactory<HubDbContext> contexts, CancellationToken cancellationToken)
    {
        var (size, skip) = (Paging.Limit(limit), RunPosition.Parse(cursor));
        await board.FindAsync(id, cancellationToken);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await db.Runs.AsNoTracking()
            .Where(r => r.Source == id && r.StartedAt <= skip.At)
            .OrderByDescending(r => r.StartedAt).ThenByDescending(r => r.Id)
            .Skip(skip.Seen).Take(size + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(new ListPage<RunSummary>([.. rows.Take(size).Select(RunSummary.Of)], rows.Count > size ? skip.After([.. rows.Take(size)]).ToString() : null));
    }

    private static async Task<Accepted<PullAnswer>> PullAsync(
        [Description("Id of a source")] string id,
        [Description("true: also outside the source's hours")] bool? now,
        SourceBoard board, IDbContextFactory<HubDbContext> contexts, TimeProvider clock, CancellationToken cancellationToken)
    {
        var (_, source) = await board.FindAsync(id, cancellationToken);
        if (now is not true && source.OpenFrom(clock.GetUtcNow()) is var open && open > clock.GetUtcNow())
        {
            throw new Problems.ApiProblemException("outside-hours",
                $"source '{id}' is read from {open.ToOffset(VietnamDay.Offset):HH:mm} on; ask then, or at once with now=true");
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await PullRequests.RequestAsync(db, id, cancellationToken);
        await AuditLog.WriteAsync(db, new AuditEntry("source.pull", "source/" + id), clock.GetUtcNow(), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        var isRunning = await db.Runs.AnyAsync(r => r.Source == id && r.State == RunState.Running, cancellationToken);
        return TypedResults.Accepted($"/api/v1/sources/{Uri.EscapeDataString(id)}", new PullAnswer(id, Requested: true, isRunning));
    }

    /// <summary>An instant and how many of its runs were given: runs that start while somebody turns pages move nothing.</summary>
    private sealed record RunPosition(DateTimeOffset At, int Seen)
    {
        public static RunPosition Parse(string? cursor)
        {
            if (cursor is null)
            {
                return new RunPosition(DateTimeOffset.MaxValue, 0);
            }

            var parts = cursor.Split('.');
            return Paging.Number(parts[0]) is { } at && at <= Instant.ToMicroseconds(DateTimeOffset.MaxValue) && parts.Length == 2
                && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var seen)
                ? new RunPosition(Instant.FromMicroseconds(at), seen)
                : throw new Problems.ApiProblemException("bad-cursor", $"'{cursor}' is no cursor; give 'next' of the answer before, or none to begin");
        }

        public RunPosition After(IReadOnlyList<Run> given)
        {
            var at = given[^1].StartedAt;
            return new RunPosition(at, given.Count(r => r.StartedAt == at) + (at == At ? Seen : 0));
        }

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Instant.ToMicroseconds(At)}.{Seen}");
    }
}
