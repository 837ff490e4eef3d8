using IntegrationHub.Connectors.Tthc.Dossiers;
using IntegrationHub.Connectors.Tthc.Snapshots;

namespace IntegrationHub.Connectors.Tthc;

/// <summary>Reads one TTHC system in one run.</summary>
internal sealed class TthcConnector(TthcOptions options, TimeProvider clock) : IConnector
{
    private readonly TthcClient _client = new(options, clock);

    public Task<IReadOnlyList<TestStep>> TestAsync(CancellationToken cancellationToken) => ConnectionTest.RunAsync(options, clock, cancellationToken);

    public IAsyncEnumerable<Page> PullAsync(PullRequest request, CancellationToken cancellationToken)
    {
        var bounded = request with { From = request.From < options.BackfillFrom ? options.BackfillFrom : request.From };
        return request.Stream switch
        {
            TthcModule.SnapshotStreamName => new SnapshotStream(_client, options, clock).PullAsync(bounded, cancellationToken),
            TthcModule.DossierStreamName => new DossierStream(_client, options, clock).PullAsync(bounded, cancellationToken),
            _ => throw new ConnectorException(FailureCategory.Configuration, "E_STREAM_UNKNOWN",
                $"{options.Source}: there is no stream {request.Stream}; choose {TthcModule.SnapshotStreamName} or {TthcModule.DossierStreamName}"),
        };
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }
}
