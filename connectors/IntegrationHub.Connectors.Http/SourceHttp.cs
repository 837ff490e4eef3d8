using System.Net;
using RestEase;

namespace IntegrationHub.Connectors.Http;

/// <summary>
/// The one place that makes HTTP clients for sources. Such a client calls one host only, follows no redirect, bounds time and size,
/// tries again what may pass, and turns every failure into a <see cref="ConnectorException"/>.
/// </summary>
public static class SourceHttp
{
    /// <summary>Recorded answers in place of the network, for everything that is made within; set by tests alone.</summary>
    internal static readonly AsyncLocal<Func<HttpMessageHandler>?> Recorded = new();

    /// <param name="options">How the source is called.</param>
    /// <param name="transport">The wire; a test may put its own in.</param>
    /// <param name="outside">A handler around the resilience, for sign-in.</param>
    public static HttpClient Create(SourceHttpOptions options, HttpMessageHandler? transport = null, Func<HttpMessageHandler, HttpMessageHandler>? outside = null)
    {
        var failures = new SourceFailures(options);
        var attempt = new AttemptHandler(options, failures) { InnerHandler = transport ?? Recorded.Value?.Invoke() ?? CreateTransport(options) };
        var resilience = new ResilienceHandler(options, failures) { InnerHandler = attempt };
        return new HttpClient(outside is null ? resilience : outside(resilience))
        {
            BaseAddress = WithTrailingSlash(options.BaseUrl),
            Timeout = Timeout.InfiniteTimeSpan, // The total deadline is the resilience handler's: it knows what to say.
        };
    }

    /// <summary>A typed interface over the client. Its methods return <see cref="HttpResponseMessage"/> whose body is read with <see cref="SourceBody.Utf8"/>.</summary>
    public static T Api<T>(HttpClient client) =>
        new RestClient(client) { RequestBodySerializer = new JsonRequestBody() }.For<T>();

    private static SocketsHttpHandler CreateTransport(SourceHttpOptions options) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = !options.BaseUrl.IsLoopback,
        AutomaticDecompression = DecompressionMethods.All,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5), // A source that moves is found again.
        MaxConnectionsPerServer = options.Connections,
    };

    internal static Uri WithTrailingSlash(Uri baseUrl) =>
        baseUrl.AbsoluteUri.EndsWith('/') ? baseUrl : new Uri(baseUrl.AbsoluteUri + "/");
}
