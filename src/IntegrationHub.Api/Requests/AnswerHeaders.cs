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
            && context.Request.Headers["Sec-Fetch-Site"].ToString() is not ("" or "same-origin" or "none"))
        {
            // Nobody is asked who they are yet, so another site's page in an operator's browser must not act for them.
            throw new ApiProblemException("cross-site", "a page of another site asked; use the hub's own page or a program");
        }

        return next(context);
    });
}
