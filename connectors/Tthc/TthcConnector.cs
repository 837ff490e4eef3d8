using IntegrationHub.Connectors.Http;
using IntegrationHub.Connectors.Http.Access;
using IntegrationHub.Connectors.Http.Mappings;
using IntegrationHub.Connectors.Http.Qd766;
using IntegrationHub.Connectors.Tthc.Dossiers;
using IntegrationHub.Connectors.Tthc.OpenCps;
using IntegrationHub.Connectors.Tthc.Snapshots;

namespace IntegrationHub.Connectors.Tthc;

/// <summary>Reads one TTHC system in one run.</summary>
/// <param name="options">The source's options.</param>
/// <param name="mapOf">Mapping of a stream.</param>
/// <param name="clock">The hub's clock.</param>
internal sealed class TthcConnector(TthcOptions options, Func<string, MapFile> mapOf, TimeProvider clock) : IConnector
{
    // Whatever changes late moves the counts of its month: as many months as the source itself recomputes for its reports, once a week.
    private const int MonthsAgainWeekly = 12;

    private readonly TthcClient _client = new(options, clock);
    private readonly SourceClient _openCps = OpenCps(options, new SourceHttpOptions { Source = options.Source, BaseUrl = options.BaseUrl, Clock = clock });

    public async Task<IReadOnlyList<TestStep>> TestAsync(CancellationToken cancellationToken)
    {
        var http = ConnectionSteps.Http(options.Source, options.BaseUrl, clock);
        using var client = new TthcClient(options with { PageSize = 1 }, clock, http);
        using var openCps = OpenCps(options, http);
        var today = VietnamDate.DayOf(clock.GetUtcNow());
        var month = new DateOnly(today.Year, today.Month, 1);
        IReadOnlyList<ConnectionStep> steps = options.Variant switch
        {
            TthcOptions.OpenCps =>
            [
                Connect(openCps),
                new("permission", ("one page of statistics read", "đã đọc một trang thống kê"), cancel => new OpenCpsStream(openCps, options with { PageSize = 1 }, mapOf(TthcModule.OpenCpsStreamName), clock).ReadAsync(month, 0, cancel)),
            ],
            TthcOptions.Qd766 =>
            [
                Connect(client.Statistics),
                new("sign-in", ("token received", "đã nhận mã truy cập"), client.Statistics.SignInAsync),
                new("permission", ("counts of this month read", "đã đọc số liệu tháng này"), cancel => Qd766(client.Statistics, TthcModule.Qd766Calls[0].Stream).ReadAsync(month, options.Roots is [var root, ..] ? root : "", "so-ban-nganh", cancel)),
            ],
            _ =>
            [
                Connect(client.Statistics),
                new("sign-in api", ("token received", "đã nhận mã truy cập"), client.Statistics.SignInAsync),
                new("sign-in mapi", ("session received", "đã nhận phiên làm việc"), client.Cases.SignInAsync),
                new("permission", ("one snapshot read", "đã đọc một bản số liệu kỳ"), cancel => client.SearchSnapshotsAsync(SnapshotPeriod.MonthOf(today), 1, cancel)),
            ],
        };
        return await ConnectionSteps.RunAsync(
            options.Source, [new("address", ($"{options.BaseUrl.Host} is known", $"tìm thấy máy chủ {options.BaseUrl.Host}"), cancel => ConnectionSteps.ResolveAsync(options.Source, options.BaseUrl, cancel)), .. steps], cancellationToken);
    }

    public IAsyncEnumerable<Page> PullAsync(PullRequest request, CancellationToken cancellationToken)
    {
        var bounded = request with { From = request.From < options.BackfillFrom ? options.BackfillFrom : request.From };
        return (request.Stream, options.Variant) switch
        {
            (TthcModule.SnapshotStreamName, TthcOptions.Provincial) => new SnapshotStream(_client, options, clock).PullAsync(bounded, cancellationToken),
            (TthcModule.DossierStreamName, TthcOptions.Provincial) => new DossierStream(_client, options, clock).PullAsync(bounded, cancellationToken),
            (TthcModule.OpenCpsStreamName, TthcOptions.OpenCps) => new OpenCpsStream(_openCps, options, mapOf(request.Stream), clock).PullAsync(bounded, cancellationToken),
            (var stream, TthcOptions.Provincial or TthcOptions.Qd766) when TthcModule.Qd766Calls.Any(call => call.Stream == stream) =>
                Qd766(_client.Statistics, stream).PullAsync(bounded, cancellationToken),
            _ => throw new ConnectorException(FailureCategory.Configuration, "E_STREAM_UNKNOWN",
                $"{options.Source}: a system of the variant {options.Variant} has no stream {request.Stream}; correct the option variant or the list of streams"),
        };
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        _openCps.Dispose();
        return ValueTask.CompletedTask;
    }

    private Qd766Stream Qd766(SourceClient client, string stream)
    {
        var (api, call) = (client.Api<ITthcApi>(), TthcModule.Qd766Calls.First(c => c.Stream == stream).Call);
        return new(client, new Qd766Settings { Source = options.Source, Roots = options.Roots, MonthsAgainWeekly = MonthsAgainWeekly }, mapOf(stream), clock,
            (request, cancel) => api.CountAsync(call, request, cancel));
    }

    private static SourceClient OpenCps(TthcOptions options, SourceHttpOptions http) => new(
        http,
        new SourceAccess
        {
            Kind = AccessKind.Basic, Username = options.Username, Password = options.Password,
            Headers = options.GroupId is { } group ? new Dictionary<string, string> { ["groupId"] = group } : [],
        },
        options.Concurrency);

    private ConnectionStep Connect(SourceClient client) => new("connect", options.BaseUrl.Scheme == "https" ? ("connected, certificate accepted", "đã kết nối, chứng thư được chấp nhận") : ("connected, without TLS", "đã kết nối, không có TLS"), client.ReachAsync);
}
