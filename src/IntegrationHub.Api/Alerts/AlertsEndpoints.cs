using System.ComponentModel;
using IntegrationHub.Api.Access;
using IntegrationHub.Api.Problems;
using IntegrationHub.Store.Access;
using IntegrationHub.Store.Alerts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace IntegrationHub.Api.Alerts;

internal static class AlertsEndpoints
{
    public static void MapAlerts(this IEndpointRouteBuilder routes)
    {
        var alerts = routes.MapGroup("/alerts").WithTags("Alerts");
        alerts.MapGet("/", ListAsync).Needs(Rights.Read, Reach.Everyone).WithName("listAlerts").WithSummary("What a person has to know of: cause, what it is about and hits, who sees to it, and what to do")
            .WithDescription("Open ones first, then those that were closed within a week.");
        alerts.MapPost("/{id:long}/silence", SilenceOneAsync).Needs(Rights.Operate).WithName("silenceAlert").WithSummary("Nobody is told of this cause and what it is about until an instant")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        var silences = routes.MapGroup("/silences").WithTags("Alerts");
        silences.MapGet("/", SilencesAsync).Needs(Rights.Read, Reach.Everyone).WithName("listSilences").WithSummary("Of which alerts nobody is told for a while, by whom and why; newest first");
        silences.MapPost("/", SilenceAsync).Needs(Rights.Operate).WithName("addSilence").WithSummary("Tell nobody of some alerts for a while, for example over Tết; they are seen all the same")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        silences.MapDelete("/{id:long}", EndAsync).Needs(Rights.Operate).WithName("endSilence").WithSummary("Tell of them again; what is open and was not told is told then").ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Ok<IReadOnlyList<AlertLine>>> ListAsync([Description("true: only open ones")] bool? open, AlertBook book, CancellationToken cancellationToken) =>
        TypedResults.Ok(await book.ListAsync(open is true, cancellationToken));

    private static async Task<Ok<IReadOnlyList<AlertSilence>>> SilencesAsync(AlertBook book, CancellationToken cancellationToken) => TypedResults.Ok(await book.SilencesAsync(cancellationToken));

    private static async Task<Ok<AlertSilence>> SilenceOneAsync(HttpContext context, [Description("Number of an alert")] long id, AlertSilenceOrder order, AlertBook book, CancellationToken cancellationToken) =>
        TypedResults.Ok(await Guarded(() => book.SilenceAsync(id, new SilenceDraft(null, null, order.From, order.To, order.Reason), context.By(order.By), cancellationToken)));

    private static async Task<Created<AlertSilence>> SilenceAsync(HttpContext context, SilenceOrder order, AlertBook book, CancellationToken cancellationToken)
    {
        var made = await Guarded(() => book.SilenceAsync(new SilenceDraft(order.Cause, order.Subject, order.From, order.To, order.Reason), context.By(order.By), cancellationToken));
        return TypedResults.Created($"/api/v1/silences/{made.Id}", made);
    }

    private static async Task<Ok<AlertSilence>> EndAsync(HttpContext context, [Description("Number of a silence")] long id, AlertBook book, CancellationToken cancellationToken) =>
        TypedResults.Ok(await Guarded(() => book.EndAsync(id, context.By(null), cancellationToken)));

    private static async Task<T> Guarded<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (AlertException e)
        {
            throw new ApiProblemException(e.Code, e.Message);
        }
    }
}

/// <param name="To">When it is told again.</param>
/// <param name="From">Null: from now on.</param>
/// <param name="By">Who silences it.</param>
public sealed record AlertSilenceOrder(DateTimeOffset To, string Reason, DateTimeOffset? From = null, string? By = null);

/// <param name="Cause">Null: every cause.</param>
/// <param name="Subject">A source, stage, subscriber or what is owed; null: whatever it is about.</param>
/// <param name="To">When they are told again; at most 60 days after the start.</param>
/// <param name="From">Null: from now on.</param>
/// <param name="By">Who silences them.</param>
public sealed record SilenceOrder(DateTimeOffset To, string Reason, string? Cause = null, string? Subject = null, DateTimeOffset? From = null, string? By = null);
