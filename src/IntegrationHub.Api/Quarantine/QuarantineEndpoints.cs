using System.ComponentModel;
using System.Globalization;
using IntegrationHub.Api.Access;
using IntegrationHub.Api.Problems;
using IntegrationHub.Api.Requests;
using IntegrationHub.Api.Runs;
using IntegrationHub.Store.Access;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Sources;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Api.Quarantine;

internal static class QuarantineEndpoints
{
    public static void MapQuarantine(this IEndpointRouteBuilder routes)
    {
        var quarantine = routes.MapGroup("/quarantine").WithTags("Quarantine");
        quarantine.MapGet("/", ListAsync).Needs(Rights.Read).WithName("listQuarantine").WithSummary("Refused records that are not settled, newest first")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        quarantine.MapPost("/replay", ReplayAllAsync).Needs(Rights.Operate).WithName("replayQuarantine").WithSummary("Count refused records again after a fix; a collector starts within seconds")
            .ProducesProblem(StatusCodes.Status403Forbidden);
        quarantine.MapPost("/{id:long}/replay", ReplayAsync).Needs(Rights.Operate).WithName("replayRefused").WithSummary("Count one refused record again after a fix; a collector starts within seconds")
            .ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound);
        quarantine.MapPost("/{id:long}/discard", DiscardAsync).Needs(Rights.Operate).WithName("discardRefused").WithSummary("Decide that a refused record never counts; it stays, with the reason")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Accepted<ReplayAnswer>> ReplayAllAsync(
        [Description("Id of a source; without it all")] string? source,
        [Description("Code of a rule, for example E_UNKNOWN_AGENCY; without it all")] string? code,
        [Description("Stream of the source; without it all")] string? stream,
        [Description("Place in the record; without it all")] string? place,
        [Description("The value that was refused, for example an agency code; without it all")] string? sample,
        [Description("true: what is held (E_JUMP, E_ABSENT, E_KEY_REUSED) is right and counts from now on; without it it stays held")] bool? accept,
        IDbContextFactory<HubDbContext> contexts, TimeProvider clock, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return TypedResults.Accepted("/api/v1/quarantine", new ReplayAnswer(await RefusedRecords.RequestReplayAsync(
            db, new RefusalFilter { Source = source, Stream = stream, Code = code, Place = place, Sample = sample }, accept ?? false, clock.GetUtcNow(), cancellationToken)));
    }

    private static async Task<Accepted<ReplayAnswer>> ReplayAsync(
        [Description("Number of the refused record")] long id,
        [Description("true: what is held (E_JUMP, E_ABSENT, E_KEY_REUSED) is right and counts from now on")] bool? accept,
        IDbContextFactory<HubDbContext> contexts, TimeProvider clock, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await RefusedRecords.RequestReplayAsync(db, [id], null, null, accept ?? false, clock.GetUtcNow(), cancellationToken) == 1
            ? TypedResults.Accepted("/api/v1/quarantine", new ReplayAnswer(1))
            : throw NotOpen(id);
    }

    private static async Task<Ok<DiscardAnswer>> DiscardAsync(
        [Description("Number of the refused record")] long id, HttpContext context, DiscardOrder order, IDbContextFactory<HubDbContext> contexts, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(order.Reason))
        {
            throw new ApiProblemException("bad-body", "say in 'reason' why the record never counts");
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await RefusedRecords.DiscardAsync(db, [id], order.Reason, context.By(order.By), clock.GetUtcNow(), cancellationToken) == 1
            ? TypedResults.Ok(new DiscardAnswer(id, "discarded"))
            : throw NotOpen(id);
    }

    private static ApiProblemException NotOpen(long id) => new("unknown-refused-record", $"there is no refused record {id} that is open, or it is a held count and accept=true is missing; GET /api/v1/quarantine lists them");

    private static async Task<Ok<ListPage<RefusedRecord>>> ListAsync(
        [Description("Id of a source; without it all")] string? source,
        [Description("Code of a rule, for example E_UNKNOWN_AGENCY; without it all")] string? code,
        [Description("Stream of the source; without it all")] string? stream,
        [Description("Place in the record; without it all")] string? place,
        [Description("The value that was refused; without it all")] string? sample,
        [Description("Most records of one answer, 1 to 500")] int? limit,
        [Description("next of the answer before")] string? cursor,
        IDbContextFactory<HubDbContext> contexts, CancellationToken cancellationToken)
    {
        var (size, before) = (Paging.Limit(limit), Paging.Number(cursor) ?? long.MaxValue);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await new RefusalFilter { Source = source, Stream = stream, Code = code, Place = place, Sample = sample }.Open(db).AsNoTracking().Where(r => r.Id < before)
            .OrderByDescending(r => r.Id).Take(size + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(new ListPage<RefusedRecord>(
            [.. rows.Take(size).Select(RefusedRecord.Of)],
            rows.Count > size ? rows[size - 1].Id.ToString(CultureInfo.InvariantCulture) : null));
    }
}

/// <param name="Records">How many refused records wait for a collector now.</param>
public sealed record ReplayAnswer(int Records);

/// <param name="Reason">Why the record never counts.</param>
/// <param name="By">Who decides; left out, the caller. Somebody else is refused.</param>
public sealed record DiscardOrder(string Reason, string? By = null);

public sealed record DiscardAnswer(long Id, string State);
