using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Connectors.Described;

/// <summary>A source that answers as each test says; over HTTP on loopback.</summary>
internal sealed class LittleServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private LittleServer(WebApplication app) => _app = app;

    public string BaseUrl => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    public List<string> Asked { get; } = [];

    public static async Task<LittleServer> StartAsync(Func<HttpContext, string, string> answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var server = new LittleServer(app);
        app.Run(async http =>
        {
            using var reader = new StreamReader(http.Request.Body);
            var body = await reader.ReadToEndAsync();
            lock (server.Asked)
            {
                server.Asked.Add($"{http.Request.Method} {http.Request.Path}{WebUtility.UrlDecode(http.Request.QueryString.Value)} {body}".Trim());
            }

            var text = answer(http, body);
            http.Response.ContentType ??= text.StartsWith('<') ? "text/html" : "application/json";
            await http.Response.WriteAsync(text);
        });
        await app.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _app.StopAsync(patience.Token);
        await _app.DisposeAsync();
    }
}
