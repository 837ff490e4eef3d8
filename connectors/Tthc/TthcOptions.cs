using IntegrationHub.Connectors.Http;

namespace IntegrationHub.Connectors.Tthc;

/// <summary>Options of a TTHC source, read once at the start of a run.</summary>
public sealed record TthcOptions
{
    public static readonly IReadOnlyList<OptionDescription> Descriptions =
    [
        new("baseUrl", OptionType.Url, "Địa chỉ hệ thống", "Base address",
            "Địa chỉ gốc; các đường dẫn /api và /mapi nằm dưới địa chỉ này.", "Root address; /api and /mapi lie below it.",
            Required: true, Example: "https://tthc.example.gov.vn"),
        new("username", OptionType.Text, "Tài khoản", "User name",
            "Tài khoản chỉ đọc do đơn vị quản lý hệ thống cấp.", "A read-only account given by the source's operator.", Required: true, Example: "hub"),
        new("password", OptionType.Secret, "Mật khẩu", "Password",
            "Tham chiếu tới bí mật, không ghi trực tiếp.", "A reference to a secret, never the secret itself.", Required: true, Example: "env:TTHC_PASSWORD"),
        new("concurrency", OptionType.Number, "Số yêu cầu đồng thời", "Requests in flight",
            "Số yêu cầu gửi cùng lúc; giảm khi hệ thống nguồn báo quá tải.", "Requests at the same time; lower it when the source throttles.",
            Default: "8", Example: "8", Minimum: 1, Maximum: 64),
        new("windowDays", OptionType.Number, "Số ngày mỗi lần liệt kê", "Days per list request",
            "Danh sách hồ sơ không phân trang, nên mỗi lần chỉ hỏi từng này ngày.", "The list of dossiers has no pages, so no more days than this are asked at once.",
            Default: "92", Example: "92", Minimum: 1, Maximum: 366),
        new("pageSize", OptionType.Number, "Số bản ghi mỗi trang", "Readings per page",
            "Số bản ghi lưu trong một giao dịch.", "Records that are stored in one transaction.", Default: "500", Example: "500", Minimum: 1, Maximum: 5000),
        new("backfillFrom", OptionType.Date, "Đọc từ ngày", "First day",
            "Không đọc dữ liệu trước ngày này.", "Nothing before this day is read.", Default: "2023-12-01", Example: "2023-12-01"),
    ];

    public required string Source { get; init; }

    public required Uri BaseUrl { get; init; }

    public required string Username { get; init; }

    public required string Password { get; init; }

    public required int Concurrency { get; init; }

    public required int WindowDays { get; init; }

    public required int PageSize { get; init; }

    public required DateOnly BackfillFrom { get; init; }

    public static TthcOptions Read(ConnectorContext context)
    {
        var reader = new OptionReader(context, Descriptions);
        return new TthcOptions
        {
            Source = context.Source,
            BaseUrl = reader.Url("baseUrl"),
            Username = reader.RequiredText("username"),
            Password = reader.RequiredText("password"),
            Concurrency = reader.Number("concurrency"),
            WindowDays = reader.Number("windowDays"),
            PageSize = reader.Number("pageSize"),
            BackfillFrom = reader.Date("backfillFrom"),
        };
    }

    // A record prints its members; these must not end up in a log by accident.
    public override string ToString() => $"TthcOptions {{ Source = {Source}, BaseUrl = {BaseUrl} }}";
}
