using IntegrationHub.Indicators.Catalogue;

namespace IntegrationHub.Store.Alerts;

/// <param name="Code">Stable.</param>
/// <param name="IsCritical">Figures are wrong, late or not told already; else they may be.</param>
/// <param name="Remedy">What to do first.</param>
/// <param name="Runbook">Section of deploy/README.md.</param>
public sealed record AlertCause(string Code, bool IsCritical, Text Title, Text Remedy, string Runbook)
{
    public string Severity => IsCritical ? "critical" : "warning";
}

/// <summary>Everything that an alert may be raised for.</summary>
public static class AlertCauses
{
    public const string SourceDown = "source-down";
    public const string CredentialsRefused = "credentials-refused";
    public const string SchemaChanged = "schema-changed";
    public const string SourceFailing = "source-failing";
    public const string SourceStale = "source-stale";
    public const string BudgetUsedUp = "budget-used-up";
    public const string FigureLate = "figure-late";
    public const string WillBeLate = "will-be-late";
    public const string StageDead = "stage-dead";
    public const string StageNotReady = "stage-not-ready";
    public const string BrokerDown = "broker-down";
    public const string QueueFull = "queue-full";
    public const string OutboxStuck = "outbox-stuck";
    public const string SubscriberFailing = "subscriber-failing";
    public const string Parked = "parked";
    public const string StoreDisk = "store-disk";
    public const string ClockOff = "clock-off";

    private const string Sources = "a-source-is-down";

    private static readonly Dictionary<string, AlertCause> Known = new AlertCause[]
    {
        new(SourceDown, true, new("Nguồn không trả lời", "A source does not answer"),
            new("Kiểm tra mạng và địa chỉ, hỏi đơn vị vận hành nguồn; việc đồng bộ tự tiếp tục khi nguồn trở lại", "Check network and address, ask the source's operator; pulling goes on by itself once it is back"), Sources),
        new(CredentialsRefused, true, new("Nguồn từ chối tài khoản", "A source refuses the account"),
            new("Đặt lại mật khẩu hoặc khóa mà tệp nguồn trỏ tới, rồi bấm Kiểm tra kết nối", "Set the secret that the source file refers to anew, then test the connection"), "rotate-secrets"),
        new(SchemaChanged, true, new("Nguồn đổi cấu trúc", "A source changed its structure"),
            new("Xem bản ghi bị từ chối, sửa ánh xạ (mappings/), áp dụng và chạy lại; số cũ được giữ cho đến khi đó", "Look at the refused records, correct the mapping, apply it and replay; the last good figures are shown until then"), Sources),
        new(SourceFailing, false, new("Đồng bộ nguồn bị lỗi", "Pulls of a source fail"), new("Xem nhật ký của lần đồng bộ cuối", "Look at the log of the last run"), Sources),
        new(SourceStale, false, new("Nguồn lâu không được đọc", "A source was not read for too long"), new("Xem lịch, giờ được phép và tiến trình thu thập", "Look at its schedule and hours, and at the collector"), Sources),
        new(BudgetUsedUp, false, new("Hết hạn mức gọi nguồn", "The request budget of a source is used up"),
            new("Nâng budget trong tệp nguồn nếu đơn vị vận hành cho phép, hoặc giãn lịch", "Raise budget in the source file if its operator agrees, or pull less often"), Sources),
        new(FigureLate, true, new("Số liệu báo cáo bị trễ", "Figures of a report are late"), new("Xem lý do của từng chỉ tiêu; nhập tay có minh chứng nếu không kịp", "See the reason of each figure; enter counts with evidence if it cannot be mended in time"), "a-figure-is-late"),
        new(WillBeLate, false, new("Số liệu báo cáo sẽ trễ", "Figures of a report will be late"), new("Xử lý nguyên nhân trước thời điểm cần số liệu", "Mend the cause before the figures are needed"), "a-figure-is-late"),
        new(StageDead, true, new("Một khâu của hệ thống đã dừng", "A stage of the hub is dead"), new("Khởi động lại dịch vụ của khâu đó và xem nhật ký của nó", "Start the service of the stage again and read its log"), "a-figure-is-late"),
        new(StageNotReady, true, new("Một khâu của hệ thống chưa sẵn sàng", "A stage of the hub is not ready"), new("Xem /readyz của tiến trình được nêu", "See /readyz of the process that is named"), "a-figure-is-late"),
        new(BrokerDown, true, new("Không kết nối được trục tin", "The broker cannot be reached"), new("Khởi động RabbitMQ, xem báo động bộ nhớ và đĩa của nó; không mất số liệu", "Start RabbitMQ, see its memory and disk alarms; no data are lost"), "the-broker-is-down"),
        new(QueueFull, true, new("Hàng đợi ghi sổ bị đầy", "Pages wait to be recorded"), new("Xem khâu ghi sổ và kho dữ liệu; thu thập tự chờ", "Look at the recorder and the store; pulling waits by itself"), "the-broker-is-down"),
        new(OutboxStuck, true, new("Số liệu không ra được trục tin", "Events do not leave the hub"), new("Xem trục tin và khâu gửi", "Look at the broker and the notifier"), "the-broker-is-down"),
        new(SubscriberFailing, false, new("Đơn vị nhận không trả lời", "A subscriber does not answer"), new("Báo đơn vị nhận; sự kiện được giữ lại, hub subscription resume khi họ sẵn sàng", "Tell the subscriber; events are kept, hub subscription resume when they are back"), "a-subscriber-does-not-answer"),
        new(Parked, false, new("Có dữ liệu gác lại chờ người xử lý", "Something was parked and waits for a person"), new("hub parked list cho biết lý do; sửa xong thì hub parked release", "hub parked list says why; mend it, then hub parked release"), "a-figure-is-late"),
        new(StoreDisk, true, new("Đĩa sắp đầy", "The disk is nearly full"), new("Giải phóng hoặc mở rộng đĩa; hub db prune xóa trang lưu trữ đã quá hạn", "Free or enlarge the disk; hub db prune erases archived pages beyond retention"), "the-disk-is-full"),
        new(ClockOff, false, new("Đồng hồ bị lệch", "A clock is off"), new("Bật đồng bộ giờ (NTP) trên máy được nêu", "Have the machine that is named keep time (NTP)"), "the-clock-is-off"),
    }.ToDictionary(c => c.Code, StringComparer.Ordinal);

    public static IReadOnlyCollection<string> All => Known.Keys;

    public static AlertCause Of(string code) => Known[code];

    public static bool IsKnown(string code) => Known.ContainsKey(code);

    /// <summary>The cause that the error code of a run means.</summary>
    public static string OfRun(string? errorCode) => errorCode switch
    {
        "E_SOURCE_UNREACHABLE" or "E_SOURCE_TIMEOUT" or "E_SOURCE_TLS" or "E_SOURCE_ERROR" or "E_SOURCE_PATH" or "E_SOURCE_REDIRECT" or "E_FOLDER" => SourceDown,
        "E_SIGN_IN" or "E_FORBIDDEN" or "E_SECRET_MISSING" or "E_AXIS_ACCOUNT" or "E_SOURCE_HTML" => CredentialsRefused,
        "E_SOURCE_JSON" or "E_FIELD_MISSING" or "E_QUERY" or "E_EDXML" => SchemaChanged,
        _ => SourceFailing,
    };
}
