using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace IntegrationHub.Connectors.Http.Access;

/// <summary>
/// Puts onto each request what the source wants to see. A token is acquired once for all requests in flight, renewed before it ends and
/// when the source rejects it; a second rejection is an answer.
/// </summary>
internal sealed class AccessHandler : DelegatingHandler
{
    private readonly SourceAccess _access;
    private readonly string _source;
    private readonly Uri _baseUrl;
    private readonly TimeProvider _clock;
    private readonly SingleFlight<string> _token;

    public AccessHandler(SourceAccess access, string source, Uri baseUrl, TimeProvider clock)
    {
        (_access, _source, _baseUrl, _clock) = (access, source, baseUrl, clock);
        _token = new SingleFlight<string>(SignInAsync, clock);
    }

    public bool HasSignIn => _access.Kind is AccessKind.ClientCredentials or AccessKind.Login;

    /// <summary>The token in use, to be named when the source rejects it.</summary>
    public object? TokenMark => _token.Mark;

    /// <summary>The source said in a body that the token of a mark is not valid any more.</summary>
    public void Forget(object? mark) => _token.Drop(mark);

    public Task SignInOnceAsync(CancellationToken cancellationToken) => HasSignIn ? SignInAsync(cancellationToken) : Task.CompletedTask;

    /// <summary>A request without sign-in, to see whether anybody answers.</summary>
    public async Task ReachAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, _baseUrl);
        using var response = await base.SendAsync(request, cancellationToken);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Address(request);
        if (!HasSignIn)
        {
            await MarkAsync(request, null, cancellationToken);
            return await base.SendAsync(request, cancellationToken);
        }

        return await _token.UseAsync(
            async (token, cancel) =>
            {
                await MarkAsync(request, token, cancel);
                return await base.SendAsync(request, cancel);
            },
            cancellationToken);
    }

    private async Task MarkAsync(HttpRequestMessage request, string? token, CancellationToken cancellationToken)
    {
        foreach (var (name, value) in _access.Headers)
        {
            request.Headers.Remove(name);
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (_access is { DstCode: { } code, DstCodeInQuery: false })
        {
            request.Headers.Remove("dstcode");
            request.Headers.TryAddWithoutValidation("dstcode", code);
        }

        if (_access.BodyMember is { } member && token is not null)
        {
            await PutIntoBodyAsync(request, member, token, cancellationToken);
            return;
        }

        var credential = _access.Kind switch
        {
            AccessKind.Basic => $"Basic {BasicCredential}",
            AccessKind.ApiKey => _access.Scheme.Length == 0 ? _access.Password : $"{_access.Scheme} {_access.Password}",
            AccessKind.None => null,
            _ => _access.Scheme.Length == 0 ? token : $"{_access.Scheme} {token}",
        };
        if (credential is not null)
        {
            request.Headers.Remove(_access.Header);
            request.Headers.TryAddWithoutValidation(_access.Header, credential);
        }
    }

    // In front of the other members of the body, which is kept as it was: the request may be sent again with another token.
    private static async Task PutIntoBodyAsync(HttpRequestMessage request, string member, string token, CancellationToken cancellationToken)
    {
        if (!request.Options.TryGetValue(Unsigned, out var body))
        {
            body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
            request.Options.Set(Unsigned, body);
        }

        if (body is not [(byte)'{', _, .., (byte)'}'])
        {
            throw new InvalidOperationException("Only an object with members can carry a token.");
        }

        var first = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { [member] = token });
        request.Content = new ByteArrayContent([.. first.AsSpan(0, first.Length - 1), (byte)',', .. body.AsSpan(1)]);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
    }

    private static readonly HttpRequestOptionsKey<byte[]> Unsigned = new("hub.unsigned");

    // Once: a request that is sent again has its parameters already.
    private void Address(HttpRequestMessage request)
    {
        if (request.RequestUri is not { } address || request.Options.TryGetValue(Addressed, out _))
        {
            return;
        }

        request.Options.Set(Addressed, true);
        var more = new List<string>();
        if (_access is { DstCode: { } code, DstCodeInQuery: true })
        {
            more.Add($"dstcode={Uri.EscapeDataString(code)}");
        }

        if (_access.ProviderUrl is { } provider)
        {
            more.Add($"providerurl={Uri.EscapeDataString(provider)}");
        }

        if (more.Count > 0)
        {
            request.RequestUri = new UriBuilder(address) { Query = string.Join('&', more.Prepend(address.Query.TrimStart('?')).Where(p => p.Length > 0)) }.Uri;
        }
    }

    private static readonly HttpRequestOptionsKey<bool> Addressed = new("hub.addressed");

    private async Task<Held<string>> SignInAsync(CancellationToken cancellationToken)
    {
        var place = $"{_source}: sign-in at {_access.SignInPath}";
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_baseUrl, _access.SignInPath));
        if (_access.Kind is AccessKind.ClientCredentials)
        {
            // Some gateways read the header, some the form: both are given.
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", BasicCredential);
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(
                $"grant_type=client_credentials&client_id={Uri.EscapeDataString(_access.Username)}&client_secret={Uri.EscapeDataString(_access.Password)}"));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-www-form-urlencoded");
        }
        else
        {
            var body = new Dictionary<string, object?>(_access.LoginMembers) { ["username"] = _access.Username, ["password"] = _access.Password };
            request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        }

        foreach (var (name, value) in _access.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        Address(request);
        try
        {
            using var response = await base.SendAsync(request, cancellationToken);
            return Read(SourceBody.Utf8(response), place);
        }
        catch (ConnectorException exception) when (exception.Category is FailureCategory.Rejected or FailureCategory.Authentication)
        {
            throw new ConnectorException(FailureCategory.Authentication, "E_SIGN_IN", $"{place}: the source refuses the account; check user and secret", exception);
        }
    }

    private Held<string> Read(ReadOnlyMemory<byte> body, string place)
    {
        // What the source refuses is refused, even where a token stands beside the refusal.
        var answer = SourceEnvelope.Read(body);
        if (answer.State is not (EnvelopeState.Ok or EnvelopeState.Empty or EnvelopeState.Malformed))
        {
            answer.Require(place);
        }

        try
        {
            var root = Unwrapped(JsonElement.Parse(body.Span));
            JsonElement[] holders = [root, .. Wrappings.Select(name => Unwrapped(Member(root, name)))];
            foreach (var holder in holders)
            {
                foreach (var name in _access.TokenNames)
                {
                    if (Member(holder, name) is { ValueKind: JsonValueKind.String } token && !string.IsNullOrWhiteSpace(token.GetString()))
                    {
                        var life = LooseInteger.Read(Member(holder, "expires_in")) is { HasValue: true, Value: > 0 and < 366 * 86400 } seconds ? TimeSpan.FromSeconds(seconds.Value) : _access.TokenLife;
                        return new Held<string>(token.GetString()!, _clock.GetUtcNow() + life);
                    }
                }
            }

            // Some give the token without a name; a sentence is none.
            if (holders.Take(holders.Length - 1).FirstOrDefault(h => h.ValueKind == JsonValueKind.String) is { ValueKind: JsonValueKind.String } bare
                && bare.GetString()!.Trim() is { Length: > 0 } text && text.All(c => char.IsAsciiLetterOrDigit(c) || "-._~+/=".Contains(c)))
            {
                return new Held<string>(text, _clock.GetUtcNow() + _access.TokenLife);
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new ConnectorException(FailureCategory.Malformed, "E_SOURCE_JSON", $"{place}: the answer is not the JSON that its contract names; check baseUrl", exception);
        }

        answer.Require(place);
        throw new ConnectorException(FailureCategory.Malformed, "E_SOURCE_JSON", $"{place}: the answer carries no token; check baseUrl and the version of the source");
    }

    // The last is for people, unless it holds JSON.
    private static readonly string[] Wrappings = ["data", "result", "message"];

    private static JsonElement Unwrapped(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && value.GetString()!.Trim() is ['{', ..] json ? JsonElement.Parse(json) : value;

    private static JsonElement Member(JsonElement owner, string name) =>
        owner.ValueKind == JsonValueKind.Object ? owner.EnumerateObject().FirstOrDefault(m => string.Equals(m.Name, name, StringComparison.OrdinalIgnoreCase)).Value : default;

    private string BasicCredential => Convert.ToBase64String(Encoding.UTF8.GetBytes($"{_access.Username}:{_access.Password}"));
}
