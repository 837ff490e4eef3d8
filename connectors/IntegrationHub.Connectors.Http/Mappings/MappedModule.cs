namespace IntegrationHub.Connectors.Http.Mappings;

/// <summary>
/// A connector whose mappings are the YAML files of its folder (<c>mappings/*.map.yaml</c>, built into its assembly, with their examples
/// beside them). The catalogue can bring a newer version of one, or, where the connector reads whatever is described, whole streams.
/// </summary>
public abstract class MappedModule : ConnectorModule
{
    private Dictionary<string, YamlMapping>? _own;

    /// <summary>Whether the catalogue may define streams that the connector does not bring along.</summary>
    protected virtual bool ReadsWhatIsDescribed => false;

    /// <summary>What must be said about the words that a definition addresses to this connector; none: it takes none.</summary>
    protected virtual void CheckReading(MapFile map, MapNode? reading, List<DefinitionProblem> problems)
    {
    }

    public sealed override IReadOnlyList<IStreamMapping> Mappings =>
        [.. Own.Values.OrderBy(m => Streams.Select(s => s.Name).TakeWhile(name => name != m.Stream).Count())];

    /// <summary>The mapping files that the connector brings along.</summary>
    protected IReadOnlyDictionary<string, YamlMapping> Own => _own ??= Load();

    /// <summary>The mapping file of a stream, from the catalogue if it has one.</summary>
    public MapFile MapOf(string stream, IReadOnlyList<StreamDefinition> definitions) =>
        definitions.FirstOrDefault(d => d.Stream == stream) is { } definition ? MapReader.Require(definition.Path, definition.Text)
        : Own.TryGetValue(stream, out var own) ? own.File
        : throw new ConnectorException(FailureCategory.Configuration, "E_STREAM_UNKNOWN", $"there is no stream {stream}; add mappings/{Key}/{stream}.map.yaml to the catalogue");

    public override DefinedStream? Define(StreamDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        var problems = new List<DefinitionProblem>();
        if (MapReader.Read(definition.Text, problems) is not { } map)
        {
            return new(null, null, problems);
        }

        var known = Streams.FirstOrDefault(s => s.Name == map.Stream);
        if (map.Stream != definition.Stream)
        {
            problems.Add(new(1, 1, "E_FILE_NAME", $"The file is called {definition.Stream}.map.yaml and defines '{map.Stream}'.", "Rename one of them."));
        }
        else if (known is null && !ReadsWhatIsDescribed)
        {
            problems.Add(new(1, 1, "E_STREAM_UNKNOWN", $"The connector '{Key}' has no stream '{map.Stream}'.", $"It has {string.Join(", ", Streams.Select(s => s.Name))}."));
        }

        CheckReading(map, map.Reading, problems);
        return problems.Count > 0
            ? new(null, null, problems)
            : new(known ?? new StreamDescription(map.Stream, map.TitleVi, map.TitleEn, map.Kind, string.Join('|', map.Key)) { IsCompleteByWindow = map.IsCompleteByWindow }, new YamlMapping(map), []);
    }

    public override MappingTestResult TestMapping(string stream, StreamDefinition? definition = null, string? tests = null)
    {
        var text = tests ?? Resource($"{stream}.map.test.yaml");
        if (text is null)
        {
            return new(0, []);
        }

        return MapTests.Run(definition is null ? Own[stream].File : MapReader.Require(definition.Path, definition.Text), text);
    }

    private Dictionary<string, YamlMapping> Load()
    {
        var mappings = new Dictionary<string, YamlMapping>(StringComparer.Ordinal);
        foreach (var name in GetType().Assembly.GetManifestResourceNames().Where(n => n.EndsWith(".map.yaml", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            var map = MapReader.Require(name, Resource(name)!);
            mappings[map.Stream] = new YamlMapping(map);
        }

        return mappings;
    }

    private string? Resource(string name)
    {
        using var stream = GetType().Assembly.GetManifestResourceStream(name);
        if (stream is null)
        {
            return null;
        }

        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
