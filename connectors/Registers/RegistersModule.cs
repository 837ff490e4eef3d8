using IntegrationHub.Connectors.Http.Mappings;

namespace IntegrationHub.Connectors.Registers;

/// <summary>The province's registers: systems, databases, cameras of one-stop shops, portals of communes, inspections, and the news of the portal.</summary>
public sealed class RegistersModule : MappedModule
{
    public const string Systems = "systems";
    public const string Databases = "databases";
    public const string Cameras = "cameras";
    public const string Portals = "portals";
    public const string Inspections = "inspections";
    public const string News = "news";

    public override string Key => "registers";

    public override string NameVi => "Các danh mục của tỉnh: hệ thống, cơ sở dữ liệu, camera, cổng thành phần, kiểm tra, tin bài";

    public override string NameEn => "Provincial registers";

    public override string Stability => "alpha";

    public override string Owner => "IntegrationHub";

    public override IReadOnlyList<StreamDescription> Streams { get; } =
    [
        new(Systems, "Hệ thống thông tin của từng cơ quan chủ quản", "Systems per owner", StreamKind.Snapshots, "maDinhDanh|ngay"),
        new(Databases, "Cơ sở dữ liệu của từng cơ quan chủ quản", "Databases per owner", StreamKind.Snapshots, "maDinhDanh|ngay"),
        new(Cameras, "Camera tại bộ phận một cửa", "Cameras of one-stop shops", StreamKind.Snapshots, "maDinhDanh|ngay"),
        new(Portals, "Cổng thành phần của xã, phường, thị trấn", "Component portals of communes", StreamKind.Snapshots, "maDinhDanh|ngay"),
        new(Inspections, "Cuộc kiểm tra", "Inspections", StreamKind.Records, "maCuoc"),
        new(News, "Tin, bài trên cổng thông tin", "News items of the portal", StreamKind.Records, "ma"),
    ];

    public override IReadOnlyList<OptionDescription> Options => RegistersOptions.Descriptions;

    public override IConnector Create(ConnectorContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new RegistersConnector(RegistersOptions.Read(context), stream => MapOf(stream, context.Definitions), context.Clock);
    }
}
