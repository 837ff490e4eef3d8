using IntegrationHub.Connectors.Http.Mappings;

namespace IntegrationHub.Connectors.Tthc;

/// <summary>The provincial system for administrative procedures (thủ tục hành chính).</summary>
public sealed class TthcModule : MappedModule
{
    public const string SnapshotStreamName = "period-snapshots";
    public const string DossierStreamName = "dossiers";
    public const string OpenCpsStreamName = "opencps-statistics";

    /// <summary>The calls of QuyetDinh766s that are read, each a stream: they count the same things in other ways, and must not be added up.</summary>
    public static readonly IReadOnlyList<(string Stream, string Call)> Qd766Calls =
    [
        ("qd766-progress", "ChiTieuTienDo"),
        ("qd766-online-services", "ChiTieuDvcTrucTuyen"),
        ("qd766-digitisation", "ChiTieuSoHoa"),
        ("qd766-payments", "ChiTieuTTTT"),
        ("qd766-fees", "ChiTieuTTTT2"),
    ];

    public override string Key => "tthc";

    public override string NameVi => "Hệ thống thông tin giải quyết thủ tục hành chính";

    public override string NameEn => "Administrative procedure system";

    public override string Stability => "alpha";

    public override string Owner => "IntegrationHub";

    public override IReadOnlyList<StreamDescription> Streams { get; } =
    [
        new(SnapshotStreamName, "Số liệu báo cáo theo kỳ", "Counts per period", StreamKind.Snapshots, "loaiThongKe|maDinhDanh|loaiThoiGian|ky|nam"),
        new(DossierStreamName, "Hồ sơ", "Dossiers", StreamKind.Records, "MaHoSo"),
        new("qd766-progress", "Số liệu QĐ 766: tiến độ giải quyết", "QĐ 766 counts: progress", StreamKind.Snapshots, Qd766Key),
        new("qd766-online-services", "Số liệu QĐ 766: dịch vụ công trực tuyến", "QĐ 766 counts: online services", StreamKind.Snapshots, Qd766Key),
        new("qd766-digitisation", "Số liệu QĐ 766: số hóa hồ sơ", "QĐ 766 counts: digitisation", StreamKind.Snapshots, Qd766Key),
        new("qd766-payments", "Số liệu QĐ 766: thanh toán trực tuyến", "QĐ 766 counts: online payment", StreamKind.Snapshots, Qd766Key),
        new("qd766-fees", "Số liệu QĐ 766: phí, lệ phí đã thu", "QĐ 766 counts: fees taken", StreamKind.Snapshots, Qd766Key),
        new(OpenCpsStreamName, "Thống kê của OpenCPS theo tháng", "OpenCPS statistics per month", StreamKind.Snapshots, "govAgencyCode|thang"),
    ];

    /// <summary>Of a provincial system what it always had; its QĐ 766 counts, which take long and not every one has, are read where a source names them.</summary>
    public override IReadOnlyList<StreamDescription> StreamsOf(IReadOnlyDictionary<string, string> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.GetValueOrDefault("variant") switch
        {
            TthcOptions.OpenCps => [.. Streams.Where(s => s.Name == OpenCpsStreamName)],
            TthcOptions.Qd766 => [.. Streams.Where(s => Qd766Calls.Any(call => call.Stream == s.Name))],
            _ => [.. Streams.Where(s => s.Name is SnapshotStreamName or DossierStreamName)],
        };
    }

    public override IReadOnlyList<OptionDescription> Options => TthcOptions.Descriptions;

    private const string Qd766Key = "phamVi|MaDinhDanh|thang";

    public override IConnector Create(ConnectorContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new TthcConnector(TthcOptions.Read(context), stream => MapOf(stream, context.Definitions), context.Clock);
    }
}
