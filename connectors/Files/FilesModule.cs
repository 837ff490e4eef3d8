using IntegrationHub.Connectors.Http.Mappings;

namespace IntegrationHub.Connectors.Files;

/// <summary>Tables that people put into a folder: CSV and XLSX, one file per stream and period.</summary>
public sealed class FilesModule : MappedModule
{
    public override string Key => "files";

    public override string NameVi => "Thư mục tệp số liệu";

    public override string NameEn => "Folder of data files";

    public override string Stability => "alpha";

    public override string Owner => "IntegrationHub";

    public override IReadOnlyList<StreamDescription> Streams => [];

    public override IReadOnlyList<OptionDescription> Options => FilesOptions.Descriptions;

    protected override bool ReadsWhatIsDescribed => true;

    public override DefinedStream? Define(StreamDefinition definition) =>
        base.Define(definition) is { Mapping: YamlMapping mapping } defined ? defined with { Mapping = new FileMapping(mapping) } : base.Define(definition);

    public override IConnector Create(ConnectorContext context) => new FilesConnector(this, context);

    protected override void CheckReading(MapFile map, MapNode? reading, List<DefinitionProblem> problems) => FilePlanReader.Read(map, reading, problems);

    /// <summary>The mapping of a stream and its columns.</summary>
    /// <exception cref="ConnectorException">The definition is missing or wrong.</exception>
    internal FilePlan PlanOf(string source, string stream, IReadOnlyList<StreamDefinition> definitions)
    {
        var problems = new List<DefinitionProblem>();
        try
        {
            var map = MapOf(stream, definitions);
            return FilePlanReader.Read(map, map.Reading, problems) ?? throw new MapException($"{stream}.map.yaml", problems);
        }
        catch (MapException exception)
        {
            throw new ConnectorException(FailureCategory.Configuration, "E_MAPPING", $"{source}: {exception.Message}; run: hub lint", exception);
        }
    }
}
