using System.Security.Cryptography;
using IntegrationHub.Api.Access;
using IntegrationHub.Api.Problems;
using IntegrationHub.Store.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace IntegrationHub.Api.Page;

/// <summary>
/// The console: files of its build, named by their content and compressed there, and one page for all its addresses. Nothing of it is read from any other host;
/// the styles that its components make in the browser carry the number that each answer of the page is given for once.
/// </summary>
internal static class ConsoleEndpoints
{
    private const string Placeholder = "__NONCE__";

    // What a browser asks for that is not the console's: a wrong address below them stays an error. /health itself is a screen.
    private static readonly string[] OfPrograms = ["/api", "/health", "/healthz", "/readyz", "/openapi", "/assets"];

    /// <summary>An address that only the console knows (/sources/tthc) is answered with its page, so that a link leads to the screen.</summary>
    public static void UseConsoleAddresses(this WebApplication app, ConsoleSettings settings)
    {
        if (!settings.IsBuilt)
        {
            return;
        }

        var page = new Endpoint(PageOf(settings), new EndpointMetadataCollection(new AccessNeed(Rights.None, Reach.Everyone)), "the console");
        app.Use((context, next) =>
        {
            if (context.GetEndpoint() is null && IsAddress(context.Request))
            {
                context.SetEndpoint(page);
            }

            return next(context);
        });
    }

    public static void MapConsole(this IEndpointRouteBuilder routes, ConsoleSettings settings)
    {
        routes.MapGet("/", PageOf(settings)).ExcludeFromDescription().AnswersAnybody();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(settings.Folder, "assets")).Where(f => Path.GetExtension(f) is not (".br" or ".gz")))
        {
            routes.MapGet("/assets/" + Path.GetFileName(file), context => AssetAsync(context, file)).ExcludeFromDescription().AnswersAnybody();
        }
    }

    private static bool IsAddress(HttpRequest request) =>
        (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)
        && (request.Path == "/health" || !OfPrograms.Any(p => request.Path.StartsWithSegments(p, StringComparison.OrdinalIgnoreCase)))
        && !Path.GetFileName(request.Path.Value ?? "").Contains('.', StringComparison.Ordinal);

    private static RequestDelegate PageOf(ConsoleSettings settings)
    {
        var parts = File.ReadAllText(settings.Index).Split(Placeholder);
        return context =>
        {
            var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(18));
            var headers = context.Response.Headers;
            headers.ContentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-" + nonce + "'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
            headers.CacheControl = "no-store";
            context.Response.ContentType = "text/html; charset=utf-8";
            return context.Response.WriteAsync(string.Join(nonce, parts), context.RequestAborted);
        };
    }

    private static Task AssetAsync(HttpContext context, string file)
    {
        var headers = context.Response.Headers;
        headers.CacheControl = "public, max-age=31536000, immutable";
        headers.Vary = HeaderNames.AcceptEncoding;
        context.Response.ContentType = PageEndpoints.TypeOf(file);
        var accepted = context.Request.Headers.AcceptEncoding.ToString();
        foreach (var (encoding, suffix) in new[] { ("br", ".br"), ("gzip", ".gz") })
        {
            if (accepted.Contains(encoding, StringComparison.OrdinalIgnoreCase) && File.Exists(file + suffix))
            {
                headers.ContentEncoding = encoding;
                return Send(context, file + suffix);
            }
        }

        return Send(context, file);
    }

    private static Task Send(HttpContext context, string file)
    {
        if (!File.Exists(file))
        {
            // A newer build lies there by now; the page that asks is told to reload.
            throw new ApiProblemException("unknown-route", "this file is of an earlier version of the console: reload the page");
        }

        context.Response.ContentLength = new FileInfo(file).Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.SendFileAsync(file, context.RequestAborted);
    }
}
