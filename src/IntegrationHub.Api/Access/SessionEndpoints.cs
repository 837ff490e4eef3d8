using System.Security.Claims;
using IntegrationHub.Api.Problems;
using IntegrationHub.Store.Access;
using IntegrationHub.Store.Audit;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace IntegrationHub.Api.Access;

internal static class SessionEndpoints
{
    public const string SignIn = "/api/v1/session";

    public static void MapSession(this IEndpointRouteBuilder routes, AccessSettings settings)
    {
        var session = routes.MapGroup("/session").WithTags("Session");
        session.MapGet("/", Answer).WithName("getSession").WithSummary("Who is signed in, with which roles and for which unit").Needs(Rights.Read, Reach.Everyone);
        session.MapGet("/ways", () => TypedResults.Ok(new WaysAnswer(Password: !settings.IsDemo, OpenId: settings.Oidc?.ClientId is not null))).WithName("getSignInWays")
            .WithSummary("How people can sign in on the page").AnswersAnybody();
        session.MapPost("/", BeginAsync).WithName("signIn").WithSummary("Sign in with name and password; the answer sets a cookie")
            .WithDescription("For the page. A program sends a key with every request instead: Authorization: Bearer hub_…")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status429TooManyRequests).AnswersAnybody();
        session.MapDelete("/", EndAsync).WithName("signOut").WithSummary("Sign out").Needs(Rights.Read, Reach.Everyone);
        session.MapGet("/openid", OpenId).WithName("signInWithOpenId").WithSummary("Go to the sign-in of the province; it leads back to the page").ExcludeFromDescription().AnswersAnybody();
    }

    private static Ok<SessionAnswer> Answer(HttpContext context, ClaimsPrincipal person) => TypedResults.Ok(SessionAnswer.Of(context.Caller(), context.Caller().SignedIn is "password" or "oidc" ? Sessions.CsrfOf(person) : null));

    private static async Task<Ok<SessionAnswer>> BeginAsync(HttpContext context, SignInOrder order, UserBook users, AccessSettings settings, CancellationToken cancellationToken)
    {
        if (settings.IsDemo)
        {
            throw new ApiProblemException("sign-in-refused", "the demo has one built-in person; nobody signs in");
        }

        if (string.IsNullOrWhiteSpace(order.Name) || string.IsNullOrEmpty(order.Password))
        {
            throw new ApiProblemException("bad-body", "say name and password");
        }

        Actor.Enter(new(order.Name.Length > 60 ? order.Name[..60] : order.Name, "password", context.Connection.RemoteIpAddress?.ToString()));
        var user = await users.SignInAsync(order.Name, hash => Passwords.Fits(hash, order.Password), cancellationToken)
            ?? throw new ApiProblemException("sign-in-refused", "name or password is wrong, or too many were wrong before: wait, or ask an administrator (hub user unlock NAME)");
        var caller = new Caller(user.Name, "password", Roles.RightsOf(user.Roles), user.Unit);
        var person = Sessions.Of(caller, user.Stamp);
        await context.SignInAsync(CookieAuthenticationDefaults.AuthenticationScheme, person);
        return TypedResults.Ok(SessionAnswer.Of(caller, Sessions.CsrfOf(person)));
    }

    // With the context alone it would be taken for a handler that writes its answer itself.
    private static async Task<NoContent> EndAsync(HttpContext context, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await context.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        return TypedResults.NoContent();
    }

    private static ChallengeHttpResult OpenId(AccessSettings settings) => settings.Oidc?.ClientId is not null
        ? TypedResults.Challenge(new AuthenticationProperties { RedirectUri = "/" }, [OpenIdConnectDefaults.AuthenticationScheme])
        : throw new ApiProblemException("unknown-route", "the hub is not connected to a sign-in of the province (HUB_OIDC_CLIENT_ID)");
}

/// <param name="Name">Name of a user of the hub's own.</param>
public sealed record SignInOrder(string Name, string Password);

/// <param name="OpenId">GET /api/v1/session/openid leads to the sign-in of the province.</param>
public sealed record WaysAnswer(bool Password, bool OpenId);

/// <param name="SignedIn">password, key, bearer, oidc or demo.</param>
/// <param name="May">read, operate, approve, administer.</param>
/// <param name="Unit">Only this unit and what is below it; null: everything.</param>
/// <param name="Csrf">With a cookie: what every request that changes something sends as X-Hub-Csrf.</param>
public sealed record SessionAnswer(string Name, string SignedIn, IReadOnlyList<string> May, string? Unit, string? Csrf)
{
    internal static SessionAnswer Of(Caller caller, string? csrf) => new(
        caller.Name, caller.SignedIn, [.. Enum.GetValues<Rights>().Where(r => r is not Rights.None && caller.May(r)).Select(r => r.ToString().ToLowerInvariant())], caller.Unit, csrf);
}
