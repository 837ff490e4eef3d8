using System.Globalization;
using System.Text.Json;
using IntegrationHub.Connectors.Http;
using IntegrationHub.Connectors.Tthc.Dossiers;
using IntegrationHub.Connectors.Tthc.Snapshots;

namespace IntegrationHub.Connectors.Tthc;

/// <summary>Signed-in calls with a bounded number in flight. Shared by all passes of a run.</summary>
internal sealed class TthcClient : IDisposable
{
    // Both doors keep a session for some minutes and do not say how long; a rejected one is renewed in any case.
    private static readonly TimeSpan SessionLife = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan TokenLife = TimeSpan.FromMinutes(25);

    private readonly TthcOptions _options;
    private readonly TimeProvider _clock;
    private readonly HttpClient _http;
    private readonly ITthcApi _api;
    private readonly SemaphoreSlim _inFlight;
    private readonly SingleFlight<string> _token;
    private readonly SingleFlight<string> _session;

    public TthcClient(TthcOptions options, TimeProvider clock, SourceHttpOptions? http = null, HttpMessageHandler? transport = null)
    {
        _options = options;
        _clock = clock;
        _http = SourceHttp.Create(
            http ?? new SourceHttpOptions { Source = options.Source, BaseUrl = options.BaseUrl, Clock = clock, Connections = options.Concurrency }, transport);
        _api = SourceHttp.Api<ITthcApi>(_http);
        _inFlight = new SemaphoreSlim(options.Concurrency);
        _token = new SingleFlight<string>(CreateTokenAsync, clock);
        _session = new SingleFlight<string>(LogInAsync, clock);
    }

    public async Task<SnapshotPage> SearchSnapshotsAsync(SnapshotPeriod period, int pageNumber, CancellationToken cancellationToken) =>
        await CallAsync(
            _token, $"period {period.Token} page {pageNumber}",
            (token, cancel) => _api.SearchSnapshotsAsync($"Bearer {token}", period.QueryKind, period.Number, period.Year, pageNumber, _options.PageSize, cancel),
            (body, place, sentAt) => SnapshotReader.Read(body, place, sentAt, period),
            cancellationToken);

    public async Task<DossierList> ListDossiersAsync(string agency, DateOnly from, DateOnly to, CancellationToken cancellationToken) =>
        await CallAsync(
            _session, $"DanhSachHoSo for {agency}",
            (session, cancel) => _api.ListDossiersAsync(new DossierListRequest(session, agency, Day(from), Day(to.AddDays(-1))), cancel),
            DossierListReader.Read,
            cancellationToken);

    /// <summary>A refusal of this one dossier is an outcome, not a fault: the other dossiers go on.</summary>
    public async Task<DossierDetail> FindDossierAsync(string agency, string key, CancellationToken cancellationToken) =>
        await CallAsync(
            _session, $"TraCuuHoSo for {agency}",
            (session, cancel) => _api.FindDossierAsync(new DossierRequest(session, agency, key), cancel),
            (body, place, sentAt) => DossierDetailReader.Read(body, place, sentAt, key),
            cancellationToken);

    public Task SignInForSnapshotsAsync(CancellationToken cancellationToken) => CreateTokenAsync(cancellationToken);

    public Task SignInForDossiersAsync(CancellationToken cancellationToken) => LogInAsync(cancellationToken);

    public async Task ReachAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, "");
        using var response = await _http.SendAsync(request, cancellationToken);
    }

    public void Dispose()
    {
        _http.Dispose();
        _inFlight.Dispose();
    }

    private async Task<T> CallAsync<T>(
        SingleFlight<string> signIn,
        string what,
        Func<string, CancellationToken, Task<HttpResponseMessage>> send,
        Func<ReadOnlyMemory<byte>, string, DateTimeOffset, T> read,
        CancellationToken cancellationToken)
    {
        var place = $"{_options.Source}: {what}";
        await _inFlight.WaitAsync(cancellationToken);
        try
        {
            return await signIn.UseAsync(
                async (secret, cancel) =>
                {
                    var sentAt = _clock.GetUtcNow();
                    using var response = await send(secret, cancel);
                    try
                    {
                        return read(SourceBody.Utf8(response), place, sentAt);
                    }
                    catch (Exception exception) when (exception is JsonException or InvalidOperationException)
                    {
                        throw new ConnectorException(FailureCategory.Malformed, "E_SOURCE_JSON",
                            $"{place}: the answer is not the JSON that its contract names; tell the source's operator", exception);
                    }
                },
                cancellationToken);
        }
        finally
        {
            _inFlight.Release();
        }
    }

    private async Task<Held<string>> CreateTokenAsync(CancellationToken cancellationToken) =>
        await SignInAsync("api/tokens", "token", TokenLife, cancel => _api.CreateTokenAsync(new Credentials(_options.Username, _options.Password), cancel), cancellationToken);

    private async Task<Held<string>> LogInAsync(CancellationToken cancellationToken) =>
        await SignInAsync("mapi/login", "session", SessionLife, cancel => _api.LogInAsync(new Credentials(_options.Username, _options.Password), cancel), cancellationToken);

    private async Task<Held<string>> SignInAsync(
        string path, string field, TimeSpan life, Func<CancellationToken, Task<HttpResponseMessage>> send, CancellationToken cancellationToken)
    {
        var place = $"{_options.Source}: sign-in at {path}";
        try
        {
            using var response = await send(cancellationToken);
            var envelope = SourceEnvelope.Read(SourceBody.Utf8(response), field, "data", "result");
            var secret = SignInReader.Read(envelope.Require(place), field);
            return secret is null
                ? throw new ConnectorException(FailureCategory.Malformed, "E_SOURCE_JSON", $"{place}: the answer carries no {field}; check baseUrl and the version of the source")
                : new Held<string>(secret, _clock.GetUtcNow() + life);
        }
        catch (ConnectorException exception) when (exception.Category is FailureCategory.Rejected or FailureCategory.Authentication)
        {
            throw new ConnectorException(FailureCategory.Authentication, "E_SIGN_IN", $"{place}: the source refuses the account; check username and password", exception);
        }
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

internal static class SignInReader
{
    /// <summary>The secret itself, or the member of that name in an object around it.</summary>
    public static string? Read(ReadOnlyMemory<byte> payload, string field)
    {
        using var document = JsonDocument.Parse(payload);
        var value = document.RootElement;
        if (value.ValueKind == JsonValueKind.Object)
        {
            value = value.EnumerateObject().FirstOrDefault(member => string.Equals(member.Name, field, StringComparison.OrdinalIgnoreCase)).Value;
        }

        return value.ValueKind == JsonValueKind.String && !string.IsNullOrWhiteSpace(value.GetString()) ? value.GetString() : null;
    }
}
