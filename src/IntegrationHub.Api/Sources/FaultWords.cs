using IntegrationHub.Api.Runs;
using IntegrationHub.Connectors;

namespace IntegrationHub.Api.Sources;

/// <summary>What to do about a fault of a source, for the person who sets it up.</summary>
internal static class FaultWords
{
    private static readonly Dictionary<string, string> Vietnamese = new(StringComparer.Ordinal)
    {
        ["E_SIGN_IN"] = "Hệ thống nguồn từ chối tài khoản: kiểm tra tên tài khoản, nhập lại mật khẩu, hoặc đề nghị đơn vị quản lý cấp lại.",
        ["E_FORBIDDEN"] = "Tài khoản chưa được quyền đọc: đề nghị đơn vị quản lý hệ thống nguồn cấp quyền.",
        ["E_SOURCE_UNREACHABLE"] = "Kiểm tra địa chỉ, đường mạng (tường lửa, VPN) và hệ thống nguồn có đang chạy không.",
        ["E_SOURCE_TIMEOUT"] = "Hệ thống nguồn trả lời quá chậm: thử lại lúc ít tải, hoặc báo đơn vị quản lý.",
        ["E_SOURCE_TLS"] = "Chứng thư của hệ thống nguồn không được tin cậy: gia hạn, hoặc cài chứng thư gốc lên máy chủ.",
        ["E_SOURCE_HTML"] = "Nhận được trang HTML thay cho dữ liệu: thường là trang đăng nhập hoặc proxy; kiểm tra địa chỉ và tài khoản.",
        ["E_SOURCE_JSON"] = "Dữ liệu trả về không đúng JSON hoặc bị cắt: báo đơn vị quản lý hệ thống nguồn.",
        ["E_SOURCE_ERROR"] = "Hệ thống nguồn đang lỗi: báo đơn vị quản lý kèm thời điểm thử.",
        ["E_SOURCE_PATH"] = "Hệ thống nguồn không có đường dẫn này: kiểm tra lại địa chỉ gốc.",
        ["E_SOURCE_REDIRECT"] = "Địa chỉ chuyển hướng đi nơi khác: điền địa chỉ cuối cùng.",
        ["E_SOURCE_TOO_LARGE"] = "Câu trả lời quá lớn: giảm số bản ghi mỗi lần đọc.",
        ["E_THROTTLED"] = "Hệ thống nguồn yêu cầu chậm lại: thử lại sau, hoặc đặt hạn mức thấp hơn.",
        ["E_HOST_NOT_ALLOWED"] = "Địa chỉ dẫn tới máy chủ không được phép: sửa địa chỉ gốc.",
        ["E_OPTION"] = "Sửa tùy chọn được nêu.",
        ["E_SECRET_MISSING"] = "Chưa có mật khẩu hoặc khóa: nhập vào ô tương ứng rồi thử lại.",
        ["E_SECRET_REFERENCE"] = "Viết env:TÊN, file:ĐƯỜNG_DẪN hoặc store:TÊN.",
        ["E_STREAM_UNKNOWN"] = "Chọn luồng trong danh sách của bộ kết nối.",
        ["E_CONNECTOR_UNKNOWN"] = "Chọn bộ kết nối trong danh sách.",
        ["E_MAPPING"] = "Sửa tệp ánh xạ trong danh mục rồi áp dụng.",
        ["E_FOLDER"] = "Kiểm tra thư mục có tồn tại và hub có quyền đọc.",
        ["E_ROW_LIMIT"] = "Khung nhìn trả quá nhiều dòng: thu hẹp, hoặc tăng số dòng tối đa.",
        ["E_READ_ONLY"] = "Tài khoản có quyền ghi: đề nghị cấp tài khoản chỉ đọc.",
        ["E_QUERY"] = "Cơ sở dữ liệu từ chối câu truy vấn của ánh xạ: sửa lại.",
        ["E_AXIS_ACCOUNT"] = "Trục không chấp nhận systemId và secretKey: kiểm tra cả hai.",
        ["E_AXIS_AGENCY"] = "Mã đơn vị chưa đăng ký trên trục: kiểm tra systemId với đơn vị vận hành trục.",
        ["E_CONNECTOR_BUG"] = "Lỗi của phần mềm: báo cho đơn vị phát triển kèm thời điểm thử.",
    };

    private static readonly Dictionary<FailureCategory, (string Vi, string En)> ByCategory = new()
    {
        [FailureCategory.Unavailable] = ("Kiểm tra địa chỉ, đường mạng và hệ thống nguồn.", "check address, network and whether the source runs"),
        [FailureCategory.Throttled] = ("Thử lại sau ít phút.", "try again in some minutes"),
        [FailureCategory.Authentication] = ("Kiểm tra tài khoản và mật khẩu.", "check account and password"),
        [FailureCategory.Permission] = ("Đề nghị đơn vị quản lý cấp quyền đọc.", "ask the source's operator for the right to read"),
        [FailureCategory.Configuration] = ("Sửa cấu hình theo thông báo.", "correct the definition as the message says"),
        [FailureCategory.Malformed] = ("Báo đơn vị quản lý hệ thống nguồn: câu trả lời không đúng cấu trúc.", "report it to the source's operator: the answer is not what its contract says"),
        [FailureCategory.Rejected] = ("Xem lý do trong thông báo của hệ thống nguồn.", "look at the reason that the source gave"),
    };

    public static string Vi(string? code, FailureCategory category) => code is not null && Vietnamese.TryGetValue(code, out var words) ? words : ByCategory[category].Vi;

    public static string En(string? code, FailureCategory category) => code is not null && Remedies.Known(code) is { } known ? known : ByCategory[category].En;
}
