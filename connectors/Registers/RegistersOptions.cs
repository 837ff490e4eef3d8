using IntegrationHub.Connectors.Http;
using IntegrationHub.Connectors.Http.Access;

namespace IntegrationHub.Connectors.Registers;

/// <summary>Options of a register source, read once at the start of a run.</summary>
public sealed record RegistersOptions
{
    public static readonly IReadOnlyList<OptionDescription> Descriptions =
    [
        new("baseUrl", OptionType.Url, "Địa chỉ hệ thống", "Base address",
            "Địa chỉ gốc; /api và tệp tin tức nằm dưới địa chỉ này.", "Root address; /api and the news feed lie below it.", Required: true, Example: "https://danhmuc.example.gov.vn"),
        .. AccessOptions.Descriptions(AccessKind.ClientCredentials),
        new("probeHosts", OptionType.Text, "Máy chủ được phép kiểm tra", "Hosts that may be probed",
            "Tên máy chủ của cổng thành phần được phép truy cập để kiểm tra, cách nhau bằng dấu phẩy; *.example.gov.vn cho mọi tên bên dưới.",
            "Hosts of component portals that may be looked at, separated by commas; *.example.gov.vn for those below a domain. Needed by the stream portals.",
            Example: "*.bacgiang.example.gov.vn"),
        new("probeSeconds", OptionType.Number, "Thời gian kiểm tra mỗi cổng (giây)", "Seconds per probe",
            "Thời gian tối đa cho một lần kiểm tra.", "The longest time that a site gets to answer.", Default: "10", Example: "10", Minimum: 1, Maximum: 60),
        new("newsPath", OptionType.Text, "Đường dẫn tin tức", "Path of the news feed",
            "Nơi có RSS, Atom hoặc JSON Feed, dưới địa chỉ gốc.", "Where RSS, Atom or JSON Feed is, below the base address.", Default: "rss/tin-tuc", Example: "rss/tin-tuc"),
        new("newsCategories", OptionType.Text, "Mã chuyên mục được đếm", "Categories that count",
            "Mã các chuyên mục về chuyển đổi số, cách nhau bằng dấu phẩy.", "Codes of the categories about digital transformation, separated by commas.", Default: "chuyen-doi-so", Example: "chuyen-doi-so"),
        new("newsAgency", OptionType.Text, "Cơ quan của trang tin", "Agency of the feed",
            "Mã định danh của cơ quan có tin, bài khi tệp tin tức không ghi cơ quan.", "Code of the agency whose news it is, when the items do not say.", Example: "H02.02"),
        new("pageSize", OptionType.Number, "Số dòng mỗi trang", "Rows per page",
            "Số dòng mỗi lần hỏi và lưu.", "Rows that are asked for and stored at once.", Default: "500", Example: "500", Minimum: 1, Maximum: 5000),
        new("backfillFrom", OptionType.Date, "Đọc từ ngày", "First day",
            "Không đọc dữ liệu trước ngày này.", "Nothing before this day is read.", Default: "2023-12-01", Example: "2023-12-01"),
    ];

    public required string Source { get; init; }

    public required Uri BaseUrl { get; init; }

    public required SourceAccess Access { get; init; }

    public required IReadOnlyList<string> ProbeHosts { get; init; }

    public required TimeSpan ProbeLimit { get; init; }

    public required string NewsPath { get; init; }

    public required IReadOnlyList<string> NewsCategories { get; init; }

    public required string? NewsAgency { get; init; }

    public required int PageSize { get; init; }

    public required DateOnly BackfillFrom { get; init; }

    public static RegistersOptions Read(ConnectorContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var reader = new OptionReader(context, Descriptions);
        return new RegistersOptions
        {
            Source = context.Source,
            BaseUrl = reader.Url("baseUrl"),
            Access = AccessOptions.Read(reader),
            ProbeHosts = Words(reader.Text("probeHosts")),
            ProbeLimit = TimeSpan.FromSeconds(reader.Number("probeSeconds")),
            NewsPath = reader.RequiredText("newsPath"),
            NewsCategories = Words(reader.Text("newsCategories")),
            NewsAgency = reader.Text("newsAgency") is { } agency ? AgencyCode.Normalize(agency) : null,
            PageSize = reader.Number("pageSize"),
            BackfillFrom = reader.Date("backfillFrom"),
        };
    }

    private static string[] Words(string? text) => (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
