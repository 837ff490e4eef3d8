using IntegrationHub.Api.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace IntegrationHub.Api.Requests;

internal static class AnswerHeaders
{
    /// <summary>What holds for every answer, and the one check for every request that changes something.</summary>
    public static void UseAnswerHeaders(this WebApplication app) => app.Use((context, next) =>
    {
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.CacheControl = "no-cache";
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method)
            && IsOfAnotherSite(context.Request))
        {
            // Nobody is asked who they are yet, so another site's page in an operator's browser must not act for them.
            throw new ApiProblemException("cross-site", "a page of another site asked; use the hub's own page or a program");
        }

        return next(context);
    });

    /// <summary>What a browser says of itself; one that does not know Sec-Fetch-Site still sends Origin. A program sends neither.</summary>
    private static bool IsOfAnotherSite(HttpRequest request) => request.Headers["Sec-Fetch-Site"].ToString() switch
    {
        "" => request.Headers.Origin.ToString() is { Length: > 0 } origin && !(Uri.TryCreate(origin, UriKind.Absolute, out var from) && HostOf(from) == request.Host),
        "same-origin" or "none" => false,
        _ => true,
    };

    // Not the scheme: whatever stands in front of the hub may speak TLS for it.
    private static HostString HostOf(Uri origin) => origin.IsDefaultPort ? new HostString(origin.Host) : new HostString(origin.Host, origin.Port);
}
