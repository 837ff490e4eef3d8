using System.ComponentModel;
using System.Globalization;
using IntegrationHub.Api.Requests;
using IntegrationHub.Api.Runs;
using IntegrationHub.Store.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Api.Quarantine;

internal static class QuarantineEndpoints
{
    public static void MapQuarantine(this IEndpointRouteBuilder routes) => routes
        .MapGet("/quarantine", ListAsync).WithName("listQuarantine").WithTags("Quarantine").WithSummary("Refused records that are not settled, newest first")
        .ProducesProblem(StatusCodes.Status400BadRequest);

    private static async Task<Ok<ListPage<RefusedRecord>>> ListAsync(
        [Description("Id of a source; without it all")] string? source,
        [Description("Code of a rule, for example E_UNKNOWN_AGENCY; without it all")] string? code,
        [Description("Most records of one answer, 1 to 500")] int? limit,
        [Description("next of the answer before")] string? cursor,
        IDbContextFactory<HubDbContext> contexts, CancellationToken cancellationToken)
    {
        var (size, before) = (Paging.Limit(limit), Paging.Number(cursor) ?? long.MaxValue);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await db.Rejections.AsNoTracking()
            .Where(r => r.State == "open" && r.Id < before && (source == null || r.Source == source) && (code == null || r.Code == code))
            .OrderByDescending(r => r.Id).Take(size + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(new ListPage<RefusedRecord>(
            [.. rows.Take(size).Select(RefusedRecord.Of)],
            rows.Count > size ? rows[size - 1].Id.ToString(CultureInfo.InvariantCulture) : null));
    }
}
