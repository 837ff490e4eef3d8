using IntegrationHub.Connectors.Http;
using IntegrationHub.Connectors.Http.Mappings;
using IntegrationHub.Connectors.Http.Qd766;

namespace IntegrationHub.Connectors.NationalPortalPayments;

/// <summary>Reads the payments of one province in one run.</summary>
internal sealed class NationalPortalPaymentsConnector(
    NationalPortalPaymentsOptions options, MapFile statistics, MapFile transactions, TimeProvider clock) : IConnector
{
    private readonly SourceClient _client = new(new SourceHttpOptions { Source = options.Source, BaseUrl = options.BaseUrl, Clock = clock }, options.Access);

    public async Task<IReadOnlyList<TestStep>> TestAsync(CancellationToken cancellationToken)
    {
        using var client = new SourceClient(ConnectionSteps.Http(options.Source, options.BaseUrl, clock), options.Access);
        var today = VietnamDate.DayOf(clock.GetUtcNow());
        var month = new DateOnly(today.Year, today.Month, 1);
        var root = options.Roots is [var first, ..] ? first : "";
        return await ConnectionSteps.RunAsync(
            options.Source, options.BaseUrl, client,
            [
                new("permission statistics", ("counts of this month read", "đã đọc số liệu tháng này"), cancel => Statistics(client).ReadAsync(month, root, "so-ban-nganh", cancel)),
                new("permission transactions", ("one transaction page read", "đã đọc một trang giao dịch"), cancel => Transactions(client, 1).ReadAsync(today, today.AddDays(1), 1, cancel)),
            ],
            cancellationToken);
    }

    public IAsyncEnumerable<Page> PullAsync(PullRequest request, CancellationToken cancellationToken)
    {
        var bounded = request with { From = request.From < options.BackfillFrom ? options.BackfillFrom : request.From };
        return request.Stream switch
        {
            NationalPortalPaymentsModule.StatisticsStreamName => Statistics(_client).PullAsync(bounded, cancellationToken),
            NationalPortalPaymentsModule.TransactionsStreamName => Transactions(_client, options.PageSize).PullAsync(bounded, cancellationToken),
            _ => throw new ConnectorException(FailureCategory.Configuration, "E_STREAM_UNKNOWN",
                $"{options.Source}: there is no stream {request.Stream}; choose {NationalPortalPaymentsModule.StatisticsStreamName} or {NationalPortalPaymentsModule.TransactionsStreamName}"),
        };
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    // Late payments and refunds restate past months: the two before are read again in each run.
    private Qd766Stream Statistics(SourceClient client) =>
        new(client, new Qd766Settings { Source = options.Source, Roots = options.Roots }, statistics, clock, client.Api<INationalPortalPaymentsApi>().CountAsync);

    private TransactionStream Transactions(SourceClient client, int pageSize) => new(client, options, transactions, pageSize, clock);
}
