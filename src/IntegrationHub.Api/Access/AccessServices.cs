using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;

namespace IntegrationHub.Api.Access;

internal static class AccessServices
{
    // A person mistypes; a program guesses.
    private const int SignInsPerMinute = 10;

    public static IServiceCollection AddAccess(this IServiceCollection services, AccessSettings settings)
    {
        var tokens = new Tokens(settings);
        services.AddSingleton(settings).AddSingleton(tokens).AddSingleton<UnitReach>().AddSingleton<CallerWatch>().AddSingleton<KeyUses>().AddHostedService(provider => provider.GetRequiredService<KeyUses>());
        var authentication = services.AddAuthentication().AddCookie(Sessions.Configure);
        if (settings.Oidc is not null)
        {
            authentication.AddJwtBearer(tokens.Configure);
            if (settings.Oidc.ClientId is not null)
            {
                authentication.AddOpenIdConnect(OpenIdConnectDefaults.AuthenticationScheme, tokens.Configure);
            }
        }

        return services.AddRateLimiter(options =>
        {
            options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            options.OnRejected = (context, _) =>
            {
                context.HttpContext.Response.Headers.RetryAfter = "60";
                return ValueTask.CompletedTask;
            };
            options.GlobalLimiter = PartitionedRateLimiter.CreateChained(
                PartitionedRateLimiter.Create<HttpContext, string>(context => PerMinute(AddressOf(context), settings.RequestsPerMinute)),
                PartitionedRateLimiter.Create<HttpContext, string>(context => IsSignIn(context) ? PerMinute(AddressOf(context), SignInsPerMinute) : RateLimitPartition.GetNoLimiter("")));
        });
    }

    /// <summary>Behind it everybody is somebody, but where anybody is answered.</summary>
    public static void UseAccess(this WebApplication app, AccessSettings settings)
    {
        if (settings.Proxies.Count > 0)
        {
            var forwarded = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto };
            forwarded.KnownProxies.Clear();
            foreach (var proxy in settings.Proxies)
            {
                forwarded.KnownProxies.Add(proxy);
            }

            app.UseForwardedHeaders(forwarded);
        }

        if (!settings.IsDemo)
        {
            app.UseRateLimiter();
        }

        app.UseAuthentication();
        app.UseMiddleware<AccessGate>();
    }

    private static RateLimitPartition<string> PerMinute(string address, int most) =>
        RateLimitPartition.GetFixedWindowLimiter(address, _ => new FixedWindowRateLimiterOptions { PermitLimit = most, Window = TimeSpan.FromMinutes(1), QueueLimit = 0 });

    private static bool IsSignIn(HttpContext context) => HttpMethods.IsPost(context.Request.Method) && context.Request.Path.StartsWithSegments(SessionEndpoints.SignIn);

    private static string AddressOf(HttpContext context) => context.Connection.RemoteIpAddress?.ToString() ?? "";
}
