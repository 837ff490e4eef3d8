using IntegrationHub.Indicators.Progress;

namespace IntegrationHub.Host.Commands.Output;

/// <summary>The words that people read for the codes of a row, the same as on the page. A code without a word is shown as it is.</summary>
internal static class Words
{
    public static string Verdict(string code) => code switch
    {
        "Met" => "Đạt",
        "NotMet" => "Chưa đạt",
        "MetCertain" => "Chắc chắn đạt",
        "NotMetCertain" => "Chắc chắn chưa đạt",
        "Undetermined" => "Chưa đủ cơ sở kết luận",
        // A table has no room for two sentences that say nothing: the status beside it tells why.
        "NotEvaluable" or "NoTarget" => "—",
        "NotApplicable" => "Không phát sinh",
        _ => code,
    };

    public static string Status(string code) => code switch
    {
        "NoData" => "Chưa có số liệu",
        "NotApplicable" => "Không phát sinh",
        "Partial" => "Thiếu số liệu",
        "Stale" => "Số liệu cũ",
        "Invalid" => "Không hợp lệ",
        "Open" => "Kỳ đang mở",
        "Provisional" => "Tạm tính",
        "Final" => "Chính thức",
        "Restated" => "Điều chỉnh",
        _ => code,
    };

    public static string Target(RowTarget target) => target.Operator switch
    {
        "done" => "Hoàn thành",
        "between" => (target.Threshold ?? "").Replace(",", "–", StringComparison.Ordinal),
        ">=" => $"≥ {target.Threshold}",
        "<=" => $"≤ {target.Threshold}",
        _ => $"{target.Operator} {target.Threshold}".Trim(),
    };
}
