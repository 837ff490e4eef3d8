using IntegrationHub.Api.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace IntegrationHub.Api.Requests;

internal static class AnswerHeaders
{
    /// <summary>What holds for every answer, and the one check for every request that changes something.</summary>
    public static void UseAnswerHeaders(this WebApplication app) => app.Use((context, next) =>
    {
        // At the last moment: an answer that becomes a problem on its way is begun anew, without the headers it had.
        context.Response.OnStarting(() =>
        {
            Complete(context);
            return Task.CompletedTask;
        });
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method)
            && IsOfAnotherSite(context.Request))
        {
            // Another site's page in an operator's browser must not act for them, nor sign them in as somebody else.
            throw new ApiProblemException("cross-site", "a page of another site asked; use the hub's own page or a program");
        }

        return next(context);
    });

    private static void Complete(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
        SetIfMissing(headers, HeaderNames.CacheControl, "no-cache");

        // Only the page's own files say otherwise: nothing of an answer is ever run.
        SetIfMissing(headers, HeaderNames.ContentSecurityPolicy, "default-src 'none'; frame-ancestors 'none'");
        if (context.Request.IsHttps)
        {
            headers.StrictTransportSecurity = "max-age=31536000";
        }
    }

    private static void SetIfMissing(IHeaderDictionary headers, string name, string value)
    {
        if (!headers.ContainsKey(name))
        {
            headers[name] = value;
        }
    }

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
