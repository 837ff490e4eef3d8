using System.ComponentModel;
using System.Globalization;
using IntegrationHub.Api.Access;
using IntegrationHub.Api.Problems;
using IntegrationHub.Api.Requests;
using IntegrationHub.Api.Runs;
using IntegrationHub.Store.Access;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Sources;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Api.Sources;

/// <summary>Pausing, reading the past again, and how far a source was read.</summary>
internal static class SourceWorkEndpoints
{
    private const int LongestShown = 500;
    private const int LongestYears = 5;

    public static void MapSourceWork(this IEndpointRouteBuilder routes)
    {
        var one = routes.MapGroup("/sources/{id}").WithTags("Sources").ProducesProblem(StatusCodes.Status404NotFound);
        one.MapPost("/pause", PauseAsync).Needs(Rights.Operate).WithName("pauseSource").WithSummary("Stop pulling by the schedule; a pull that is under way ends as usual").ProducesProblem(StatusCodes.Status403Forbidden);
        one.MapPost("/resume", ResumeAsync).Needs(Rights.Operate).WithName("resumeSource").WithSummary("Pull by the schedule again").ProducesProblem(StatusCodes.Status403Forbidden);
        one.MapGet("/cursors", CursorsAsync).Needs(Rights.Read).WithName("listCursors").WithSummary("How far each stream was read, and where a backfill that was broken off goes on");
        one.MapGet("/backfills", BackfillsAsync).Needs(Rights.Read).WithName("listBackfills").WithSummary("Orders to read a span of the past again, newest first, with their progress").ProducesProblem(StatusCodes.Status400BadRequest);
        one.MapPost("/backfill", OrderAsync).Needs(Rights.Operate).WithName("backfillSource").WithSummary("Read a span of the past again: a collector starts within seconds")
            .WithDescription("Where the regular pull goes on from does not change, and what comes again changes no figure. Asking for a span that is under way answers the order that there is.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status409Conflict);
        one.MapDelete("/backfills/{order:long}", CancelAsync).Needs(Rights.Operate).WithName("cancelBackfill").WithSummary("End an order; what was read stays, and the same span goes on from there within a day").ProducesProblem(StatusCodes.Status403Forbidden);
    }

    private static Task<Ok<PauseAnswer>> PauseAsync(
        [Description("Id of a source")] string id, SourcePauseOrder order, SourceBoard board, IDbContextFactory<HubDbContext> contexts, TimeProvider clock, CancellationToken cancellationToken) =>
        SetAsync(id, true, order.Reason, board, contexts, clock, cancellationToken);

    private static Task<Ok<PauseAnswer>> ResumeAsync([Description("Id of a source")] string id, SourceBoard board, IDbContextFactory<HubDbContext> contexts, TimeProvider clock, CancellationToken cancellationToken) =>
        SetAsync(id, false, null, board, contexts, clock, cancellationToken);

    private static async Task<Ok<PauseAnswer>> SetAsync(string id, bool paused, string? reason, SourceBoard board, IDbContextFactory<HubDbContext> contexts, TimeProvider clock, CancellationToken cancellationToken)
    {
        var (_, source) = await board.FindAsync(id, cancellationToken);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var changed = await SourcePauses.SetAsync(db, id, paused, clock.GetUtcNow(), cancellationToken, reason);
        return TypedResults.Ok(new PauseAnswer(id, paused, source.Enabled, changed));
    }

    private static async Task<Ok<IReadOnlyList<CursorAnswer>>> CursorsAsync([Description("Id of a source")] string id, SourceBoard board, IDbContextFactory<HubDbContext> contexts, CancellationToken cancellationToken)
    {
        await board.FindAsync(id, cancellationToken);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var open = await db.OpenRecords.Where(o => o.Source == id).GroupBy(o => o.Stream).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken);
        var cursors = await db.Cursors.AsNoTracking().Where(c => c.Source == id).OrderBy(c => c.Stream).ToListAsync(cancellationToken);
        return TypedResults.Ok<IReadOnlyList<CursorAnswer>>([.. cursors.Select(c =>
        {
            var parts = c.Stream.Split('@', 2);
            return new CursorAnswer(parts[0], parts.Length > 1 ? parts[1] : null, c.Cursor.Length > LongestShown ? c.Cursor[..LongestShown] + "…" : c.Cursor, c.UpdatedAt, parts.Length > 1 ? 0 : open.GetValueOrDefault(parts[0]));
        })]);
    }

    private static async Task<Ok<IReadOnlyList<BackfillAnswer>>> BackfillsAsync(
        [Description("Id of a source")] string id, [Description("Most orders of the answer, 1 to 500")] int? limit, SourceBoard board, IDbContextFactory<HubDbContext> contexts, CancellationToken cancellationToken)
    {
        await board.FindAsync(id, cancellationToken);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var answers = new List<BackfillAnswer>();
        foreach (var order in await db.Backfills.AsNoTracking().Where(b => b.Source == id).OrderByDescending(b => b.Id).Take(Paging.Limit(limit, 20)).ToListAsync(cancellationToken))
        {
            answers.Add(await AnswerAsync(db, order, cancellationToken));
        }

        return TypedResults.Ok<IReadOnlyList<BackfillAnswer>>(answers);
    }

