using System.Reflection;
using System.Security.Cryptography;
using IntegrationHub.Api.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace IntegrationHub.Api.Page;

/// <summary>The plain page. Its files are part of the assembly: there is no folder to deploy, and none to read anything else from.</summary>
public static class PageEndpoints
{
    private const string Folder = "wwwroot/";

    /// <summary>The address of the plain page, whatever is at the root.</summary>
    private const string Address = "/plain";

    /// <param name="routes">Where to.</param>
    /// <param name="console">Is at the root where it was built; else the plain page is.</param>
    public static void MapPage(this IEndpointRouteBuilder routes, ConsoleSettings console)
    {
        ArgumentNullException.ThrowIfNull(routes);
        ArgumentNullException.ThrowIfNull(console);
        if (console.IsBuilt)
        {
            routes.MapConsole(console);
        }

        var assembly = Assembly.GetExecutingAssembly();
        foreach (var resource in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal)))
        {
            var content = Read(assembly, resource);
            var type = TypeOf(resource);
            var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(content))[..16]}\"");
            IResult Answer(HttpContext context)
            {
                var headers = context.Response.Headers;
                headers.ContentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
                return TypedResults.Bytes(content, type, entityTag: tag);
            }

            var file = resource[Folder.Length..];
            routes.MapGet(file == "index.html" ? Address : "/" + file, Answer).ExcludeFromDescription().AnswersAnybody();
            if (file == "index.html" && !console.IsBuilt)
            {
                routes.MapGet("/", Answer).ExcludeFromDescription().AnswersAnybody();
            }
        }
    }

    private static byte[] Read(Assembly assembly, string resource)
    {
        using var stream = assembly.GetManifestResourceStream(resource)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }

    internal static string TypeOf(string file) => Path.GetExtension(file) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".json" or ".topojson" => "application/json",
        ".png" => "image/png",
        ".woff2" => "font/woff2",
        var other => throw new InvalidOperationException($"The page has a file of a kind that has no content type: {other}"),
    };
}
