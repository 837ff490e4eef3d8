using IntegrationHub.Host.Commands.Output;
using IntegrationHub.Store.Plans;

namespace IntegrationHub.Host.Commands.Plans;

/// <summary>Why a figure moved, for people.</summary>
internal static class MovementTable
{
    public static void Write(FigureMovement movement, TextWriter output, int width)
    {
        var (from, to) = (movement.From, movement.To);
        output.WriteLine(PlainTable.Cut($"{movement.Indicator} · {movement.Unit} ({movement.Scope}){(movement.View == "as-was" ? "" : $" · {movement.View}")}", width));
        output.WriteLine();
        var ends = new PlainTable(new(""), new("Kỳ"), new("Ghi nhận đến"), new("Tử số/Mẫu số", IsNumber: true), new("Kết quả", IsNumber: true), new("Đã nhận", IsNumber: true));
        ends.Add("Trước", Dates(from), Formats.Of(from.AsOf), Numbers(from), Shown(from), $"{from.Received}/{from.Expected}");
        ends.Add("Sau", Dates(to), Formats.Of(to.AsOf), Numbers(to), Shown(to), $"{to.Received}/{to.Expected}");
        ends.Write(output, width);
        output.WriteLine();
        if (movement.Points is null)
        {
            output.WriteLine(PlainTable.Cut($"Không so sánh được: {string.Join(", ", movement.Reasons.Select(Reason))}", width));
            return;
        }

        output.WriteLine($"Chênh lệch {movement.Display} điểm phần trăm, do:");
        var parts = new PlainTable(new("Nguyên nhân", Gives: true), new("Điểm %", IsNumber: true), new("Chính xác", IsNumber: true, Most: 40));
        foreach (var part in movement.Parts)
        {
            parts.Add(Cause(part.Cause) + (part.IsJoined ? " (gồm cả các bước trước)" : ""), part.Display, part.Points);
        }

        parts.Add("Cộng", movement.Display!, movement.Points);
        parts.Write(output, width);
    }

    private static string Dates(MovementEnd end) => $"{Formats.Of(end.Period.From)}–{Formats.Of(end.Period.To.AddDays(-1))}";

    private static string Numbers(MovementEnd end) => end.Numerator is null ? "—" : $"{end.Numerator}/{end.Denominator}";

    private static string Shown(MovementEnd end) => end.Percent is null ? end.Display : $"{end.Display} %";

    private static string Cause(string cause) => cause switch
    {
        "corrections" => "Số liệu đã gửi được sửa",
        "lateArrivals" => "Số liệu đến muộn",
        "newActivity" => "Phát sinh mới trong kỳ",
        "geography" => "Thay đổi đơn vị hành chính",
        "definition" => "Thay đổi công thức, định nghĩa",
        _ => cause,
    };

    private static string Reason(string reason) => reason switch
    {
        "NotDelivered" or "NotDeliveredForPeriod" => "chưa có số liệu của một bên",
        "NoEndedInterval" => "kỳ chưa có ngày nào kết thúc",
        "OutOfValidity" => "đơn vị không tồn tại trong kỳ",
        "NotComputed" => "một bên không có tỷ lệ",
        "Break" => "định nghĩa đã đổi giữa hai bên",
        _ => reason,
    };
}