    private static async Task<Accepted<BackfillAnswer>> OrderAsync(
        HttpContext context, [Description("Id of a source")] string id, BackfillOrder order, SourceBoard board, IDbContextFactory<HubDbContext> contexts, TimeProvider clock, CancellationToken cancellationToken)
    {
        var (_, source) = await board.FindAsync(id, cancellationToken);
        var now = clock.GetUtcNow();
        var (from, to) = Span(order, VietnamDay.Of(now));
        if (order.Now is not true && source.OpenFrom(now) is var open && open > now)
        {
            throw new ApiProblemException("outside-hours", $"source '{id}' is read from {open.ToOffset(VietnamDay.Offset):HH:mm} on; order it then, or at once with now: true");
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var made = await BackfillBook.OrderAsync(db, id, from, to, context.Caller().Name, now, cancellationToken);
        return TypedResults.Accepted($"/api/v1/sources/{Uri.EscapeDataString(id)}/backfills", await AnswerAsync(db, made, cancellationToken));
    }

    private static (DateOnly From, DateOnly To) Span(BackfillOrder order, DateOnly today)
    {
        if (order.From is not { } from || order.To is not { } to)
        {
            throw new ApiProblemException("bad-body", "say from, the first day, and to, the day after the last one, such as 2024-03-01 and 2024-04-01");
        }

        return from >= to ? throw new ApiProblemException("bad-body", "to is the day after the last day to read, so it is later than from")
            : to > today.AddDays(1) ? throw new ApiProblemException("bad-body", string.Create(CultureInfo.InvariantCulture, $"to is {to:yyyy-MM-dd}; nothing later than {today.AddDays(1):yyyy-MM-dd} can be read again"))
            : from < to.AddYears(-LongestYears) || from.Year < 2000 ? throw new ApiProblemException("bad-body", $"a span is at most {LongestYears} years long; order several one after the other")
            : (from, to);
    }

    private static async Task<NoContent> CancelAsync(
        HttpContext context, [Description("Id of a source")] string id, [Description("Number of the order")] long order, SourceBoard board, IDbContextFactory<HubDbContext> contexts, TimeProvider clock, CancellationToken cancellationToken)
    {
        await board.FindAsync(id, cancellationToken);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await BackfillBook.CancelAsync(db, id, order, context.Caller().Name, clock.GetUtcNow(), cancellationToken)
            ? TypedResults.NoContent()
            : throw new ApiProblemException("unknown-backfill", $"source '{id}' has no order {order} that is waiting or running; GET /api/v1/sources/{id}/backfills lists them");
    }

    private static async Task<BackfillAnswer> AnswerAsync(HubDbContext db, Backfill order, CancellationToken cancellationToken)
    {
        var runs = await BackfillBook.RunsOf(db, order).OrderBy(r => r.StartedAt).ToListAsync(cancellationToken);
        return new BackfillAnswer(
            order.Id, order.Source, order.FromDay, order.ToDay, order.CancelledBy is not null && order.State == Backfill.Running ? "ending" : order.State, order.AskedBy, order.AskedAt, order.StartedAt, order.EndedAt,
            order.CancelledBy, order.Error, [.. runs.Select(RunSummary.Of)]);
    }
}

/// <param name="Reason">Why; kept in the audit log.</param>
public sealed record SourcePauseOrder(string? Reason);

/// <param name="Enabled">Whether its definition is enabled; a source that is not is left out by the schedule, paused or not.</param>
/// <param name="Changed">False: it was so already.</param>
public sealed record PauseAnswer(string Source, bool Paused, bool Enabled, bool Changed);

/// <param name="Backfill">The span, where it is that of a backfill that was broken off; null: where the regular pull goes on.</param>
/// <param name="Cursor">As the connector wrote it; its beginning, where it is long.</param>
/// <param name="OpenRecords">Records that the source may still change and that are looked at again.</param>
public sealed record CursorAnswer(string Stream, string? Backfill, string Cursor, DateTimeOffset MovedAt, int OpenRecords);

/// <param name="From">First day.</param>
/// <param name="To">Day after the last one.</param>
/// <param name="Now">true: also outside the source's hours.</param>
public sealed record BackfillOrder(DateOnly? From, DateOnly? To, bool? Now);

/// <param name="State">waiting, running, ending (somebody cancelled it), done, failed or cancelled.</param>
/// <param name="Runs">One of each stream that was begun, with its progress.</param>
public sealed record BackfillAnswer(
    long Id, string Source, DateOnly From, DateOnly To, string State, string AskedBy, DateTimeOffset AskedAt, DateTimeOffset? StartedAt, DateTimeOffset? EndedAt, string? CancelledBy, string? Error,
    IReadOnlyList<RunSummary> Runs);
