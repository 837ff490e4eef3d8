using System.Globalization;
using System.Text.Json;

namespace IntegrationHub.Connectors.Http;

/// <summary>
/// Amounts: 84.42, "84,42", "84.42%", "1.234,56", "1.234.567". "1.234" and "1,234" as text are ambiguous and refused, as is the English
/// "1,234.56", which no source of ours documents.
/// </summary>
public static class LooseDecimal
{
    public static Loose<decimal> Read(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => LooseText.Missing<decimal>(),
        JsonValueKind.Number => ReadNumber(element.GetRawText(), element.GetRawText()),
        JsonValueKind.String => Read(element.GetString()),
        _ => LooseText.Unparseable<decimal>(element.ValueKind.ToString()),
    };

    public static Loose<decimal> Read(string? text)
    {
        if (LooseString.Read(text) is not { } trimmed)
        {
            return LooseText.Missing<decimal>();
        }

        var number = trimmed.EndsWith('%') ? trimmed[..^1].TrimEnd() : trimmed;
        return Canonical(number) is { } canonical ? ReadNumber(canonical, trimmed) : LooseText.Unparseable<decimal>(trimmed);
    }

    private static string? Canonical(string number)
    {
        var digits = number.StartsWith('-') ? number[1..] : number;
        var comma = digits.IndexOf(',', StringComparison.Ordinal);
        var dot = digits.IndexOf('.', StringComparison.Ordinal);
        if (comma >= 0 && dot >= 0)
        {
            return comma == digits.LastIndexOf(',') && comma > dot && ThousandGroups.AreValid(digits[..comma], '.')
                ? number.Replace(".", "", StringComparison.Ordinal).Replace(',', '.')
                : null;
        }

        if (comma >= 0)
        {
            return comma == digits.LastIndexOf(',') && !IsAmbiguous(digits, comma) ? number.Replace(',', '.') : null;
        }

        if (dot >= 0 && dot != digits.LastIndexOf('.'))
        {
            return ThousandGroups.AreValid(digits, '.') ? number.Replace(".", "", StringComparison.Ordinal) : null;
        }

        return dot >= 0 && IsAmbiguous(digits, dot) ? null : number;
    }

    // Exactly three digits after the only separator and one to three before it: thousands or thousandths, nobody can say. 0.123 is clear.
    private static bool IsAmbiguous(string digits, int separator) =>
        digits.Length - separator == 4 && separator is >= 1 and <= 3 && digits[0] != '0' && digits.Where(c => c is not ('.' or ',')).All(char.IsAsciiDigit);

    private static Loose<decimal> ReadNumber(string number, string raw) =>
        ExactDecimal.TryParse(number, out var value) ? LooseText.Read(value) : LooseText.Unparseable<decimal>(raw);
}

internal static class ThousandGroups
{
    public static bool AreValid(string digits, char separator)
    {
        var groups = digits.Split(separator);
        return groups[0].Length is >= 1 and <= 3
            && groups.Skip(1).All(group => group.Length == 3)
            && groups.All(group => group.All(char.IsAsciiDigit))
            && (groups.Length == 1 || groups[0][0] != '0');
    }
}

internal static class ExactDecimal
{
    private const NumberStyles Styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>Refuses what a decimal could only hold rounded: more than 28 significant digits, or tiny exponents that would become 0.</summary>
    public static bool TryParse(string text, out decimal value)
    {
        value = 0;
        if (text.Length > 64 || !decimal.TryParse(text, Styles, CultureInfo.InvariantCulture, out value))
        {
            return false;
        }

        var exponentAt = text.IndexOfAny(['e', 'E']);
        var mantissa = exponentAt < 0 ? text : text[..exponentAt];
        var significant = mantissa.Where(char.IsAsciiDigit).SkipWhile(c => c == '0').Count();
        if (significant > 28)
        {
            return false;
        }

        var exponent = exponentAt < 0 ? 0 : int.Parse(text.AsSpan(exponentAt + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var fraction = mantissa.IndexOf('.', StringComparison.Ordinal) is var point and >= 0 ? mantissa.Length - point - 1 : 0;
        return fraction - exponent <= 28;
    }
}
