using System.ComponentModel;
using System.Globalization;
using System.Net.ServerSentEvents;
using IntegrationHub.Api.Access;
using IntegrationHub.Api.Plans;
using IntegrationHub.Api.Requests;
using IntegrationHub.Store.Access;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Outbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Api.Changes;

internal static class ChangesEndpoints
{
    private const string OfPlan = "Only events of this plan (a restated month belongs to none); without it all";
    private const string OfIndicator = "Only of this indicator or part of a composite; without it all";
    private const string OfUnit = "Only of this unit; without it all";

    public static void MapChanges(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/").WithTags("Changes");
        group.MapGet("/changes", ListAsync).Needs(Rights.Read, Reach.Unit).WithName("listChanges").WithSummary("What changed, in the order in which it was committed: the pull feed")
            .WithDescription("Begin without a cursor, or with the one of an earlier answer; ask again with next for as long as more is true, and later with the same next. "
                + "A cursor never passes an event that is committed later, also while others write, and every event comes with the id that it has on the bus and in webhooks.")
            .Produces(StatusCodes.Status304NotModified).ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status410Gone);
        group.MapGet("/stream", StreamAsync).Needs(Rights.Read, Reach.Unit).WithName("streamChanges").WithSummary("What changes, as it happens: the live feed (server-sent events)")
            .WithDescription("Each event has its type as event, the CloudEvents document as data and a cursor as id. A client that comes back with the last id in Last-Event-ID misses nothing; "
                + "one without begins with what is new. A heartbeat event, without data, comes at once and whenever nothing else did for 15 seconds; its id is a cursor as well. The same events can be read with /changes.")
            .Produces<string>(StatusCodes.Status200OK, "text/event-stream").ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status410Gone)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<Results<Ok<ChangePage>, StatusCodeHttpResult>> ListAsync(
        HttpContext context,
        [Description("Cursor: next of an answer before; without it from the oldest event that is kept")] string? after,
        [Description("Most events of one answer, 1 to 500 (100 without it)")] int? limit,
        [Description(OfPlan)] string? plan,
        [Description(OfIndicator)] string? indicator,
        [Description(OfUnit)] string? unit,
        [Description("Only what was recorded by an instant: 2024-12-19 (the end of that day), 2024-12-19T16:00 (+07:00) or 2024-12-19T09:00:00Z; without it now")] string? asKnownAt,
        IDbContextFactory<HubDbContext> contexts, CancellationToken cancellationToken)
    {
        var most = Paging.Limit(limit, otherwise: 100);
        var until = PlansEndpoints.KnownOf(asKnownAt, null, null).Data;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var from = after is null ? (EventCursor?)null : await Cursors.ReadAsync(db, nameof(after), after, cancellationToken);
        var page = await db.PageAfterAsync(from, new EventFilter(plan, indicator, unit), until, most, cancellationToken);

        // Events never change: between two cursors there is always the same, except that the oldest go.
        var tag = string.Create(CultureInfo.InvariantCulture, $"{context.Request.QueryString}|{(page.Events.Count == 0 ? 0 : page.Events[0].Id)}|{page.Events.Count}|{page.Next}|{page.HasMore}");
        return UnchangedAnswers.IsKnown(context, tag)
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Ok(ChangePage.Of(page));
    }

    private static async Task<ServerSentEventsResult<string>> StreamAsync(
        HttpContext context,
        [Description("Id of the last event that the client has: everything after it comes first")][FromHeader(Name = "Last-Event-ID")] string? lastEventId,
        [Description("The same as Last-Event-ID, which goes before it, for a first connection: a cursor of /changes or of an earlier stream")] string? after,
        [Description(OfPlan)] string? plan,
        [Description(OfIndicator)] string? indicator,
        [Description(OfUnit)] string? unit,
        LiveEvents live, CallerWatch watch, IDbContextFactory<HubDbContext> contexts, CancellationToken cancellationToken)
    {
        // A browser sends an empty one when it never had an event with an id.
        var given = string.IsNullOrEmpty(lastEventId) ? after : lastEventId;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var from = given is null ? await db.LastEventAsync(null, cancellationToken) : await Cursors.ReadAsync(db, string.IsNullOrEmpty(lastEventId) ? nameof(after) : "Last-Event-ID", given, cancellationToken);
        context.Response.RegisterForDispose(live.Join());
        var allowed = watch.While(context.Caller(), context.RequestAborted);
        context.Response.RegisterForDispose(allowed);
        return TypedResults.ServerSentEvents(EventsAsync(live, from, new EventFilter(plan, indicator, unit), allowed.Token));
    }

    /// <summary>Takes the next events when the client has taken those before: a slow one holds one page of them, and its own connection.</summary>
    private static async IAsyncEnumerable<SseItem<string>> EventsAsync(
        LiveEvents live, EventCursor at, EventFilter filter, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // At once: the client sees that it is connected, and has a place to come back to.
        yield return Heartbeat(at);
        while (await live.NextAsync(at.Position, cancellationToken) is { } events)
        {
            var sent = false;
            foreach (var row in events)
            {
                at = EventCursor.Of(row);
                if (filter.Matches(row))
                {
                    sent = true;
                    yield return new SseItem<string>(row.Body, ChangeEvent.Of(row).Type) { EventId = at.ToString() };
                }
            }

            if (!sent)
            {
                yield return Heartbeat(at);
            }
        }
    }

    private static SseItem<string> Heartbeat(EventCursor at) => new("", "heartbeat") { EventId = at.ToString(), ReconnectionInterval = TimeSpan.FromSeconds(3) };
}
