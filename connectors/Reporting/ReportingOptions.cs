using IntegrationHub.Connectors.Http;
using IntegrationHub.Connectors.Http.Access;

namespace IntegrationHub.Connectors.Reporting;

/// <summary>Options of a reporting source, read once at the start of a run.</summary>
public sealed record ReportingOptions
{
    public static readonly IReadOnlyList<OptionDescription> Descriptions =
    [
        new("baseUrl", OptionType.Url, "Địa chỉ hệ thống", "Base address",
            "Địa chỉ gốc; các đường dẫn /api nằm dưới địa chỉ này.", "Root address; /api lies below it.", Required: true, Example: "https://baocao.example.gov.vn"),
        .. AccessOptions.Descriptions(AccessKind.Login, "api/v1/dang-nhap"),
        new("concurrency", OptionType.Number, "Số cơ quan đọc cùng lúc", "Agencies at a time",
            "Số cơ quan được hỏi cùng lúc; giảm khi hệ thống nguồn báo quá tải.", "How many agencies are asked for at the same time; lower it when the source throttles.",
            Default: "4", Example: "4", Minimum: 1, Maximum: 32),
        new("pageSize", OptionType.Number, "Số dòng mỗi trang", "Rows per page", "pageSize gửi cho hệ thống nguồn.", "The pageSize that the source is asked for.", Default: "200", Example: "200", Minimum: 1, Maximum: 2000),
        new("backfillFrom", OptionType.Date, "Đọc từ ngày", "First day", "Không tính báo cáo đến hạn trước ngày này.", "Reports due before this day are not counted.", Default: "2023-12-01", Example: "2023-12-01"),
    ];

    public required string Source { get; init; }

    public required Uri BaseUrl { get; init; }

    public required SourceAccess Access { get; init; }

    public required int Concurrency { get; init; }

    public required int PageSize { get; init; }

    public required DateOnly BackfillFrom { get; init; }

    public static ReportingOptions Read(ConnectorContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var reader = new OptionReader(context, Descriptions);
        return new ReportingOptions
        {
            Source = context.Source,
            BaseUrl = reader.Url("baseUrl"),
            Access = AccessOptions.Read(reader),
            Concurrency = reader.Number("concurrency"),
            PageSize = reader.Number("pageSize"),
            BackfillFrom = reader.Date("backfillFrom"),
        };
    }

    // A record prints its members; these must not end up in a log by accident.
    public override string ToString() => $"ReportingOptions {{ Source = {Source}, BaseUrl = {BaseUrl} }}";
}
