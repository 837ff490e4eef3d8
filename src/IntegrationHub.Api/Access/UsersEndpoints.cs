using System.ComponentModel;
using IntegrationHub.Api.Problems;
using IntegrationHub.Store.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace IntegrationHub.Api.Access;

/// <summary>People who sign in with a password of the hub's own. Those of the province's sign-in are managed there.</summary>
internal static class UsersEndpoints
{
    public static void MapUsers(this IEndpointRouteBuilder routes)
    {
        var users = routes.MapGroup("/users").WithTags("Access");
        users.MapGet("/", ListAsync).Needs(Rights.Administer).WithName("listUsers").WithSummary("People with a password of the hub's own: roles, unit, when they signed in, who is locked");
        users.MapPost("/", AddAsync).Needs(Rights.Administer).WithName("addUser").WithSummary("Let a person in, with roles and a first password").ProducesProblem(StatusCodes.Status400BadRequest);
        users.MapPatch("/{name}", ChangeAsync).Needs(Rights.Administer).WithName("changeUser").WithSummary("Give other roles, another unit or a new password, lock or unlock; sessions of the person end")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        users.MapDelete("/{name}", RemoveAsync).Needs(Rights.Administer).WithName("removeUser").WithSummary("Let a person in no longer; what the person did stays in the audit log")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<Ok<IReadOnlyList<UserAnswer>>> ListAsync(UserBook users, TimeProvider clock, CancellationToken cancellationToken) =>
        TypedResults.Ok<IReadOnlyList<UserAnswer>>([.. (await users.ListAsync(cancellationToken)).Select(u => UserAnswer.Of(u, clock.GetUtcNow()))]);

    private static async Task<Created<UserAnswer>> AddAsync(UserOrder order, UserBook users, TimeProvider clock, CancellationToken cancellationToken)
    {
        var name = order.Name?.Trim() ?? "";
        await AccessProblems.GuardedAsync("bad-user", () => users.AddAsync(name, order.Roles ?? [], order.Unit, Passwords.Hash(name, order.Password ?? ""), cancellationToken));
        return TypedResults.Created("/api/v1/users/" + Uri.EscapeDataString(name), UserAnswer.Of((await users.FindAsync(name, cancellationToken))!, clock.GetUtcNow()));
    }

    private static async Task<Ok<UserAnswer>> ChangeAsync([Description("Name of a user")] string name, UserPatch patch, UserBook users, TimeProvider clock, CancellationToken cancellationToken)
    {
        await FindAsync(users, name, cancellationToken);
        if (patch is { Roles: null, Unit: null, AllUnits: null, Locked: null, Password: null })
        {
            throw new ApiProblemException("bad-user", "say what shall be different: roles, unit or allUnits, locked, password");
        }

        if (patch.Unit is not null && patch.AllUnits is true)
        {
            throw new ApiProblemException("bad-user", "unit and allUnits exclude each other");
        }

        // Each by itself is audited by itself; what is wrong is seen before anything is changed.
        await AccessProblems.GuardedAsync("bad-user", async () =>
        {
            var hash = patch.Password is { } password ? Passwords.Hash(name, password) : null;
            if (patch.Roles is not null || patch.Unit is not null || patch.AllUnits is true)
            {
                if (patch.Roles is { Count: 0 })
                {
                    throw new AccessException($"name a role: {string.Join(", ", Roles.All)}");
                }

                await users.SetAsync(name, [.. patch.Roles ?? []], patch.AllUnits is true ? "" : patch.Unit, cancellationToken, keepsAdmin: true);
            }

            if (hash is not null)
            {
                await users.SetPasswordAsync(name, hash, cancellationToken);
            }

            if (patch.Locked is { } locked)
            {
                await users.LockAsync(name, locked, cancellationToken, keepsAdmin: true);
            }
        });
        return TypedResults.Ok(UserAnswer.Of(await FindAsync(users, name, cancellationToken), clock.GetUtcNow()));
    }

    private static async Task<NoContent> RemoveAsync([Description("Name of a user")] string name, UserBook users, CancellationToken cancellationToken)
    {
        await FindAsync(users, name, cancellationToken);
        await AccessProblems.GuardedAsync("bad-user", () => users.RemoveAsync(name, cancellationToken, keepsAdmin: true));
        return TypedResults.NoContent();
    }

    private static async Task<UserAccount> FindAsync(UserBook users, string name, CancellationToken cancellationToken) =>
        await users.FindAsync(name, cancellationToken) ?? throw new ApiProblemException("unknown-user", $"there is no user '{name}'; GET /api/v1/users lists them");
}

internal static class AccessProblems
{
    public static async Task GuardedAsync(string code, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (AccessException e)
        {
            throw new ApiProblemException(e.LeavesNoAdmin ? "last-admin" : code, e.Message);
        }
    }
}

/// <param name="Roles">Of viewer, operator, approver and admin.</param>
/// <param name="Unit">Sees and changes only this unit and what is below it; null: everything.</param>
/// <param name="LockedUntil">After wrong passwords; null: not.</param>
public sealed record UserAnswer(string Name, IReadOnlyList<string> Roles, string? Unit, bool Locked, DateTimeOffset? LockedUntil, DateTimeOffset CreatedAt, DateTimeOffset? SignedInAt)
{
    internal static UserAnswer Of(UserAccount user, DateTimeOffset now) =>
        new(user.Name, user.Roles.Split(','), user.Unit, user.Locked, user.LockedUntil > now ? user.LockedUntil : null, user.CreatedAt, user.SignedInAt);
}

/// <param name="Name">Typed to sign in: small letters, digits, dots, hyphens, underscores.</param>
/// <param name="Password">At least 12 characters; it is kept as a hash and never shown.</param>
public sealed record UserOrder(string? Name, IReadOnlyList<string>? Roles, string? Unit, string? Password)
{
    public override string ToString() => $"UserOrder {{ {Name} }}";
}

/// <summary>What is left out stays as it is.</summary>
/// <param name="AllUnits">true: no unit any more.</param>
public sealed record UserPatch(IReadOnlyList<string>? Roles, string? Unit, bool? AllUnits, bool? Locked, string? Password)
{
    public override string ToString() => "UserPatch { }";
}
