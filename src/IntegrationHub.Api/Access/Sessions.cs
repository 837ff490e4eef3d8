using System.Globalization;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using IntegrationHub.Store.Access;
using IntegrationHub.Store.Ledger;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace IntegrationHub.Api.Access;

/// <summary>What stands in the encrypted cookie of somebody who signed in on the page.</summary>
internal static class Sessions
{
    public static readonly TimeSpan Life = TimeSpan.FromHours(10);

    private const string Name = "name", SignedIn = "signed-in", Rights = "rights", Unit = "unit", Stamp = "stamp", Csrf = "csrf";

    public static ClaimsPrincipal Of(Caller caller, string? stamp)
    {
        List<Claim> claims =
        [
            new(Name, caller.Name), new(SignedIn, caller.SignedIn), new(Rights, ((int)caller.Rights).ToString(CultureInfo.InvariantCulture)),
            new(Csrf, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32))),
        ];
        if (caller.Unit is not null)
        {
            claims.Add(new(Unit, caller.Unit));
        }

        if (stamp is not null)
        {
            claims.Add(new(Stamp, stamp));
        }

        return new ClaimsPrincipal(new ClaimsIdentity(claims, CookieAuthenticationDefaults.AuthenticationScheme, Name, roleType: null));
    }

    public static Caller CallerOf(ClaimsPrincipal person) => new(
        person.FindFirstValue(Name)!, person.FindFirstValue(SignedIn)!, (Rights)int.Parse(person.FindFirstValue(Rights)!, CultureInfo.InvariantCulture), person.FindFirstValue(Unit)) { Stamp = person.FindFirstValue(Stamp) };

    public static string CsrfOf(ClaimsPrincipal person) => person.FindFirstValue(Csrf)!;

    public static bool HasCsrf(ClaimsPrincipal person, string given) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(CsrfOf(person)), Encoding.UTF8.GetBytes(given));

    public static void Configure(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = "hub";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Strict;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.ExpireTimeSpan = Life;
        options.SlidingExpiration = false;
        options.Events.OnValidatePrincipal = ValidateAsync;
    }

    /// <summary>A session of a user of the hub's own ends at once when the user is locked, removed or given other rights or another password.</summary>
    private static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        if (context.Principal?.FindFirstValue(Stamp) is not { } stamp)
        {
            return;
        }

        var services = context.HttpContext.RequestServices;
        try
        {
            var user = await services.GetRequiredService<UserBook>().FindAsync(context.Principal.FindFirstValue(Name)!, context.HttpContext.RequestAborted);
            if (user is null || user.Locked || user.Stamp != stamp)
            {
                context.RejectPrincipal();
                await context.HttpContext.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
            }
        }
        catch (Exception e) when (services.GetRequiredService<ILedgerDialect>().IsTransient(e))
        {
            // Without the store nothing can be read or changed; who was signed in may still be told so.
        }
    }
}
