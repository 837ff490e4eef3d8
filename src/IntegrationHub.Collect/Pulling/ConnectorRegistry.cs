using System.Collections.Concurrent;
using IntegrationHub.Connectors;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Store.Access;
using IntegrationHub.Store.Catalogue;

namespace IntegrationHub.Collect.Pulling;

/// <summary>The connectors of this program, listed explicitly by the host, and what the catalogue's mappings make of them.</summary>
public sealed class ConnectorRegistry(IReadOnlyList<ConnectorModule> modules, SecretStore? secrets = null)
{
    // A mapping is read once, not once a page; of each file only the last text is kept.
    private readonly ConcurrentDictionary<string, (StreamMappingText File, DefinedStream Defined)> _defined = new(StringComparer.Ordinal);

    public IReadOnlyList<ConnectorModule> Modules => modules;

    /// <exception cref="ConnectorException">No such connector.</exception>
    public ConnectorModule Module(string key) => modules.FirstOrDefault(m => m.Key == key)
        ?? throw new ConnectorException(FailureCategory.Configuration, "E_CONNECTOR_UNKNOWN",
            $"there is no connector '{key}'; known are {string.Join(", ", modules.Select(m => m.Key))}");

    /// <summary>The current mapping of a stream: the catalogue's if it has one, else the connector's own.</summary>
    /// <exception cref="ConnectorException">No such stream.</exception>
    public IStreamMapping Mapping(HubCatalogue catalogue, string connector, string stream)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        return Defined(catalogue, connector).FirstOrDefault(d => d.Stream!.Name == stream)?.Mapping
            ?? Module(connector).Mappings.Where(m => m.Stream == stream).MaxBy(m => m.Version)
            ?? throw new ConnectorException(FailureCategory.Configuration, "E_STREAM_UNKNOWN", $"connector '{connector}' has no stream '{stream}'");
    }

    /// <param name="source">The source, also one that is not saved.</param>
    /// <param name="catalogue">Its definitions of streams.</param>
    /// <param name="clock">The hub's clock.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="typed">Secrets by option that are used in place of those that are kept.</param>
    public async Task<IConnector> CreateAsync(SourceDefinition source, HubCatalogue catalogue, TimeProvider clock, CancellationToken cancellationToken, IReadOnlyDictionary<string, string>? typed = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(catalogue);
        var module = Module(source.Connector);
        var values = Values(module, source);
        foreach (var (name, option) in source.Options.Where(o => o.Value.IsSecret))
        {
            values[name] = typed?.GetValueOrDefault(name) ?? await SecretResolver.ResolveAsync(name, option.Value, secrets, cancellationToken);
        }

        return module.Create(new ConnectorContext(source.Id, values, clock)
        {
            Definitions = [.. catalogue.Mappings.Where(m => m.Connector == source.Connector).Select(Definition)],
            Streams = source.Streams,
        });
    }

    /// <summary>The streams of a source in the order in which its connector wants them read; of one that names none, what the connector says and what the catalogue defines.</summary>
    public IReadOnlyList<StreamDescription> Streams(SourceDefinition source, HubCatalogue catalogue)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(catalogue);
        var module = Module(source.Connector);
        var defined = Defined(catalogue, source.Connector).Select(d => d.Stream!).Where(d => module.Streams.All(s => s.Name != d.Name));
        return source.Streams.Count > 0
            ? [.. module.Streams.Concat(defined).Where(s => source.Streams.Contains(s.Name))]
            : [.. module.StreamsOf(Values(module, source)).Concat(defined)];
    }

    private static Dictionary<string, string> Values(ConnectorModule module, SourceDefinition source)
    {
        var values = module.Options.Where(o => o.Default is not null).ToDictionary(o => o.Name, o => o.Default!, StringComparer.Ordinal);
        foreach (var (name, option) in source.Options.Where(o => !o.Value.IsSecret))
        {
            values[name] = option.Value;
        }

        return values;
    }

    private IEnumerable<DefinedStream> Defined(HubCatalogue catalogue, string connector) =>
        catalogue.Mappings.Where(m => m.Connector == connector).Select(Define).Where(d => d.Mapping is not null);

    private DefinedStream Define(StreamMappingText file)
    {
        if (_defined.TryGetValue(file.Path, out var known) && known.File == file)
        {
            return known.Defined;
        }

        var defined = Module(file.Connector).Define(Definition(file)) ?? new DefinedStream(null, null, []);
        _defined[file.Path] = (file, defined);
        return defined;
    }

    private static StreamDefinition Definition(StreamMappingText file) => new(file.Connector, file.Stream, file.Path, file.Text);
}
