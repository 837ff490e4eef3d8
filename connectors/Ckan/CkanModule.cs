using IntegrationHub.Connectors.Http;
using IntegrationHub.Connectors.Http.Access;
using IntegrationHub.Connectors.Http.Mappings;

namespace IntegrationHub.Connectors.Ckan;

/// <summary>An open data portal that runs CKAN.</summary>
public sealed class CkanModule : MappedModule
{
    public const string StreamName = "datasets";

    public override string Key => "ckan";

    public override string NameVi => "Cổng dữ liệu mở (CKAN)";

    public override string NameEn => "Open data portal (CKAN)";

    public override string Stability => "alpha";

    public override string Owner => "IntegrationHub";

    public override IReadOnlyList<StreamDescription> Streams { get; } = [new(StreamName, "Bộ dữ liệu theo cơ quan", "Datasets by agency", StreamKind.Snapshots, "organization|day")];

    public override IReadOnlyList<OptionDescription> Options => CkanOptions.Descriptions;

    public override IConnector Create(ConnectorContext context) => new CkanConnector(MapOf(StreamName, context.Definitions), CkanOptions.Read(context), context.Clock);
}

internal sealed record CkanOptions(string Source, Uri BaseUrl, SourceAccess Access, int PageSize)
{
    public static readonly IReadOnlyList<OptionDescription> Descriptions =
    [
        new("baseUrl", OptionType.Url, "Địa chỉ cổng", "Base address", "Địa chỉ gốc; /api/3/action nằm dưới địa chỉ này.", "Root address; /api/3/action lies below it.", Required: true, Example: "https://dulieumo.example.gov.vn"),
        .. AccessOptions.Descriptions(AccessKind.None),
        new("pageSize", OptionType.Number, "Số bộ dữ liệu mỗi lần", "Datasets per request", "CKAN cho tối đa 1000.", "CKAN gives at most 1000.", Default: "200", Example: "200", Minimum: 1, Maximum: 1000),
    ];

    public static CkanOptions Read(ConnectorContext context)
    {
        var reader = new OptionReader(context, Descriptions);
        return new(context.Source, reader.Url("baseUrl"), AccessOptions.Read(reader), reader.Number("pageSize"));
    }
}
