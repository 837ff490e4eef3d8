using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Connectors.Conformance;

/// <summary>A server on loopback that answers whatever a test wants: for what the simulated sources never do.</summary>
public sealed class OddServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private OddServer(WebApplication app) => _app = app;

    /// <summary>Without a slash at the end.</summary>
    public string BaseUrl => _app.Urls.First();

    public static async Task<OddServer> StartAsync(Action<WebApplication> map)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        map(app);
        await app.StartAsync();
        return new OddServer(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
