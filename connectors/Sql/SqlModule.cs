using IntegrationHub.Connectors.Http.Mappings;

namespace IntegrationHub.Connectors.Sql;

/// <summary>A view of a PostgreSQL or SQLite database that its operator made for the hub, read and nothing else.</summary>
public sealed class SqlModule : MappedModule
{
    public override string Key => "sql";

    public override string NameVi => "Khung nhìn cơ sở dữ liệu (chỉ đọc)";

    public override string NameEn => "Database view (read-only)";

    public override string Stability => "alpha";

    public override string Owner => "IntegrationHub";

    public override IReadOnlyList<StreamDescription> Streams => [];

    public override IReadOnlyList<OptionDescription> Options => SqlOptions.Descriptions;

    protected override bool ReadsWhatIsDescribed => true;

    public override IConnector Create(ConnectorContext context) => new SqlConnector(this, context);

    protected override void CheckReading(MapFile map, MapNode? reading, List<DefinitionProblem> problems) => QueryPlanReader.Read(map, reading, problems);
}
