using IntegrationHub.Connectors.Http.Mappings;

namespace IntegrationHub.Connectors.Tthc;

/// <summary>The provincial system for administrative procedures (thủ tục hành chính).</summary>
public sealed class TthcModule : MappedModule
{
    public const string SnapshotStreamName = "period-snapshots";
    public const string DossierStreamName = "dossiers";

    public override string Key => "tthc";

    public override string NameVi => "Hệ thống thông tin giải quyết thủ tục hành chính";

    public override string NameEn => "Administrative procedure system";

    public override string Stability => "development";

    public override string Owner => "IntegrationHub";

    public override IReadOnlyList<StreamDescription> Streams { get; } =
    [
        new(SnapshotStreamName, "Số liệu báo cáo theo kỳ", "Counts per period", StreamKind.Snapshots, "loaiThongKe|maDinhDanh|loaiThoiGian|ky|nam"),
        new(DossierStreamName, "Hồ sơ", "Dossiers", StreamKind.Records, "MaHoSo"),
    ];

    public override IReadOnlyList<OptionDescription> Options => TthcOptions.Descriptions;

    public override IConnector Create(ConnectorContext context) => new TthcConnector(TthcOptions.Read(context), context.Clock);
}
