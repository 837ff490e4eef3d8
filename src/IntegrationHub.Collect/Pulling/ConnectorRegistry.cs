using IntegrationHub.Connectors;
using IntegrationHub.Store.Catalogue;

namespace IntegrationHub.Collect.Pulling;

/// <summary>The connectors of this program, listed explicitly by the host.</summary>
public sealed class ConnectorRegistry(IReadOnlyList<ConnectorModule> modules)
{
    public IReadOnlyList<ConnectorModule> Modules => modules;

    /// <exception cref="ConnectorException">No such connector.</exception>
    public ConnectorModule Module(string key) => modules.FirstOrDefault(m => m.Key == key)
        ?? throw new ConnectorException(FailureCategory.Configuration, "E_CONNECTOR_UNKNOWN",
            $"there is no connector '{key}'; known are {string.Join(", ", modules.Select(m => m.Key))}");

    public IStreamMapping Mapping(string connector, string stream) => Module(connector).Mappings
        .Where(m => m.Stream == stream)
        .MaxBy(m => m.Version)
        ?? throw new ConnectorException(FailureCategory.Configuration, "E_STREAM_UNKNOWN", $"connector '{connector}' has no stream '{stream}'");

    public async Task<IConnector> CreateAsync(SourceDefinition source, TimeProvider clock, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        var module = Module(source.Connector);
        var values = module.Options.Where(o => o.Default is not null).ToDictionary(o => o.Name, o => o.Default!, StringComparer.Ordinal);
        foreach (var (name, option) in source.Options)
        {
            values[name] = option.IsSecret ? await SecretResolver.ResolveAsync(name, option.Value, cancellationToken) : option.Value;
        }

        return module.Create(new ConnectorContext(source.Id, values, clock));
    }

    /// <summary>The streams of a source in the order in which its connector wants them read.</summary>
    public IReadOnlyList<StreamDescription> Streams(SourceDefinition source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return [.. Module(source.Connector).Streams.Where(s => source.Streams.Count == 0 || source.Streams.Contains(s.Name))];
    }
}
