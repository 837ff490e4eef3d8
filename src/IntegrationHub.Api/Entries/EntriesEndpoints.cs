using System.ComponentModel;
using IntegrationHub.Api.Access;
using IntegrationHub.Api.Problems;
using IntegrationHub.Api.Requests;
using IntegrationHub.Store.Access;
using IntegrationHub.Store.Entries;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace IntegrationHub.Api.Entries;

internal static class EntriesEndpoints
{
    public static void MapEntries(this IEndpointRouteBuilder routes)
    {
        var entries = routes.MapGroup("/entries").WithTags("Entries");
        entries.MapGet("/", ListAsync).Needs(Rights.Read, Reach.Filtered).WithName("listEntries").WithSummary("Counts, milestone states and difficulties that people entered, newest first").ProducesProblem(StatusCodes.Status400BadRequest);
        entries.MapPost("/", AddAsync).Needs(Rights.Operate, Reach.Filtered).WithName("addEntry").WithSummary("Enter a count, a milestone state or a difficulty; it counts once a second person has confirmed it")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden);
        entries.MapPost("/{id:long}/confirm", ConfirmAsync).Needs(Rights.Approve, Reach.Filtered).WithName("confirmEntry").WithSummary("Confirm an entry, as a second person")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound);
        entries.MapPost("/{id:long}/undo", UndoAsync).Needs(Rights.Operate, Reach.Filtered).WithName("undoEntry").WithSummary("Undo an entry; it stays in the history")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Ok<IReadOnlyList<Entry>>> ListAsync(
        [Description("Id of a unit; without it all")] string? unit,
        [Description("Code of an indicator, metric or plan; without it all")] string? what,
        [Description("Undone ones as well")] bool? undone,
        [Description("Most entries of the answer, 1 to 500")] int? limit,
        HttpContext context, UnitReach units, EntryBook book, CancellationToken cancellationToken)
    {
        var mine = await units.OfAsync(context.Caller(), cancellationToken);
        return TypedResults.Ok<IReadOnlyList<Entry>>([.. (await book.ListAsync(unit, what, undone ?? false, Paging.Limit(limit), cancellationToken, mine)).Select(Entry.Of)]);
    }

    private static async Task<Created<Entry>> AddAsync(HttpContext context, EntryOrder order, UnitReach units, EntryBook book, CancellationToken cancellationToken)
    {
        await units.CheckAsync(context, order.Unit, cancellationToken);
        var row = await Guarded(() => book.AddAsync(
            new EntryDraft(order.What, order.Unit, order.Period, order.Amount, order.State, order.Document, order.DocumentDate, order.Note, context.By(order.By)), cancellationToken));
        return TypedResults.Created($"/api/v1/entries?what={Uri.EscapeDataString(order.What)}", Entry.Of(row));
    }

    private static async Task<Ok<Entry>> ConfirmAsync(
        HttpContext context, [Description("Number of the entry")] long id, EntryDecision decision, UnitReach units, EntryBook book, CancellationToken cancellationToken)
    {
        await CheckAsync(context, id, units, book, cancellationToken);
        return TypedResults.Ok(Entry.Of(await Guarded(() => book.ConfirmAsync(id, context.By(decision.By), cancellationToken))));
    }


    private static async Task<Ok<Entry>> UndoAsync(
        HttpContext context, [Description("Number of the entry")] long id, EntryDecision decision, UnitReach units, EntryBook book, CancellationToken cancellationToken)
    {
        await CheckAsync(context, id, units, book, cancellationToken);
        return TypedResults.Ok(Entry.Of(await Guarded(() => book.UndoAsync(id, context.By(decision.By), decision.Reason ?? "", cancellationToken))));
    }

    private static async Task CheckAsync(HttpContext context, long id, UnitReach units, EntryBook book, CancellationToken cancellationToken)
    {
        if (context.Caller().Unit is not null && await book.UnitOfAsync(id, cancellationToken) is { } unit)
        {
            await units.CheckAsync(context, unit, cancellationToken);
        }
    }


    private static async Task<EntryRow> Guarded(Func<Task<EntryRow>> work)
    {
        try
        {
            return await work();
        }
        catch (EntryException e)
        {
            throw new ApiProblemException(e.Code, e.Message);
        }
    }
}

/// <param name="What">Code of an indicator that is a count, rank or milestone, of a metric entered by hand, or of a plan for a difficulty.</param>
/// <param name="Period">A period such as 2024 or 2024-Q3, or a day for a metric.</param>
/// <param name="Amount">A decimal as text; null for a milestone and a difficulty.</param>
/// <param name="State">open, done or not-triggered; of milestones.</param>
/// <param name="By">Who enters it; left out, the caller. Somebody else is refused.</param>
public sealed record EntryOrder(string What, string Unit, string Period, string? Amount, string? State, string? Document, DateOnly? DocumentDate, string? Note, string? By = null);

/// <param name="By">Who decides; left out, the caller. Somebody else is refused.</param>
/// <param name="Reason">Why an entry is undone.</param>
public sealed record EntryDecision(string? By = null, string? Reason = null);

/// <param name="Kind">count, milestone or difficulty.</param>
/// <param name="To">Day after the last.</param>
/// <param name="ConfirmedBy">Null: nobody yet, and it counts nowhere.</param>
public sealed record Entry(
    long Id, string Kind, string What, string Unit, DateOnly From, DateOnly To, string? Amount, string? State, string? Document, DateOnly? DocumentDate, string? Note,
    string EnteredBy, DateTimeOffset EnteredAt, string? ConfirmedBy, DateTimeOffset? ConfirmedAt, string? UndoneBy, DateTimeOffset? UndoneAt, string? UndoneBecause)
{
    internal static Entry Of(EntryRow row) => new(
        row.Id, row.Kind, row.Indicator ?? row.Metric ?? row.Plan!, row.Unit, row.FromDay, row.ToDay, row.Amount, row.State, row.Document, row.DocumentDate, row.Note,
        row.EnteredBy, row.EnteredAt, row.ConfirmedBy, row.ConfirmedAt, row.UndoneBy, row.UndoneAt, row.UndoneBecause);
}
