using System.ComponentModel;
using System.Globalization;
using System.Text.Json;
using IntegrationHub.Api.Access;
using IntegrationHub.Api.Requests;
using IntegrationHub.Store.Access;
using IntegrationHub.Store.Audit;
using IntegrationHub.Store.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Api.Audit;

internal static class AuditEndpoints
{
    public static void MapAudit(this IEndpointRouteBuilder routes)
    {
        var audit = routes.MapGroup("/audit").WithTags("Audit");
        audit.MapGet("/", ListAsync).Needs(Rights.Administer).WithName("listAudit").WithSummary("What people did, newest first")
            .WithDescription("Rows are only added. Each carries the hash of the one before; hub audit verify checks them all.").ProducesProblem(StatusCodes.Status400BadRequest);
    }

    private static async Task<Ok<ListPage<AuditedAct>>> ListAsync(
        [Description("Only acts of this person or key")] string? who,
        [Description("Only this kind of act, for example entry.confirm")] string? action,
        [Description("Only acts on this, for example source/tthc-bac-giang")] string? subject,
        [Description("Most rows of one answer, 1 to 500")] int? limit,
        [Description("next of the answer before")] string? cursor,
        IDbContextFactory<HubDbContext> contexts, CancellationToken cancellationToken)
    {
        var (size, before) = (Paging.Limit(limit), Paging.Number(cursor) ?? long.MaxValue);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await db.AuditLog.AsNoTracking()
            .Where(r => r.Seq < before && (who == null || r.Who == who) && (action == null || r.Action == action) && (subject == null || r.Subject == subject))
            .OrderByDescending(r => r.Seq).Take(size + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(new ListPage<AuditedAct>(
            [.. rows.Take(size).Select(AuditedAct.Of)], rows.Count > size ? rows[size - 1].Seq.ToString(CultureInfo.InvariantCulture) : null));
    }
}

/// <param name="SignedIn">How it is known who it was: password, key, bearer, oidc, demo, command or service.</param>
/// <param name="Address">Address of the request, or machine of the command.</param>
/// <param name="Before">What is different now, as it was.</param>
/// <param name="Previous">Hash of the row before.</param>
public sealed record AuditedAct(
    long Seq, DateTimeOffset At, string Who, string SignedIn, string? Address, string Action, string Subject, JsonElement? Before, JsonElement? After, string Previous, string Hash)
{
    internal static AuditedAct Of(AuditRow row) => new(
        row.Seq, row.At, row.Who, row.SignedIn, row.Address, row.Action, row.Subject, Json(row.Before), Json(row.After), row.Previous, row.Hash);

    private static JsonElement? Json(string? text) => text is null ? null : JsonElement.Parse(text);
}
