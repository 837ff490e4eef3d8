using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace IntegrationHub.Connectors.Http;

/// <summary>Words for what went wrong at a source: a category, a stable code, the place, and the remedy. Never a query, a header or a body.</summary>
internal sealed class SourceFailures(SourceHttpOptions options)
{
    public static string PlaceOf(HttpRequestMessage request) => $"{request.Method} {request.RequestUri?.AbsolutePath}";

    public ConnectorException Of(FailureCategory category, string code, string place, string what, Exception? inner = null, TimeSpan? retryAfter = null) =>
        new(category, code, $"{options.Source}: {place} at {options.BaseUrl.Authority}: {what}", inner) { RetryAfter = retryAfter };

    public ConnectorException OfTransport(Exception exception, string place)
    {
        if (Find<AuthenticationException>(exception) is { } tls)
        {
            return Of(FailureCategory.Configuration, "E_SOURCE_TLS", place, OfTls(tls.Message), exception);
        }

        if (Find<InvalidDataException>(exception) is not null)
        {
            return Of(FailureCategory.Malformed, "E_SOURCE_JSON", place, "the answer says it is compressed and cannot be unpacked; tell the source's operator", exception);
        }

        var what = Find<SocketException>(exception)?.SocketErrorCode switch
        {
            SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData => "the host name is not known; check baseUrl and the name server",
            SocketError.ConnectionRefused => "nothing listens there; check baseUrl's port and whether the source is up",
            SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.TimedOut => "there is no route to it; check the network and the firewall",
            _ => "the connection broke before the answer was complete; it is tried again by itself, check the network if it lasts",
        };
        return Of(FailureCategory.Unavailable, "E_SOURCE_UNREACHABLE", place, what, exception);
    }

    // The text names flags of the platform, which are the same in every language of the machine.
    private static string OfTls(string text)
    {
        return Says(nameof(X509ChainStatusFlags.NotTimeValid)) ? "the certificate of the source has expired or is not valid yet; have the source renew it"
        : Says(nameof(SslPolicyErrors.RemoteCertificateNameMismatch)) ? "the certificate is one for another host; correct baseUrl, or have the source use the right one"
        : Says(nameof(X509ChainStatusFlags.UntrustedRoot)) || Says(nameof(X509ChainStatusFlags.PartialChain)) ? "the certificate was issued by an authority that this machine does not know; install the authority, or have the source use another one"
        : "the certificate or TLS version of the source is not accepted; have the source renew it, or install its authority, or correct baseUrl";

        bool Says(string flag) => text.Contains(flag, StringComparison.Ordinal);
    }

    public ConnectorException OfStatus(HttpResponseMessage response, string place)
    {
        var status = $"it answered {(int)response.StatusCode}";
        var wait = RetryAfter.Read(response.Headers, options.Clock, options.LongestRetryAfter);
        return response.StatusCode switch
        {
            HttpStatusCode.Unauthorized => Of(FailureCategory.Authentication, "E_SIGN_IN", place, $"{status}: it does not accept the sign-in; check username and password"),

            // Some gateways say 403 for a limit of requests; only then do they say how long to wait.
            HttpStatusCode.Forbidden when wait is not null => Of(FailureCategory.Throttled, "E_THROTTLED", place, $"{status} and asks to wait: too many requests; waiting {wait.Value.TotalSeconds:0} s as it asked", null, wait),
            HttpStatusCode.Forbidden => Of(FailureCategory.Permission, "E_FORBIDDEN", place, $"{status}: the account may not read this; have the source grant it"),
            HttpStatusCode.RequestTimeout => Of(FailureCategory.Unavailable, "E_SOURCE_TIMEOUT", place, $"{status}: it took too long; it is tried again by itself", null, wait),
            HttpStatusCode.TooManyRequests => Of(FailureCategory.Throttled, "E_THROTTLED", place,
                wait is null ? $"{status}: too many requests; lower the option concurrency or the schedule" : $"{status}: too many requests; waiting {wait.Value.TotalSeconds:0} s as it asked", null, wait),
            HttpStatusCode.Locked => Of(FailureCategory.Rejected, "E_LOCKED", place, $"{status}: what was asked for is locked at the source; it is read when the source unlocks it"),
            HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed or HttpStatusCode.Gone or HttpStatusCode.ProxyAuthenticationRequired =>
                Of(FailureCategory.Configuration, "E_SOURCE_PATH", place, $"{status}: there is no such address; check baseUrl and the version of the source"),
            >= HttpStatusCode.InternalServerError => Of(FailureCategory.Unavailable, "E_SOURCE_ERROR", place, $"{status}; it is tried again by itself, tell the source's operator if it lasts", null, wait),
            >= HttpStatusCode.BadRequest => Of(FailureCategory.Rejected, "E_REJECTED", place, $"{status}: it refused the request; its log names the reason"),
            _ => Of(FailureCategory.Configuration, "E_SOURCE_REDIRECT", place, $"{status}: it points elsewhere, which is not followed; set baseUrl to the final address"),
        };
    }

    public ConnectorException Timeout(string place, TimeSpan limit, Exception inner) =>
        Of(FailureCategory.Unavailable, "E_SOURCE_TIMEOUT", place, $"no complete answer within {limit.TotalSeconds:0.#} s; it is tried again by itself, check the source's load if it lasts", inner);

    private static T? Find<T>(Exception? exception)
        where T : Exception
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is T found)
            {
                return found;
            }
        }

        return null;
    }
}
