using System.Globalization;
using System.Text.Json;

namespace IntegrationHub.Connectors.Http;

/// <summary>
/// Instants and days as the provincial systems write them: yyyyMMddHHmmss, yyyyMMdd, dd/MM/yyyy[ HH:mm:ss], yyyy/MM/dd[ HH:mm:ss],
/// yyyy-MM-dd and ISO 8601. Without an offset they are Asia/Ho_Chi_Minh. Day before month is never swapped; year 0000 or 0001 is their
/// way to say "none".
/// </summary>
public static class VietnamDate
{
    public static readonly TimeSpan Offset = TimeSpan.FromHours(7);

    private const int FirstYear = 1945;
    private const int LastYear = 2199;

    private static readonly string[] LocalForms =
    [
        "yyyyMMddHHmmss", "yyyyMMdd", "dd/MM/yyyy", "dd/MM/yyyy HH:mm:ss", "yyyy/MM/dd", "yyyy/MM/dd HH:mm:ss", "yyyy-MM-dd",
        "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF",
    ];

    private static readonly string[] OffsetForms = ["yyyy-MM-dd'T'HH:mmzzz", "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz"];

    /// <summary>Reads an instant.</summary>
    /// <param name="text">The source's text.</param>
    /// <param name="literalZ">True for a source that is known to write a Z after its local time; otherwise Z is UTC, as ISO 8601 says.</param>
    public static Loose<DateTimeOffset> Read(string? text, bool literalZ = false)
    {
        if (LooseString.Read(text) is not { } trimmed || IsNone(trimmed))
        {
            return LooseText.Missing<DateTimeOffset>();
        }

        if (trimmed.Length > 40)
        {
            return LooseText.Unparseable<DateTimeOffset>(trimmed);
        }

        if (trimmed.EndsWith('Z') && trimmed.Contains('T'))
        {
            var zone = literalZ ? Offset : TimeSpan.Zero;
            return TryLocal(trimmed[..^1], zone, out var zulu) ? LooseText.Read(zulu) : LooseText.Unparseable<DateTimeOffset>(trimmed);
        }

        if (TryLocal(trimmed, Offset, out var local))
        {
            return LooseText.Read(local);
        }

        return DateTimeOffset.TryParseExact(trimmed, OffsetForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var zoned) && IsPlausible(zoned)
            ? LooseText.Read(zoned)
            : LooseText.Unparseable<DateTimeOffset>(trimmed);
    }

    public static Loose<DateTimeOffset> Read(JsonElement element, bool literalZ = false) => element.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => LooseText.Missing<DateTimeOffset>(),
        JsonValueKind.String or JsonValueKind.Number => Read(LooseString.Read(element), literalZ),
        _ => LooseText.Unparseable<DateTimeOffset>(element.ValueKind.ToString()),
    };

    /// <summary>Reads the day in Việt Nam.</summary>
    public static Loose<DateOnly> ReadDay(JsonElement element, bool literalZ = false) => Day(Read(element, literalZ));

    /// <summary>Reads the day in Việt Nam.</summary>
    public static Loose<DateOnly> ReadDay(string? text, bool literalZ = false) => Day(Read(text, literalZ));

    /// <summary>The day in Việt Nam at an instant.</summary>
    public static DateOnly DayOf(DateTimeOffset instant) => DateOnly.FromDateTime(instant.ToOffset(Offset).DateTime);

    private static Loose<DateOnly> Day(Loose<DateTimeOffset> instant) =>
        new(instant.State, instant.HasValue ? DayOf(instant.Value) : default, instant.Raw);

    private static bool TryLocal(string text, TimeSpan zone, out DateTimeOffset instant)
    {
        instant = default;
        // Nearly every day is written in one of four ways that its length and a letter tell apart; trying all forms on it costs ten times as much.
        var likely = text.Length switch
        {
            14 => "yyyyMMddHHmmss",
            8 => "yyyyMMdd",
            10 when text[4] == '-' => "yyyy-MM-dd",
            10 when text[2] == '/' => "dd/MM/yyyy",
            19 when text[2] == '/' => "dd/MM/yyyy HH:mm:ss",
            _ => null,
        };
        if (!(likely is not null && DateTime.TryParseExact(text, likely, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
            && !DateTime.TryParseExact(text, LocalForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out local))
        {
            return false;
        }

        // A Buddhist or otherwise shifted year is refused, not converted.
        if (local.Year is < FirstYear or > LastYear)
        {
            return false;
        }

        instant = new DateTimeOffset(local, zone);
        return true;
    }

    private static bool IsPlausible(DateTimeOffset instant) => instant.Year is >= FirstYear and <= LastYear;

    private static bool IsNone(string text) =>
        text.StartsWith("0000", StringComparison.Ordinal)
        || text.StartsWith("0001", StringComparison.Ordinal)
        || (text.Length >= 10 && text[2] == '/' && text[5] == '/' && text.AsSpan(6, 4) is "0000" or "0001");
}
