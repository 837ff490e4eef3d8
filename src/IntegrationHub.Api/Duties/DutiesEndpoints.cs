using System.ComponentModel;
using System.Text;
using IntegrationHub.Api.Access;
using IntegrationHub.Store.Access;
using IntegrationHub.Api.Problems;
using IntegrationHub.Api.Requests;
using IntegrationHub.Store.Duties;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace IntegrationHub.Api.Duties;

internal static class DutiesEndpoints
{
    public static void MapDuties(this IEndpointRouteBuilder routes)
    {
        var duties = routes.MapGroup("/duties").WithTags("Duties");
        duties.MapGet("/", ListAsync).Needs(Rights.Read, Reach.Unit).WithName("listDuties").WithSummary("What units owe by the plans' reporting duties: last days, and whether it was sent, is due soon or overdue")
            .WithDescription("In the order of last days; what the plan sets no date for comes last, with how to set one.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        duties.MapGet("/calendar.ics", CalendarAsync).Needs(Rights.Read, Reach.Unit).WithName("getDutiesCalendar").WithSummary("The same as a calendar to subscribe to (RFC 5545), with a reminder for what was not sent")
            .Produces<string>(StatusCodes.Status200OK, DutyIcs.ContentType).ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        duties.MapPost("/{id}/sent", SendAsync).Needs(Rights.Operate, Reach.Filtered).WithName("sendDuty").WithSummary("Say that it was sent: when, by whom, and what shows it")
            .WithDescription("What is owed on request is named by the period that was reported, in place of on-request.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound);
        duties.MapPost("/{id}/undo", UndoAsync).Needs(Rights.Operate, Reach.Filtered).WithName("undoDuty").WithSummary("Say that it was not sent after all; what was entered stays in the history")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Ok<ListPage<DutyLine>>> ListAsync(
        [Description("Id of a plan; without it all")] string? plan,
        [Description("Id of the unit whose duty it is; without it all")] string? unit,
        [Description("Id of the unit that it is handed to; without it all")] string? receiver,
        [Description("First last day, such as 2024-03-01; with it or 'to' only what has a date")] DateOnly? from,
        [Description("Latest last day, inclusive")] DateOnly? to,
        [Description("sent, late, overdue, due-soon, upcoming or no-date; without it all")] string? state,
        [Description("Next of the answer before; without it the first page")] string? cursor,
        [Description("Most duties of the answer, 1 to 500")] int? limit,
        DutyBook book, CancellationToken cancellationToken)
    {
        var most = Paging.Limit(limit, otherwise: Paging.MaxLimit);
        var found = await Guarded(() => book.ListAsync(new DutyQuery(plan, unit, receiver, from, to, state), cancellationToken));

        // After the last one that was told, wherever it stands now: the order is that of last day and id.
        var start = cursor is null ? 0 : found.ToList().FindIndex(l => l.Id == cursor) is var at and >= 0 ? at + 1
            : throw new ApiProblemException("bad-cursor", $"'{cursor}' is no cursor of this list; give 'next' of the answer before, or none to begin");
        var items = found.Skip(start).Take(most).ToList();
        return TypedResults.Ok(new ListPage<DutyLine>(items, start + items.Count < found.Count ? items[^1].Id : null));
    }

    private static async Task<ContentHttpResult> CalendarAsync(
        [Description("Id of a plan; without it all")] string? plan,
        [Description("Id of the unit whose duty it is; without it all")] string? unit,
        [Description("Id of the unit that it is handed to; without it all")] string? receiver,
        DutyBook book, CancellationToken cancellationToken) =>
        TypedResults.Text(DutyIcs.Write(await Guarded(() => book.ListAsync(new DutyQuery(plan, unit, receiver), cancellationToken))), DutyIcs.ContentType, Encoding.UTF8);

    private static async Task<Ok<DutyLine>> SendAsync(
        HttpContext context, [Description("Id of what is owed")] string id, DutySendOrder order, UnitReach units, DutyBook book, CancellationToken cancellationToken)
    {
        await CheckAsync(context, id, units, book, cancellationToken);
        return TypedResults.Ok(await Guarded(() => book.SendAsync(id, new DutySending(context.By(order.By), order.SentAt, order.Document, order.Release, order.Note), cancellationToken)));
    }

    private static async Task<Ok<DutyLine>> UndoAsync(
        HttpContext context, [Description("Id of what is owed")] string id, DutyUndoOrder order, UnitReach units, DutyBook book, CancellationToken cancellationToken)
    {
        await CheckAsync(context, id, units, book, cancellationToken);
        return TypedResults.Ok(await Guarded(() => book.UndoAsync(id, context.By(order.By), order.Reason, cancellationToken)));
    }

    /// <summary>Whoever is confined to a unit says it of the unit's own duties.</summary>
    private static async Task CheckAsync(HttpContext context, string id, UnitReach units, DutyBook book, CancellationToken cancellationToken)
    {
        if (context.Caller().Unit is not null && (await Guarded(() => book.ListAsync(new DutyQuery(), cancellationToken))).FirstOrDefault(l => l.Id == id)?.Unit is { } unit)
        {
            await units.CheckAsync(context, unit, cancellationToken);
        }
    }

    private static async Task<T> Guarded<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (DutyException e)
        {
            throw new ApiProblemException(e.Code, e.Message);
        }
    }
}

/// <param name="By">Who says that it was sent.</param>
/// <param name="SentAt">Null: now.</param>
/// <param name="Document">Number and date of the paper, or what else shows it.</param>
/// <param name="Release">Number of the release that was sent.</param>
public sealed record DutySendOrder(string? By = null, DateTimeOffset? SentAt = null, string? Document = null, long? Release = null, string? Note = null);

/// <param name="By">Who undoes it.</param>
public sealed record DutyUndoOrder(string Reason, string? By = null);
