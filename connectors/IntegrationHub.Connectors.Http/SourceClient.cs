using System.Text.Json;
using IntegrationHub.Connectors.Http.Access;

namespace IntegrationHub.Connectors.Http;

/// <summary>Signed-in calls of one run to one source, with a bounded number in flight.</summary>
public sealed class SourceClient : IDisposable
{
    private readonly string _source;
    private readonly TimeProvider _clock;
    private readonly AccessHandler _access;
    private readonly HttpClient _http;
    private readonly SemaphoreSlim _inFlight;

    public SourceClient(SourceHttpOptions options, SourceAccess access, int concurrency = 4, HttpMessageHandler? transport = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_source, _clock) = (options.Source, options.Clock);
        _inFlight = new SemaphoreSlim(concurrency);
        _access = new AccessHandler(access, options.Source, SourceHttp.WithTrailingSlash(options.BaseUrl), options.Clock);
        _http = SourceHttp.Create(options with { Connections = concurrency }, transport, inner =>
        {
            _access.InnerHandler = inner;
            return _access;
        });
    }

    /// <summary>A typed interface whose methods return the raw response.</summary>
    public T Api<T>() => SourceHttp.Api<T>(_http);

    /// <summary>A client for requests that are described at run time.</summary>
    public HttpClient Http => _http;

    /// <summary>Sends and reads one request. When the source says in its body that the sign-in is over, it signs in again, once.</summary>
    /// <param name="what">The request in words, for messages.</param>
    /// <param name="send">Sends it; called once more after a new sign-in.</param>
    /// <param name="read">Reads body, place and the instant of sending. Malformed JSON becomes a fault that names the place.</param>
    public async Task<T> CallAsync<T>(
        string what, Func<CancellationToken, Task<HttpResponseMessage>> send, Func<ReadOnlyMemory<byte>, string, DateTimeOffset, T> read, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(send);
        ArgumentNullException.ThrowIfNull(read);
        await _inFlight.WaitAsync(cancellationToken);
        var token = _access.TokenMark;
        try
        {
            return await CallOnceAsync(what, send, read, cancellationToken);
        }
        catch (ConnectorException exception) when (exception.Category is FailureCategory.Authentication && exception.Code == "E_SIGN_IN" && _access.HasSignIn && exception.InnerException is null)
        {
            // The first request of a client had no token yet when it began: then whatever it was given is the one.
            _access.Forget(token ?? _access.TokenMark);
            return await CallOnceAsync(what, send, read, cancellationToken);
        }
        finally
        {
            _inFlight.Release();
        }
    }

    public Task SignInAsync(CancellationToken cancellationToken) => _access.SignInOnceAsync(cancellationToken);

    /// <summary>Any answer of the server proves the connection; whether it is the right one is for other steps.</summary>
    public async Task ReachAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _access.ReachAsync(cancellationToken);
        }
        catch (ConnectorException exception) when (exception.Code is not ("E_SOURCE_UNREACHABLE" or "E_SOURCE_TLS" or "E_SOURCE_TIMEOUT" or "E_HOST_NOT_ALLOWED"))
        {
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _inFlight.Dispose();
    }

    private async Task<T> CallOnceAsync<T>(
        string what, Func<CancellationToken, Task<HttpResponseMessage>> send, Func<ReadOnlyMemory<byte>, string, DateTimeOffset, T> read, CancellationToken cancellationToken)
    {
        var place = $"{_source}: {what}";
        var sentAt = _clock.GetUtcNow();
        using var response = await send(cancellationToken);
        try
        {
            return read(SourceBody.Utf8(response), place, sentAt);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new ConnectorException(FailureCategory.Malformed, "E_SOURCE_JSON",
                $"{place}: the answer is not the JSON that its contract names; tell the source's operator", exception);
        }
    }
}
