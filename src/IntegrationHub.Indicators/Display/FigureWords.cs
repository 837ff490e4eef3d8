namespace IntegrationHub.Indicators.Display;

/// <summary>The Vietnamese words for the codes of a row, the same on paper, in the terminal and on the page. A code without a word is shown as it is.</summary>
public static class FigureWords
{
    public static string Verdict(string code) => code switch
    {
        "Met" => "Đạt",
        "NotMet" => "Chưa đạt",
        "MetCertain" => "Chắc chắn đạt",
        "NotMetCertain" => "Chắc chắn chưa đạt",
        "Undetermined" => "Chưa đủ cơ sở kết luận",
        "NotEvaluable" => "Không đánh giá được",
        "NoTarget" => "Không giao mục tiêu",
        "NotApplicable" => HonestDisplay.NotApplicable,
        _ => code,
    };

    public static string Status(string code) => code switch
    {
        "NoData" => "Chưa có số liệu",
        "NotApplicable" => HonestDisplay.NotApplicable,
        "Partial" => "Thiếu số liệu",
        "Stale" => "Số liệu cũ",
        "Invalid" => "Không hợp lệ",
        "Open" => "Kỳ đang mở",
        "Provisional" => "Tạm tính",
        "Final" => "Chính thức",
        "Restated" => "Điều chỉnh",
        _ => code,
    };

    public static string Mark(string code) => code switch
    {
        "Break" => "Đứt chuỗi so sánh",
        "Bridged" => "Đã nối chuỗi so sánh",
        "Estimated" => "Ước tính",
        "Reconcile" => "Lệch đối soát",
        "Rejected" => "Có bản ghi bị từ chối",
        "Frozen" => "Giữ số cũ",
        "Held" => "Chờ xác nhận",
        "typed" => "Nhập tay",
        "Greyed" => "Chưa đủ tin cậy",
        "informative" => "Để tham khảo",
        "WEAKER_THAN_PARENT" => "Thấp hơn mức giao",
        _ => code,
    };

    /// <param name="reason">A code, which may have what it is about after a colon.</param>
    public static string Reason(string reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        return reason.Split(':', 2) is [var code, .. var more] && Known(code) is { } word ? string.Join(": ", [word, .. more]) : reason;
    }

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
        "PartNotApplicable" => "phần không phát sinh",
        "Frozen" => "nguồn đổi cấu trúc, giữ số gần nhất còn đúng",
        "Held" => "số thay đổi bất thường, chờ người xác nhận",
        _ => null,
    };
}
