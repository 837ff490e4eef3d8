using IntegrationHub.Connectors;

namespace IntegrationHub.Host.Acceptance.Bench;

/// <summary>A connector with something between it and the hub: what it reads goes through a function.</summary>
public sealed class ChangedModule(ConnectorModule inner, Func<IAsyncEnumerable<Page>, IAsyncEnumerable<Page>> change) : ConnectorModule
{
    public override string Key => inner.Key;

    public override string NameVi => inner.NameVi;

    public override string NameEn => inner.NameEn;

    public override string Stability => inner.Stability;

    public override string Owner => inner.Owner;

    public override IReadOnlyList<StreamDescription> Streams => inner.Streams;

    public override IReadOnlyList<StreamDescription> StreamsOf(IReadOnlyDictionary<string, string> options) => inner.StreamsOf(options);

    public override IReadOnlyList<OptionDescription> Options => inner.Options;

    public override IReadOnlyList<IStreamMapping> Mappings => inner.Mappings;

    public override DefinedStream? Define(StreamDefinition definition) => inner.Define(definition);

    public override IConnector Create(ConnectorContext context) => new ChangedConnector(inner.Create(context), change);

    private sealed class ChangedConnector(IConnector inner, Func<IAsyncEnumerable<Page>, IAsyncEnumerable<Page>> change) : IConnector
    {
        public Task<IReadOnlyList<TestStep>> TestAsync(CancellationToken cancellationToken) => inner.TestAsync(cancellationToken);

        public IAsyncEnumerable<Page> PullAsync(PullRequest request, CancellationToken cancellationToken) => change(inner.PullAsync(request, cancellationToken));

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
