using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace IntegrationHub.Simulators.World;

public sealed record PlantedPerson(string Name, string IdNumber, string Phone, string Email, string Address);

/// <summary>
/// Every made-up person whose data the simulators put on the wire. All of it is recognizable, so that a test can search archives,
/// stores, messages, logs and exports for it. Nobody real: phone, mail and identity numbers lie in ranges that are not in use.
/// </summary>
public static class PlantedPersonalData
{
    private static readonly string[] Families = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Giáp", "Thân", "Vi", "Dương", "Ngô"];

    private static readonly string[] GivenNames =
    [
        "Thạch Lựu Ly", "Bích Quỳ Anh", "Mộc Tử Đằng", "Sơn Trà Mi", "Vũ Tường Vy", "Hải Đăng Khoa", "Thuỷ Trúc Quân", "Kim Ngân Hạnh",
        "Chu Sa Hoa", "Bạch Đàn Phúc", "Hổ Phách Linh", "Tùng La Hán", "Cẩm Chướng Nhi", "Diên Vĩ Thảo", "Ngọc Lan Tây", "Phong Lữ Thảo",
    ];

    public static IReadOnlyList<PlantedPerson> Applicants { get; } =
    [
        .. Enumerable.Range(0, Families.Length * GivenNames.Length).Select(n => new PlantedPerson(
            $"{Families[n % Families.Length]} {GivenNames[n / Families.Length]}",
            (99_024_555_0000L + n * 37).ToString("D12", CultureInfo.InvariantCulture),
            (995_550_000 + n * 13).ToString("D10", CultureInfo.InvariantCulture),
            string.Create(CultureInfo.InvariantCulture, $"cong-dan-{n:D3}@nguoi-dan.example"),
            string.Create(CultureInfo.InvariantCulture, $"Số nhà {n + 1}, ngách Hoa Mười Giờ"))),
    ];

    /// <summary>Officials who handle the cases: personal data as well.</summary>
    public static IReadOnlyList<string> Handlers { get; } =
        [.. Enumerable.Range(0, 20).Select(n => $"{Families[n % Families.Length]} Công Chức {(n < 10 ? "Mẫu Đơn" : "Bạch Dương")}")];

    /// <summary>What must never leave the collecting process. Short on purpose: each value begins or contains one of these.</summary>
    public static IReadOnlyList<string> Values { get; } =
    [
        .. Applicants.Select(p => p.Name), .. Applicants.Select(p => p.IdNumber), .. Applicants.Select(p => p.Phone),
        .. Applicants.Select(p => p.Email), .. Applicants.Select(p => p.Address), .. Handlers,
    ];

    private static readonly SearchValues<string> Needles = SearchValues.Create(
        [.. Values.Concat(Values.Select(JavaScriptEncoder.Default.Encode)).Distinct()], StringComparison.OrdinalIgnoreCase);

    /// <summary>The first planted value in the text (also as JSON escapes, in any case), with what stands around it; null if clean.</summary>
    public static string? FirstLeakIn(ReadOnlySpan<char> text)
    {
        var at = text.IndexOfAny(Needles);
        return at < 0 ? null : text.Slice(at, Math.Min(60, text.Length - at)).ToString();
    }

    /// <summary>The same for bytes of any file: read as UTF-8, which keeps every readable text in it.</summary>
    public static string? FirstLeakIn(ReadOnlySpan<byte> utf8) => FirstLeakIn(Encoding.UTF8.GetString(utf8).AsSpan());
}
