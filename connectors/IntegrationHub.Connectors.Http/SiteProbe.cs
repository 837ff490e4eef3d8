using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace IntegrationHub.Connectors.Http;

/// <summary>What a look at a site found.</summary>
public enum ProbeOutcome
{
    /// <summary>It answered 200 with a page that says what it should.</summary>
    Live,

    /// <summary>It answered something else, or refused the connection.</summary>
    NotLive,

    /// <summary>Nobody can say: no answer in time, no such name, no route. It may be our network as well as the site.</summary>
    Unknown,
}

/// <summary>
/// Looks whether a site is there: one GET, only of hosts that were allowed, no redirect followed, bounded in time and size. Nothing of the
/// page is kept.
/// </summary>
public sealed class SiteProbe : IDisposable
{
    private const int LargestPage = 512 * 1024;

    private readonly IReadOnlyCollection<string> _hosts;
    private readonly TimeSpan _limit;
    private readonly HttpClient _http;

    /// <param name="hosts">Allowed hosts: <c>xa.example.gov.vn</c>, <c>127.0.0.1:8080</c>, or <c>*.example.gov.vn</c> for those below a domain.</param>
    /// <param name="limit">Time that a site gets, its whole page included.</param>
    public SiteProbe(IReadOnlyCollection<string> hosts, TimeSpan limit)
    {
        (_hosts, _limit) = (hosts, limit);
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            Proxy = new OutsideProxy(),
            AutomaticDecompression = DecompressionMethods.All,
            ConnectTimeout = limit,
            MaxResponseHeadersLength = 64,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    public bool Allows(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return address.Scheme is "http" or "https" && address.UserInfo.Length == 0
            && _hosts.Any(host => host.StartsWith("*.", StringComparison.Ordinal)
                ? address.IsDefaultPort && address.Host.EndsWith(host[1..], StringComparison.OrdinalIgnoreCase)
                : string.Equals(address.Authority, host, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Looks at a site.</summary>
    /// <param name="address">An allowed address.</param>
    /// <param name="words">The page must contain one of these.</param>
    public async Task<ProbeOutcome> TryAsync(Uri address, IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        if (!Allows(address))
        {
            throw new ArgumentException("the host is not allowed", nameof(address));
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_limit);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            return response.StatusCode switch
            {
                HttpStatusCode.OK => Says(await HeadAsync(response.Content, limit.Token), words) ? ProbeOutcome.Live : ProbeOutcome.NotLive,

                // Something between us and the site got no answer, or wants us to sign in to it.
                HttpStatusCode.ProxyAuthenticationRequired or HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout => ProbeOutcome.Unknown,
                _ => ProbeOutcome.NotLive,
            };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return ProbeOutcome.Unknown;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or InvalidDataException)
        {
            return Refuses(exception) ? ProbeOutcome.NotLive : ProbeOutcome.Unknown;
        }
    }

    public void Dispose() => _http.Dispose();

    private static bool Refuses(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is AuthenticationException or SocketException { SocketErrorCode: SocketError.ConnectionRefused }
                or HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded } or InvalidDataException)
            {
                return true;
            }
        }

        return false;
    }

    // The beginning is enough: a site says who it is at the top.
    private static async Task<string> HeadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        var page = new byte[LargestPage];
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        var length = await stream.ReadAtLeastAsync(page, page.Length, throwOnEndOfStream: false, cancellationToken);
        return Encoding.UTF8.GetString(page, 0, length);
    }

    private static bool Says(string page, IReadOnlyList<string> words)
    {
        var text = Even(WebUtility.HtmlDecode(page));
        return words.Any(word => word.Length > 0 && text.Contains(Even(word), StringComparison.OrdinalIgnoreCase));
    }

    private static string Even(string text) => string.Join(' ', VietnameseLetters.Compose(text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    // The system's proxy, except for this machine.
    private sealed class OutsideProxy : IWebProxy
    {
        public ICredentials? Credentials { get; set; }

        public Uri? GetProxy(Uri destination) => HttpClient.DefaultProxy.GetProxy(destination);

        public bool IsBypassed(Uri host) => host.IsLoopback || HttpClient.DefaultProxy.IsBypassed(host);
    }
}
