using IntegrationHub.Store.Catalogue;

namespace IntegrationHub.Api.Problems;

/// <summary>Findings of forms in Vietnamese: about all of their kind; the message beside it names the one.</summary>
internal static class LintWords
{
    private static readonly Dictionary<string, (string Message, string Remedy)> Known = new(StringComparer.Ordinal)
    {
        [LintCodes.Yaml] = ("Nội dung không đúng cú pháp YAML.", "Sửa dòng được nêu; thụt dòng bằng dấu cách, chữ có dấu hai chấm đặt trong ngoặc kép."),
        [LintCodes.PropertyMissing] = ("Thiếu một mục bắt buộc.", "Điền mục được nêu."),
        [LintCodes.PropertyUnknown] = ("Mục không được biết đến.", "Bỏ mục này hoặc sửa tên."),
        [LintCodes.Type] = ("Giá trị không đúng kiểu.", "Sửa giá trị."),
        [LintCodes.Form] = ("Mã không đúng dạng.", "Dùng chữ thường không dấu, chữ số và dấu gạch nối, bắt đầu bằng chữ, ví dụ tthc-bac-giang."),
        [LintCodes.Word] = ("Từ không thuộc danh sách cho phép.", "Chọn một từ trong danh sách."),
        [LintCodes.Range] = ("Số nằm ngoài khoảng cho phép.", "Nhập số trong khoảng được nêu."),
        [LintCodes.Decomposed] = ("Chữ có dấu được gõ ở dạng tách rời.", "Gõ lại bằng Unicode dựng sẵn (NFC)."),
        [LintCodes.Duplicate] = ("Bị trùng.", "Bỏ một trong hai."),
        [LintCodes.ConnectorUnknown] = ("Không có bộ kết nối này.", "Chọn một bộ kết nối trong danh sách."),
        [LintCodes.StreamUnknown] = ("Bộ kết nối không có luồng này.", "Chọn luồng trong danh sách của bộ kết nối."),
        [LintCodes.SystemUnknown] = ("Không có hệ thống này trong danh mục.", "Chọn mã hệ thống trong systems.yaml."),
        [LintCodes.OptionUnknown] = ("Bộ kết nối không có tùy chọn này.", "Bỏ tùy chọn hoặc sửa tên."),
        [LintCodes.OptionMissing] = ("Thiếu một tùy chọn bắt buộc.", "Điền tùy chọn được nêu."),
        [LintCodes.OptionType] = ("Giá trị của tùy chọn không đúng kiểu.", "Sửa giá trị theo hướng dẫn của ô."),
        [LintCodes.OptionRange] = ("Số nằm ngoài khoảng cho phép.", "Nhập số trong khoảng được nêu."),
        [LintCodes.OptionUrl] = ("Địa chỉ không hợp lệ.", "Nhập địa chỉ http hoặc https đầy đủ, không kèm tài khoản, mật khẩu."),
        [LintCodes.SecretLiteral] = ("Bí mật được ghi trực tiếp.", "Nhập lại ở ô mật khẩu (chỉ ghi, không hiện lại) hoặc tham chiếu env:TÊN, file:ĐƯỜNG_DẪN, store:TÊN. Nếu đã lộ thì đổi mật khẩu."),
        [LintCodes.SecretReference] = ("Tham chiếu tới bí mật không đúng dạng.", "Viết env:TÊN, file:ĐƯỜNG_DẪN hoặc store:TÊN."),
        [LintCodes.Cron] = ("Lịch không đúng.", "Viết phút giờ ngày tháng thứ, ví dụ */15 * * * *."),
        [LintCodes.Hours] = ("Khung giờ không đúng.", "Viết giờ đầu và giờ cuối, ví dụ 18:00-06:00."),
        [LintCodes.FileName] = ("Tên tệp không khớp mã nguồn.", "Đặt tên tệp theo mã nguồn."),
        [LintCodes.UnitUnknown] = ("Không có đơn vị này.", "Chọn đơn vị trong danh mục."),
        [LintCodes.AliasOverlap] = ("Mã đã có nghĩa khác trong cùng thời gian.", "Sửa mã hoặc ngày bắt đầu."),
    };

    public static (string Message, string Remedy)? Of(string code) => Known.TryGetValue(code, out var words) ? words : null;
}
