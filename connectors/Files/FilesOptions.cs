using IntegrationHub.Connectors.Http;

namespace IntegrationHub.Connectors.Files;

/// <summary>Options of a folder.</summary>
internal sealed record FilesOptions(string Source, string Folder, long LargestFile, int MostRows, TimeSpan Settle, DateOnly BackfillFrom)
{
    public static readonly IReadOnlyList<OptionDescription> Descriptions =
    [
        new("folder", OptionType.Text, "Thư mục", "Folder",
            "Đường dẫn đầy đủ tới thư mục nhận tệp; thư mục con và liên kết không được đọc.", "Full path of the folder; folders below it and links are not read.", Required: true, Example: "/srv/hub/so-lieu"),
        new("maxFileMb", OptionType.Number, "Cỡ tệp tối đa (MB)", "Largest file (MB)", "Tệp lớn hơn bị từ chối.", "A larger file is refused.", Default: "20", Example: "20", Minimum: 1, Maximum: 200),
        new("maxRows", OptionType.Number, "Số dòng tối đa", "Most rows", "Tệp nhiều dòng hơn bị từ chối, không đọc dở.", "A file with more rows is refused, not cut.", Default: "20000", Example: "20000", Minimum: 1, Maximum: 200_000),
        new("settleMilliseconds", OptionType.Number, "Chờ tệp ổn định (ms)", "Wait until files settle (ms)",
            "Tệp còn thay đổi trong khoảng này được để lại cho lần sau.", "A file that changes within this time is left for the next pull.", Default: "500", Example: "500", Minimum: 0, Maximum: 60_000),
        new("backfillFrom", OptionType.Date, "Đọc từ ngày", "First day", "Không nhận số liệu của kỳ trước ngày này.", "Figures of periods before this day are not taken.", Default: "2023-12-01", Example: "2023-12-01"),
    ];

    public static FilesOptions Read(ConnectorContext context)
    {
        var reader = new OptionReader(context, Descriptions);
        var folder = reader.RequiredText("folder").Trim();
        return Path.IsPathFullyQualified(folder) && !folder.Split('/', '\\').Contains("..")
            ? new(context.Source, folder, reader.Number("maxFileMb") * 1024L * 1024, reader.Number("maxRows"), TimeSpan.FromMilliseconds(reader.Number("settleMilliseconds")), reader.Date("backfillFrom"))
            : throw new ConnectorException(FailureCategory.Configuration, "E_OPTION", $"{context.Source}: option folder must be a full path without ..; correct it in the source file");
    }
}
