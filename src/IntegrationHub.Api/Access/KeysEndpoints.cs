using System.ComponentModel;
using IntegrationHub.Api.Problems;
using IntegrationHub.Store.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace IntegrationHub.Api.Access;

/// <summary>Keys of machines.</summary>
internal static class KeysEndpoints
{
    private const int MostDays = 3650;
    private const int MostHours = 24 * 30;

    public static void MapKeys(this IEndpointRouteBuilder routes)
    {
        var keys = routes.MapGroup("/keys").WithTags("Access");
        keys.MapGet("/", ListAsync).Needs(Rights.Administer).WithName("listKeys").WithSummary("Keys of machines: what each may, until when, and when it was used; never the key itself");
        keys.MapPost("/", AddAsync).Needs(Rights.Administer).WithName("addKey").WithSummary("Make a key; the answer is the only place where it is ever told").ProducesProblem(StatusCodes.Status400BadRequest);
        keys.MapDelete("/{id}", RevokeAsync).Needs(Rights.Administer).WithName("revokeKey").WithSummary("A key is good no longer, at once; live streams that it opened end within seconds").ProducesProblem(StatusCodes.Status404NotFound);
        keys.MapPost("/{id}/rotate", RotateAsync).Needs(Rights.Administer).WithName("rotateKey").WithSummary("Make a key in place of another, which is good for a while longer")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Ok<IReadOnlyList<KeyAnswer>>> ListAsync(KeyBook keys, TimeProvider clock, CancellationToken cancellationToken) =>
        TypedResults.Ok<IReadOnlyList<KeyAnswer>>([.. (await keys.ListAsync(cancellationToken)).Select(k => KeyAnswer.Of(k, clock.GetUtcNow()))]);

    private static async Task<Created<KeyIssued>> AddAsync(HttpContext context, KeyOrder order, KeyBook keys, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (order.Days is < 1 or > MostDays)
        {
            throw new ApiProblemException("bad-key", FormattableString.Invariant($"days is {order.Days}; it may be 1 to {MostDays}, or left out for a key without end"));
        }

        IssuedKey? issued = null;
        await AccessProblems.GuardedAsync("bad-key", async () => issued = await keys.AddAsync(order.Name?.Trim() ?? "", order.Roles ?? [], order.Unit, order.Days is { } days ? TimeSpan.FromDays(days) : null, cancellationToken));
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Created("/api/v1/keys/" + issued!.Key.Id, new KeyIssued(KeyAnswer.Of(issued.Key, clock.GetUtcNow()), issued.Secret));
    }

    private static async Task<NoContent> RevokeAsync([Description("Id of a key")] string id, KeyBook keys, CancellationToken cancellationToken)
    {
        await AccessProblems.GuardedAsync("unknown-key", () => keys.RevokeAsync(id, cancellationToken));
        return TypedResults.NoContent();
    }

    private static async Task<Created<KeyIssued>> RotateAsync(HttpContext context, [Description("Id of a key")] string id, KeyRotation order, KeyBook keys, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (order.OverlapHours is < 0 or > MostHours)
        {
            throw new ApiProblemException("bad-key", FormattableString.Invariant($"overlapHours is {order.OverlapHours}; it may be 0 to {MostHours}"));
        }

        IssuedKey? issued = null;
        await AccessProblems.GuardedAsync("unknown-key", async () => issued = await keys.RotateAsync(id, TimeSpan.FromHours(order.OverlapHours ?? 24), cancellationToken));
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Created("/api/v1/keys/" + issued!.Key.Id, new KeyIssued(KeyAnswer.Of(issued.Key, clock.GetUtcNow()), issued.Secret));
    }
}

/// <param name="Id">The part of the key that may be shown.</param>
/// <param name="Good">Neither revoked nor over.</param>
/// <param name="ExpiresAt">Null: without end.</param>
/// <param name="UsedAt">To the minute; null: never.</param>
public sealed record KeyAnswer(string Id, string Name, IReadOnlyList<string> Roles, string? Unit, bool Good, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? RevokedAt, DateTimeOffset? UsedAt)
{
    internal static KeyAnswer Of(ApiKey key, DateTimeOffset now) =>
        new(key.Id, key.Name, key.Roles.Split(','), key.Unit, KeyBook.IsGood(key, now), key.CreatedAt, key.ExpiresAt, key.RevokedAt, key.UsedAt);
}

/// <param name="Roles">Of viewer, operator and admin: a signature is a person's.</param>
/// <param name="Unit">Sees and changes only this unit and what is below it; left out: everything.</param>
/// <param name="Days">How long it is good; left out: without end.</param>
public sealed record KeyOrder(string? Name, IReadOnlyList<string>? Roles, string? Unit, int? Days);

/// <param name="Secret">The whole key. It is told this once and never again.</param>
public sealed record KeyIssued(KeyAnswer Key, string Secret)
{
    public override string ToString() => $"KeyIssued {{ {Key.Id} }}";
}

/// <param name="OverlapHours">How long the old one is good beside it; 24 if left out.</param>
public sealed record KeyRotation(int? OverlapHours);
