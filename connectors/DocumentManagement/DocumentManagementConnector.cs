using IntegrationHub.Connectors.Http;
using IntegrationHub.Connectors.Http.Mappings;

namespace IntegrationHub.Connectors.DocumentManagement;

/// <summary>Reads one document management system in one run.</summary>
internal sealed class DocumentManagementConnector(DocumentManagementOptions options, TimeProvider clock, MapFile statistics, MapFile documents) : IConnector
{
    private readonly DocumentManagementClient _client = new(options, new SourceHttpOptions { Source = options.Source, BaseUrl = options.BaseUrl, Clock = clock });

    public async Task<IReadOnlyList<TestStep>> TestAsync(CancellationToken cancellationToken)
    {
        using var client = new DocumentManagementClient(options, ConnectionSteps.Http(options.Source, options.BaseUrl, clock));
        var today = VietnamDate.DayOf(clock.GetUtcNow());
        var month = new DateOnly(today.Year, today.Month, 1);
        return await ConnectionSteps.RunAsync(
            options.Source, options.BaseUrl, client.Signed,
            [
                new("statistics", ("counts of a month can be read", "đọc được số liệu của một tháng"), cancel => client.StatisticsAsync(month.AddMonths(-1), month, (list, sentAt) => new RowReader(statistics).Read(list, sentAt), cancel)),
                new("documents", ("the list of a day can be read", "đọc được danh sách của một ngày"), cancel => client.ListAsync(DocumentStream.Documents, today, today.AddDays(1), cancel)),
            ],
            cancellationToken);
    }

    public IAsyncEnumerable<Page> PullAsync(PullRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var bounded = request with { From = request.From < options.BackfillFrom ? options.BackfillFrom : request.From };
        return request.Stream switch
        {
            DocumentManagementModule.StatisticsStreamName => new StatisticsStream(_client, options, clock, statistics).PullAsync(bounded, cancellationToken),
            DocumentManagementModule.DocumentStreamName => new DocumentStream(_client, options, clock, documents).PullAsync(bounded, cancellationToken),
            _ => throw new ConnectorException(FailureCategory.Configuration, "E_STREAM_UNKNOWN",
                $"{options.Source}: there is no stream {request.Stream}; choose {DocumentManagementModule.StatisticsStreamName} or {DocumentManagementModule.DocumentStreamName}"),
        };
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }
}
