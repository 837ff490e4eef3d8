namespace IntegrationHub.Connectors.Manual;

/// <summary>
/// Amounts that people enter with evidence and a second person confirms. There is nothing to pull: the hub brings confirmed entries here as
/// readings, and from there on they are like what any source reports.
/// </summary>
public sealed class ManualModule : ConnectorModule
{
    public const string StreamName = "entries";

    public override string Key => "manual";

    public override string NameVi => "Nhập tay có tài liệu chứng minh";

    public override string NameEn => "Entered by hand, with evidence";

    public override string Stability => "alpha";

    public override string Owner => "IntegrationHub";

    public override IReadOnlyList<StreamDescription> Streams { get; } = [new(StreamName, "Số đếm nhập tay", "Amounts entered by hand", StreamKind.Snapshots, "metric|unit|from|to")];

    public override IReadOnlyList<OptionDescription> Options => [];

    public override IReadOnlyList<IStreamMapping> Mappings { get; } = [new EntryMapping()];

    public override IConnector Create(ConnectorContext context) => new ManualConnector();
}
