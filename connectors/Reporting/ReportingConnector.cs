using System.Globalization;
using IntegrationHub.Connectors.Http;
using IntegrationHub.Connectors.Http.Mappings;

namespace IntegrationHub.Connectors.Reporting;

/// <summary>Reads one reporting system in one run.</summary>
internal sealed class ReportingConnector(ReportingOptions options, TimeProvider clock, MapFile map) : IConnector
{
    private readonly ReportingClient _client = new(options, new SourceHttpOptions { Source = options.Source, BaseUrl = options.BaseUrl, Clock = clock, Connections = options.Concurrency });

    public async Task<IReadOnlyList<TestStep>> TestAsync(CancellationToken cancellationToken)
    {
        using var client = new ReportingClient(options with { PageSize = 2000 }, ConnectionSteps.Http(options.Source, options.BaseUrl, clock));
        return await ConnectionSteps.RunAsync(options.Source, options.BaseUrl, client.Signed, [new("regimes", ("the reporting regimes can be read", "đọc được các chế độ báo cáo"), client.RegimesAsync)], cancellationToken);
    }

    public IAsyncEnumerable<Page> PullAsync(PullRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Stream == ReportingModule.ReportStreamName
            ? new ReportStream(_client, options, clock, map).PullAsync(request with { From = request.From < options.BackfillFrom ? options.BackfillFrom : request.From }, cancellationToken)
            : throw new ConnectorException(FailureCategory.Configuration, "E_STREAM_UNKNOWN",
                string.Create(CultureInfo.InvariantCulture, $"{options.Source}: there is no stream {request.Stream}; choose {ReportingModule.ReportStreamName}"));
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }
}
