using IntegrationHub.Indicators.Display;
using IntegrationHub.Indicators.Progress;
using IntegrationHub.Store.Plans;

namespace IntegrationHub.Host.Commands.Output;

/// <summary>The words that people read for the codes of a row, the same as on the page. A code without a word is shown as it is.</summary>
internal static class Words
{
    /// <remarks>A table has no room for two sentences that say nothing: the status beside it tells why.</remarks>
    public static string Verdict(string code) => code is "NotEvaluable" or "NoTarget" ? "—" : FigureWords.Verdict(code);

    public static string Status(string code) => FigureWords.Status(code);

    /// <param name="reason">A code, which may have what it is about after a colon.</param>
    public static string Reason(string reason) => FigureWords.Reason(reason);

    /// <summary>What is missing to the target, or too much for it.</summary>
    public static string StillNeeded(StillNeeded needed)
    {
        var (target, counted) = (Target(needed.Target), Counted(needed.Counted));
        return (needed.Kind, needed.Existing, needed.New) switch
        {
            ("reached", _, _) => $"Đã đạt mục tiêu {target}",
            ("more", { } k, { } m) => $"Để đạt {target} còn thiếu {k} {counted} trong số đã có, hoặc {m} {counted} mới đều đạt",
            ("more", { } k, null) => $"Để đạt {target} còn thiếu {k} {counted} trong số đã có",
            ("more", null, { } m) => $"Để đạt {target} còn thiếu {m} {counted} mới đều đạt",
            ("fewer", { } k, { } m) => $"Để đạt {target} phải bớt {k} {counted}, hoặc thêm {m} {counted} mới không bị tính",
            ("fewer", { } k, null) => $"Để đạt {target} phải bớt {k} {counted}",
            ("fewer", null, { } m) => $"Để đạt {target} phải thêm {m} {counted} mới không bị tính",
            _ => $"Không có số {counted} nào làm cho đạt đúng {target}",
        };
    }

    /// <summary>Units of metrics; one without a word is counted in cases.</summary>
    private static string Counted(string unit) => unit switch
    {
        "dossier" => "hồ sơ",
        "workfile" => "hồ sơ công việc",
        "document" => "văn bản",
        "person" => "người",
        "procedure" => "thủ tục",
        "transaction" => "giao dịch",
        "system" => "hệ thống",
        "report" => "báo cáo",
        "result" => "kết quả",
        "household" => "hộ",
        "enterprise" => "doanh nghiệp",
        "school" => "trường",
        "commune" => "xã",
        "database" => "cơ sở dữ liệu",
        "computer" => "máy tính",
        "VND" => "đồng",
        "unit" or "onestop-unit" => "đơn vị",
        _ => "trường hợp",
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
