using IntegrationHub.Indicators.Progress;
using IntegrationHub.Store.Plans;

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

    /// <param name="reason">A code, which may have what it is about after a colon.</param>
    public static string Reason(string reason) => reason.Split(':', 2) is [var code, .. var more] && Known(code) is { } word ? string.Join(": ", [word, .. more]) : reason;

    private static string? Known(string code) => code switch
    {
        "NotDeliveredForPeriod" => "nguồn chưa gửi số liệu của kỳ này",
        "NotDelivered" => "chưa nhận đủ từ nguồn",
        "NoEndedInterval" => "chưa có kỳ nào kết thúc",
        "NotEntered" => "chưa nhập, hoặc chưa được người thứ hai xác nhận",
        "NoUnits" => "không có đơn vị thuộc cấp này",
        "OutOfValidity" => "đơn vị không tồn tại trong kỳ",
        "NotExpected" => "đơn vị không thuộc diện báo cáo",
        "NoFeed" => "chưa khai báo nguồn cho chỉ tiêu này",
        "NoSource" => "chưa có nguồn nào được kết nối cho chỉ tiêu này",
        "NotComputed" => "chưa được tính",
        "Frozen" => "nguồn đổi cấu trúc, giữ số gần nhất còn đúng",
        "Held" => "số thay đổi bất thường, chờ người xác nhận",
        _ => null,
    };

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
