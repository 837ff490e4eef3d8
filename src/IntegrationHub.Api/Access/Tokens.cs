using System.Security.Claims;
using IntegrationHub.Store.Access;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace IntegrationHub.Api.Access;

/// <summary>Who somebody is by a token of the province's own sign-in.</summary>
internal sealed class Tokens(AccessSettings settings)
{
    public const string Callback = "/signin-oidc";

    // Clocks of two machines differ, but not by the library's five minutes.
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);

    /// <summary>Null: the token is good, but says nothing that would let its bearer in.</summary>
    public Caller? CallerOf(ClaimsPrincipal person, string signedIn)
    {
        var oidc = settings.Oidc!;
        var name = person.FindFirstValue("preferred_username") ?? person.FindFirstValue("sub");
        var roles = person.FindAll(oidc.RoleClaim).SelectMany(c => c.Value.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries))
            .Select(r => r.StartsWith("hub-", StringComparison.Ordinal) ? r["hub-".Length..] : r);
        var unit = oidc.UnitClaim is null ? "*" : person.FindFirstValue(oidc.UnitClaim);
        return string.IsNullOrWhiteSpace(name) || string.IsNullOrWhiteSpace(unit) ? null : new Caller(name, signedIn, Roles.RightsOf(roles), unit == "*" ? null : unit);
    }

    public void Configure(JwtBearerOptions options)
    {
        var oidc = settings.Oidc!;
        (options.Authority, options.Audience, options.MapInboundClaims) = (oidc.Authority.ToString(), oidc.Audience, false);
        options.RequireHttpsMetadata = !oidc.Authority.IsLoopback;
        Validate(options.TokenValidationParameters, oidc.Audience);
    }

    public void Configure(OpenIdConnectOptions options)
    {
        var oidc = settings.Oidc!;
        (options.Authority, options.ClientId, options.ClientSecret) = (oidc.Authority.ToString(), oidc.ClientId, oidc.ClientSecret);
        (options.ResponseType, options.ResponseMode, options.UsePkce) = (OpenIdConnectResponseType.Code, OpenIdConnectResponseMode.Query, true);
        (options.SignInScheme, options.CallbackPath, options.MapInboundClaims, options.SaveTokens) = (CookieAuthenticationDefaults.AuthenticationScheme, Callback, false, false);
        options.RequireHttpsMetadata = !oidc.Authority.IsLoopback;
        options.Scope.Clear();
        options.Scope.Add("openid");
        options.Scope.Add("profile");
        options.CorrelationCookie.SameSite = options.NonceCookie.SameSite = SameSiteMode.Lax;
        options.CorrelationCookie.SecurePolicy = options.NonceCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        Validate(options.TokenValidationParameters, oidc.ClientId!);

        // Of the whole token only who it is stands in the cookie.
        options.Events.OnTokenValidated = context =>
        {
            if (CallerOf(context.Principal!, "oidc") is not { Rights: not Rights.None } caller)
            {
                context.Fail("the token names no role of the hub, or no unit");
                return Task.CompletedTask;
            }

            context.Principal = Sessions.Of(caller, stamp: null);
            context.Properties!.ExpiresUtc = null;
            return Task.CompletedTask;
        };
        options.Events.OnRemoteFailure = context =>
        {
            // The reason is the log's; the page says that it did not work.
            context.Response.Redirect("/?signin=refused");
            context.HandleResponse();
            return Task.CompletedTask;
        };
    }

    private static void Validate(TokenValidationParameters parameters, string audience)
    {
        (parameters.ValidAudience, parameters.ClockSkew) = (audience, Skew);
        (parameters.RequireExpirationTime, parameters.RequireSignedTokens) = (true, true);

        // Never a secret that both sides know, never none.
        parameters.ValidAlgorithms = [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512, SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384];
    }
}
