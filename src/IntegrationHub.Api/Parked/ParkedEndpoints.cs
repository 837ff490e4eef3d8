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

namespace IntegrationHub.Api.Parked;

/// <summary>What could not be recorded: it waits for a person.</summary>
internal static class ParkedEndpoints
{
    private const int MostShown = 500;

    public static void MapParked(this IEndpointRouteBuilder routes)
    {
        var parked = routes.MapGroup("/parked").WithTags("Parked");
        parked.MapGet("/", ListAsync).Needs(Rights.Read).WithName("listParked").WithSummary("Batches that could not be recorded and messages that nobody could read, the oldest first");
        parked.MapPost("/{batch:guid}/release", ReleaseAsync).Needs(Rights.Operate).WithName("releaseParked").WithSummary("Let a parked batch be recorded after its cause was mended; a running hub takes it within a minute")
            .ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Ok<ParkedAnswer>> ListAsync(IDbContextFactory<HubDbContext> contexts, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var batches = await db.Parked().AsNoTracking().OrderBy(b => b.No).Take(MostShown)
            .Select(b => new ParkedBatch(b.Id, b.Source, b.Stream, b.Run, b.Readings, b.CreatedAt, b.Problem)).ToListAsync(cancellationToken);
        var messages = await db.DeadLetters.AsNoTracking().OrderBy(d => d.Id).Take(MostShown)
            .Select(d => new UnreadableMessage(d.Id, d.Queue, d.ArrivedAt, d.Reason, d.Bytes)).ToListAsync(cancellationToken);
        return TypedResults.Ok(new ParkedAnswer(batches, messages));
    }

    private static async Task<Accepted<ReleaseAnswer>> ReleaseAsync(
        [Description("Id of a parked batch")] Guid batch, IDbContextFactory<HubDbContext> contexts, TimeProvider clock, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await ParkedBatches.ReleaseAsync(db, [batch], clock.GetUtcNow(), cancellationToken) == 1
            ? TypedResults.Accepted("/api/v1/parked", new ReleaseAnswer(batch, "pending"))
            : throw new ApiProblemException("unknown-parked-batch", $"there is no parked batch {batch}; GET /api/v1/parked lists them");
    }
}

public sealed record ParkedAnswer(IReadOnlyList<ParkedBatch> Batches, IReadOnlyList<UnreadableMessage> Messages);

/// <param name="Readings">Records of the source in it.</param>
/// <param name="CreatedAt">When it was pulled.</param>
/// <param name="Problem">Why it could not be recorded.</param>
public sealed record ParkedBatch(Guid Batch, string Source, string Stream, Guid Run, int Readings, DateTimeOffset CreatedAt, string? Problem);

/// <param name="Queue">Where it was moved aside from.</param>
public sealed record UnreadableMessage(long Id, string Queue, DateTimeOffset ArrivedAt, string Reason, int Bytes);

public sealed record ReleaseAnswer(Guid Batch, string State);
