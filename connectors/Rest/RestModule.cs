using IntegrationHub.Connectors.Http.Mappings;

namespace IntegrationHub.Connectors.Rest;

/// <summary>Any source that answers JSON over HTTP, described in the catalogue: no code per source.</summary>
public sealed class RestModule : MappedModule
{
    public override string Key => "rest";

    public override string NameVi => "Nguồn HTTP/JSON khai báo";

    public override string NameEn => "Declared HTTP/JSON source";

    public override string Stability => "alpha";

    public override string Owner => "IntegrationHub";

    public override IReadOnlyList<StreamDescription> Streams => [];

    public override IReadOnlyList<OptionDescription> Options => RestOptions.Descriptions;

    protected override bool ReadsWhatIsDescribed => true;

    public override IConnector Create(ConnectorContext context) => new RestConnector(this, context);

    protected override void CheckReading(MapFile map, MapNode? reading, List<DefinitionProblem> problems) => RequestReader.Read(map, reading, problems);
}
