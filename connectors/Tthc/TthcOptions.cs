using IntegrationHub.Connectors.Http;
using IntegrationHub.Connectors.Http.Qd766;

namespace IntegrationHub.Connectors.Tthc;

/// <summary>Options of a TTHC source, read once at the start of a run.</summary>
public sealed record TthcOptions
{
    /// <summary>Statistics and cases of a provincial system.</summary>
    public const string Provincial = "provincial";

    /// <summary>Only its counts for Decision 766/QĐ-TTg.</summary>
    public const string Qd766 = "qd766";

    /// <summary>Only the statistics of an OpenCPS.</summary>
    public const string OpenCps = "opencps";

    public static readonly IReadOnlyList<OptionDescription> Descriptions =
    [
        new("variant", OptionType.Choice, "Loại hệ thống", "Kind of system",
            "provincial: hệ thống cấp tỉnh (số liệu theo kỳ, hồ sơ, số liệu QĐ 766); qd766: chỉ số liệu QĐ 766; opencps: thống kê của OpenCPS.",
            "provincial (period snapshots, dossiers, QĐ 766 counts), qd766 (only the QĐ 766 counts), opencps (the statistics of an OpenCPS).",
            Default: Provincial) { Choices = [Provincial, Qd766, OpenCps] },
        new("baseUrl", OptionType.Url, "Địa chỉ hệ thống", "Base address",
            "Địa chỉ gốc; các đường dẫn /api và /mapi nằm dưới địa chỉ này. Của OpenCPS: kể cả phần /o/….", "Root address; /api and /mapi lie below it. Of an OpenCPS: with its /o/… prefix.",
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
        Qd766Settings.RootsOption,
        new("groupId", OptionType.Text, "groupId của OpenCPS", "groupId of an OpenCPS",
            "Mã nhóm (cổng) gửi trong tiêu đề groupId; chỉ dùng cho OpenCPS.", "Number of the site, sent in the header groupId; only for an OpenCPS.", Example: "35166"),
    ];

    public required string Source { get; init; }

    public required Uri BaseUrl { get; init; }

    public required string Username { get; init; }

    public required string Password { get; init; }

    public required int Concurrency { get; init; }

    public required int WindowDays { get; init; }

    public required int PageSize { get; init; }

    public required DateOnly BackfillFrom { get; init; }

    public required string Variant { get; init; }

    public required IReadOnlyList<string> Roots { get; init; }

    public required string? GroupId { get; init; }

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
            Variant = reader.Choice("variant"),
            Roots = Qd766Settings.ReadRoots(reader),
            GroupId = reader.Choice("variant") == OpenCps ? reader.RequiredText("groupId") : null,
        };
    }

    // A record prints its members; these must not end up in a log by accident.
    public override string ToString() => $"TthcOptions {{ Source = {Source}, BaseUrl = {BaseUrl} }}";
}
