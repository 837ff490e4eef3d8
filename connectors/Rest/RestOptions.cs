using IntegrationHub.Connectors.Http;
using IntegrationHub.Connectors.Http.Access;

namespace IntegrationHub.Connectors.Rest;

/// <summary>Options of a declared source: where it is and how it is signed in to. What is asked stands in the mapping.</summary>
internal sealed record RestOptions(string Source, Uri BaseUrl, SourceAccess Access, DateOnly BackfillFrom)
{
    public static readonly IReadOnlyList<OptionDescription> Descriptions =
    [
        new("baseUrl", OptionType.Url, "Địa chỉ hệ thống", "Base address",
            "Địa chỉ gốc; mọi đường dẫn trong ánh xạ nằm dưới địa chỉ này.", "Root address; every path of a mapping lies below it.", Required: true, Example: "https://dulieu.example.gov.vn"),
        .. AccessOptions.Descriptions(AccessKind.None),
        new("backfillFrom", OptionType.Date, "Đọc từ ngày", "First day", "Không đọc dữ liệu trước ngày này.", "Nothing before this day is read.", Default: "2023-12-01", Example: "2023-12-01"),
    ];

    public static RestOptions Read(ConnectorContext context)
    {
        var reader = new OptionReader(context, Descriptions);
        return new(context.Source, reader.Url("baseUrl"), AccessOptions.Read(reader), reader.Date("backfillFrom"));
    }
}
