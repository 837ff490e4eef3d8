using IntegrationHub.Connectors.Http;
using IntegrationHub.Connectors.Http.Access;

namespace IntegrationHub.Connectors.DocumentManagement;

/// <summary>Options of a document management source, read once at the start of a run.</summary>
public sealed record DocumentManagementOptions
{
    // Tokens live thirty minutes and do not say so.
    private static readonly TimeSpan TokenLife = TimeSpan.FromMinutes(29);

    public static readonly IReadOnlyList<OptionDescription> Descriptions =
    [
        new("baseUrl", OptionType.Url, "Địa chỉ hệ thống", "Base address",
            "Địa chỉ gốc; các đường dẫn /v1 nằm dưới địa chỉ này.", "Root address; /v1 lies below it.", Required: true, Example: "https://qlvb.example.gov.vn"),
        .. AccessOptions.Descriptions(AccessKind.Login, "v1/auth/login?allow_anonymous=true"),
        new("applicationCode", OptionType.Text, "Mã ứng dụng", "Application code",
            "applicationCode khi đăng nhập, nếu hệ thống cấp.", "The applicationCode of the sign-in, if the operator gave one.", Example: "HUB"),
        new("rootAgency", OptionType.Text, "Mã cơ quan gốc", "Root agency",
            "maDinhDanh gửi khi hỏi số liệu thống kê: cơ quan mà các đơn vị bên dưới được trả về.", "The maDinhDanh that statistics are asked for: rows of all agencies below it come back.",
            Required: true, Example: "H02"),
        new("concurrency", OptionType.Number, "Số yêu cầu đồng thời", "Requests in flight",
            "Số yêu cầu gửi cùng lúc; giảm khi hệ thống nguồn báo quá tải.", "Requests at the same time; lower it when the source throttles.", Default: "4", Example: "4", Minimum: 1, Maximum: 32),
        new("windowDays", OptionType.Number, "Số ngày mỗi lần liệt kê", "Days per list request",
            "Danh sách văn bản không phân trang, nên mỗi lần chỉ hỏi từng này ngày.", "The list of documents has no pages, so no more days than this are asked at once.", Default: "31", Example: "31", Minimum: 4, Maximum: 366),
        new("pageSize", OptionType.Number, "Số bản ghi mỗi trang", "Readings per page",
            "Số bản ghi lưu trong một giao dịch.", "Records that are stored in one transaction.", Default: "500", Example: "500", Minimum: 1, Maximum: 5000),
        new("backfillFrom", OptionType.Date, "Đọc từ ngày", "First day", "Không đọc dữ liệu trước ngày này.", "Nothing before this day is read.", Default: "2023-12-01", Example: "2023-12-01"),
    ];

    public required string Source { get; init; }

    public required Uri BaseUrl { get; init; }

    public required SourceAccess Access { get; init; }

    public required string RootAgency { get; init; }

    public required int Concurrency { get; init; }

    public required int WindowDays { get; init; }

    public required int PageSize { get; init; }

    public required DateOnly BackfillFrom { get; init; }

    public static DocumentManagementOptions Read(ConnectorContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var reader = new OptionReader(context, Descriptions);
        return new DocumentManagementOptions
        {
            Source = context.Source,
            BaseUrl = reader.Url("baseUrl"),
            Access = AccessOptions.Read(reader) with
            {
                TokenLife = TokenLife,
                LoginMembers = new Dictionary<string, object?>
                {
                    ["applicationCode"] = reader.Text("applicationCode"), ["otp"] = null, ["twoFactorProvider"] = null, ["typeObjs"] = new[] { 0, 1 },
                },
            },
            RootAgency = reader.RequiredText("rootAgency"),
            Concurrency = reader.Number("concurrency"),
            WindowDays = reader.Number("windowDays"),
            PageSize = reader.Number("pageSize"),
            BackfillFrom = reader.Date("backfillFrom"),
        };
    }

    // A record prints its members; these must not end up in a log by accident.
    public override string ToString() => $"DocumentManagementOptions {{ Source = {Source}, BaseUrl = {BaseUrl} }}";
}
