using IntegrationHub.Api.Problems;
using IntegrationHub.Store.Access;
using IntegrationHub.Store.Audit;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace IntegrationHub.Api.Access;

/// <summary>
/// Nothing is answered to nobody: who asks is found out before any endpoint is asked, and what the endpoint needs is compared with it. An address that says
/// nothing of its needs is for people of all units, and for operators unless it only reads.
/// </summary>
internal sealed class AccessGate(RequestDelegate next, AccessSettings settings, KeyBook keys, KeyUses uses, UnitReach units, Tokens tokens)
{
    public const string CsrfHeader = "X-Hub-Csrf";
    private const long LargestBody = 1024 * 1024;

    public async Task InvokeAsync(HttpContext context)
    {
        if (settings.IsDemo && !IsOfThisMachine(context.Request.Host))
        {
            // Else another site could have its own name lead to this machine, and be let in with its reader.
            throw new ApiProblemException("bad-host", "the demo answers to its address on this machine only, such as http://127.0.0.1:8080");
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } body)
        {
            body.MaxRequestBodySize = LargestBody;
        }

        var need = context.GetEndpoint()?.Metadata.GetMetadata<AccessNeed>() ?? new AccessNeed(IsReading(context.Request) ? Rights.Read : Rights.Operate, Reach.Hub);
        if (need.Rights is not Rights.None)
        {
            var caller = await WhoAsync(context) ?? throw NotSignedIn(context);
            context.Features.Set(caller);
            Actor.Enter(new(caller.Name, caller.SignedIn, context.Connection.RemoteIpAddress?.ToString()));
            await CheckAsync(context, caller, need);
        }

        await next(context);
    }

    private async Task<Caller?> WhoAsync(HttpContext context)
    {
        if (settings.IsDemo)
        {
            return Caller.Demo;
        }

        if (context.Request.Headers.Authorization.ToString() is { Length: > 0 } given)
        {
            var token = given.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? given["Bearer ".Length..].Trim() : "";
            return token.StartsWith(KeyBook.Prefix, StringComparison.Ordinal) ? await OfKeyAsync(context, token)
                : settings.Oidc is not null && (await context.AuthenticateAsync(JwtBearerDefaults.AuthenticationScheme)).Principal is { } bearer ? tokens.CallerOf(bearer, "bearer")
                : null;
        }

        var session = await context.AuthenticateAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        if (session.Principal is not { } person)
        {
            return null;
        }

        context.User = person;

        // SameSite keeps the cookie from other sites' requests; the word, which only the hub's own page can read, holds where a browser does not.
        if (!IsReading(context.Request) && !Sessions.HasCsrf(person, context.Request.Headers[CsrfHeader].ToString()))
        {
            throw new ApiProblemException("bad-csrf", $"send the header {CsrfHeader} with the word that GET /api/v1/session tells as csrf");
        }

        return Sessions.CallerOf(person);
    }

    private async Task<Caller?> OfKeyAsync(HttpContext context, string token)
    {
        if (await keys.RecognizeAsync(token, context.RequestAborted) is not { } key)
        {
            return null;
        }

        uses.Note(key.Id);

        // A signature is a person's.
        return new Caller("key:" + key.Name, "key", Roles.RightsOf(key.Roles) & ~Rights.Approve, key.Unit) { KeyId = key.Id };
    }

    private async Task CheckAsync(HttpContext context, Caller caller, AccessNeed need)
    {
        if (!caller.May(need.Rights))
        {
            throw new ApiProblemException("not-allowed", $"'{caller.Name}' may not do this: it needs the role {Needed(need.Rights)}");
        }

        if (caller.Unit is null || need.Reach is Reach.Everyone or Reach.Filtered)
        {
            return;
        }

        if (need.Reach is Reach.Hub)
        {
            throw new ApiProblemException("outside-unit", $"you see and change '{caller.Unit}' and what is below it; this is about the hub as a whole");
        }

        var unit = context.Request.RouteValues["unit"] as string;
        if (unit is null && !context.Request.Query.ContainsKey("unit"))
        {
            context.Request.QueryString = context.Request.QueryString.Add("unit", caller.Unit);
        }

        foreach (var asked in unit is null ? context.Request.Query["unit"].ToArray() : [unit])
        {
            await units.CheckAsync(context, asked, context.RequestAborted);
        }
    }

    private static ApiProblemException NotSignedIn(HttpContext context) => new("not-signed-in", context.Request.Headers.ContainsKey(HeaderNames.Authorization)
        ? "the key or token is not good, or not good any more; 'hub key list' shows keys"
        : "sign in on the page, or send Authorization: Bearer with a key ('hub key add NAME --role viewer' makes one)");

    private static string Needed(Rights rights) => string.Join(" or ", Roles.All.Where(r => (Roles.RightsOf(r) & rights) == rights));

    private static bool IsReading(HttpRequest request) => HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);

    private static bool IsOfThisMachine(HostString host) => host.Host is "localhost" || (System.Net.IPAddress.TryParse(host.Host.Trim('[', ']'), out var address) && System.Net.IPAddress.IsLoopback(address));
}
