using IntegrationHub.Connectors.Http;
using IntegrationHub.Connectors.Http.Access;
using IntegrationHub.Connectors.Http.Qd766;

namespace IntegrationHub.Connectors.NationalPortalPayments;

/// <summary>Options of a payment source, read once at the start of a run.</summary>
public sealed record NationalPortalPaymentsOptions
{
    public static readonly IReadOnlyList<OptionDescription> Descriptions =
    [
        new("baseUrl", OptionType.Url, "Địa chỉ hệ thống", "Base address",
            "Địa chỉ gốc; đường dẫn /api nằm dưới địa chỉ này.", "Root address; /api lies below it.", Required: true, Example: "https://thanhtoan.example.gov.vn"),
        .. AccessOptions.Descriptions(AccessKind.Login, "api/tokens"),
        Qd766Settings.RootsOption,
        new("pageSize", OptionType.Number, "Số giao dịch mỗi trang", "Transactions per page",
            "Số giao dịch mỗi lần hỏi và lưu.", "Transactions that are asked for and stored at once.", Default: "500", Example: "500", Minimum: 1, Maximum: 5000),
        new("backfillFrom", OptionType.Date, "Đọc từ ngày", "First day",
            "Không đọc dữ liệu trước ngày này.", "Nothing before this day is read.", Default: "2023-12-01", Example: "2023-12-01"),
    ];

    public required string Source { get; init; }

    public required Uri BaseUrl { get; init; }

    public required SourceAccess Access { get; init; }

    public required IReadOnlyList<string> Roots { get; init; }

    public required int PageSize { get; init; }

    public required DateOnly BackfillFrom { get; init; }

    public static NationalPortalPaymentsOptions Read(ConnectorContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var reader = new OptionReader(context, Descriptions);
        return new NationalPortalPaymentsOptions
        {
            Source = context.Source,
            BaseUrl = reader.Url("baseUrl"),
            Access = AccessOptions.Read(reader),
            Roots = Qd766Settings.ReadRoots(reader),
            PageSize = reader.Number("pageSize"),
            BackfillFrom = reader.Date("backfillFrom"),
        };
    }
}
