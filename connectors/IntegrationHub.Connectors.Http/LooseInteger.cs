using System.Globalization;
using System.Text.Json;

namespace IntegrationHub.Connectors.Http;

/// <summary>
/// Whole numbers: 12, "12", "1.234" (a dot in a count's text groups thousands), 1.0E+3. A comma is refused: "1,234" means one thing in
/// Vietnamese and another in English.
/// </summary>
public static class LooseInteger
{
    // So many digits always fit.
    private const int PlainDigits = 18;

    public static Loose<long> Read(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => LooseText.Missing<long>(),
        JsonValueKind.Number => ReadNumber(element.GetRawText()),
        JsonValueKind.String => Read(element.GetString()),
        _ => LooseText.Unparseable<long>(element.ValueKind.ToString()),
    };

    public static Loose<long> Read(string? text)
    {
        if (LooseString.Read(text) is not { } trimmed)
        {
            return LooseText.Missing<long>();
        }

        // Nearly every count and code: nothing but digits.
        if (trimmed.Length <= PlainDigits && long.TryParse(trimmed, NumberStyles.None, CultureInfo.InvariantCulture, out var plain))
        {
            return LooseText.Read(plain);
        }

        if (trimmed.Contains('E', StringComparison.OrdinalIgnoreCase))
        {
            return ReadNumber(trimmed);
        }

        var digits = trimmed[0] == '-' ? trimmed[1..] : trimmed;
        if (digits.Contains('.') && !ThousandGroups.AreValid(digits, '.'))
        {
            return LooseText.Unparseable<long>(trimmed);
        }

        return ReadNumber(trimmed.Replace(".", "", StringComparison.Ordinal), trimmed);
    }

    private static Loose<long> ReadNumber(string number, string? raw = null) =>
        ExactDecimal.TryParse(number, out var value) && value == decimal.Truncate(value) && value is >= long.MinValue and <= long.MaxValue
            ? LooseText.Read((long)value)
            : LooseText.Unparseable<long>(raw ?? number);
}
