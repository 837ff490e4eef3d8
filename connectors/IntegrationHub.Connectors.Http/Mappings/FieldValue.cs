using System.Globalization;
using System.Text.Json;

namespace IntegrationHub.Connectors.Http.Mappings;

/// <summary>Values of fields: what of a source's text may stay, and what a text that stayed means.</summary>
public static class FieldValue
{
    /// <summary>Stands in a reading where something stood that is not of the field's alphabet; the mapping refuses the record and names the field.</summary>
    public const string Unreadable = "(unreadable)";

    private const int LongestKey = 80;
    private const int LongestCode = 32;
    private const int LongestNumber = 24;
    private const int LongestDate = 40;

    /// <summary>
    /// A name or a number of a person that was put into the wrong field does not have the alphabet or the length of the field's type, and is
    /// replaced before anything is stored.
    /// </summary>
    public static string Safe(string text, FieldSpec field) => field.Type is FieldType.Code
        ? field.Codes.Contains(Canonical(text)) || (text.Length <= LongestCode && All(text, c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '+') && !IsIdentity(text)) ? text : Unreadable
        : Safe(text, field.Type);

    /// <summary>The same for a type that needs no list of codes.</summary>
    public static string Safe(string text, FieldType type) => type switch
    {
        FieldType.Agency => text.Length <= LongestKey ? AgencyCode.Normalize(text) is var code && All(code, c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_') ? code : Unreadable : Unreadable,
        FieldType.Key => text.Length <= LongestKey && All(text, c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '/' or ':' or '|') && !IsIdentity(text) ? text : Unreadable,
        FieldType.Count or FieldType.Amount or FieldType.Number => text == "NaN" || (text.Length <= LongestNumber && All(text, IsNumeric)) ? text : Unreadable,
        FieldType.Day => text.Length <= LongestDate && All(text, c => char.IsAsciiDigit(c) || c is '-' or '/' or ':' or '.' or '+' or ' ' or 'T' or 'Z')
            && (!All(text, char.IsAsciiDigit) || text.Length is 8 or 14) ? text : Unreadable,
        FieldType.Month or FieldType.Quarter or FieldType.Year => text.Length <= 16 && All(text, c => char.IsAsciiLetterOrDigit(c) || c is '-' or '/' or ' ' or '.') && !IsIdentity(text) ? text : Unreadable,
        _ => Unreadable,
    };

    /// <summary>One spelling of a code: true is 1, false is 0, and leading zeros of a number do not matter.</summary>
    public static string Canonical(string text)
    {
        if (text is [>= '0' and <= '9'])
        {
            return text;
        }

        var trimmed = LooseText.Trim(text);
        return bool.TryParse(trimmed, out var flag) ? flag ? "1" : "0"
            : LooseInteger.Read(trimmed) is { HasValue: true } number ? number.Value.ToString(CultureInfo.InvariantCulture)
            : trimmed;
    }

    public static string? Text(JsonElement body, string name) => body.TryGetProperty(name, out var value) ? LooseString.Read(value) : null;

    /// <summary>The amount, or null with what stands there when it is none.</summary>
    public static decimal? Amount(string? text, FieldType type, out string? wrong)
    {
        wrong = null;
        if (text is null)
        {
            return null;
        }

        // A dot in a whole number groups thousands; only what is no such number may be an amount with a fraction.
        var whole = LooseInteger.Read(text);
        if (whole.HasValue)
        {
            return whole.Value;
        }

        // A share is no amount, however it came into the field.
        if (type is FieldType.Amount && !text.EndsWith('%') && LooseDecimal.Read(text) is { HasValue: true } amount)
        {
            return amount.Value;
        }

        wrong = text;
        return null;
    }

    /// <summary>From its first day to the day after its last; null when there is no such period.</summary>
    public static (DateOnly From, DateOnly To)? Period(string text, FieldType type)
    {
        if (type is FieldType.Day)
        {
            return VietnamDate.ReadDay(text).OrNull is { } day ? (day, day.AddDays(1)) : null;
        }

        var numbers = text.Split(['-', '/', ' ', '.', 'Q', 'q', 'T', 't'], StringSplitOptions.RemoveEmptyEntries);
        if (!numbers.All(n => n.All(char.IsAsciiDigit)))
        {
            return null;
        }

        if (numbers is [{ Length: 6 } joined] && type is FieldType.Month)
        {
            numbers = [joined[..4], joined[4..]];
        }

        return (type, numbers) switch
        {
            (FieldType.Year, [{ Length: 4 } year]) => Of("nam", "0", year),
            (FieldType.Month, [{ Length: 4 } year, { Length: <= 2 } month]) => Of("thang", month, year),
            (FieldType.Month, [{ Length: <= 2 } month, { Length: 4 } year]) => Of("thang", month, year),
            (FieldType.Quarter, [{ Length: 4 } year, { Length: 1 } quarter]) => Of("quy", quarter, year),
            (FieldType.Quarter, [{ Length: 1 } quarter, { Length: 4 } year]) => Of("quy", quarter, year),
            _ => null,
        };
    }

    /// <summary>A period by its kind in Vietnamese (tháng, quý, năm; any spelling), its number and its year.</summary>
    public static (DateOnly From, DateOnly To)? Of(string? kind, string? number, string? year)
    {
        if (LooseInteger.Read(number) is not { HasValue: true } n || LooseInteger.Read(year) is not { HasValue: true, Value: >= 2000 and <= 2199 } y)
        {
            return null;
        }

        var months = MonthsOf(kind) switch
        {
            1 when n.Value is >= 1 and <= 12 => 1,
            3 when n.Value is >= 1 and <= 4 => 3,
            12 when n.Value == 0 => 12,
            _ => 0,
        };
        if (months == 0)
        {
            return null;
        }

        var from = new DateOnly((int)y.Value, 1, 1).AddMonths(months == 12 ? 0 : ((int)n.Value - 1) * months);
        return (from, from.AddMonths(months));
    }

    /// <summary>Length in months of a kind of period by its Vietnamese name, composed, decomposed or plain; 0 for any other word.</summary>
    // What is left of the three words without letters outside ASCII is different for each.
    public static int MonthsOf(string? kind) => new string([.. (kind ?? "").Where(char.IsAsciiLetter)]).ToLowerInvariant() switch
    {
        "thang" or "thng" => 1,
        "quy" or "qu" => 3,
        "nam" or "nm" => 12,
        _ => 0,
    };

    private static bool IsNumeric(char c) => char.IsAsciiDigit(c) || c is '.' or ',' or '-' or '+' or 'e' or 'E' or ' ' or '%';

    // Nine, ten and twelve digits alone are identity cards and telephones.
    private static bool IsIdentity(string text) => text.Length is 9 or 10 or 11 or 12 && All(text, char.IsAsciiDigit);

    // Every field of every record is looked at: without an enumerator for each.
    private static bool All(string text, Func<char, bool> isFine)
    {
        foreach (var c in text)
        {
            if (!isFine(c))
            {
                return false;
            }
        }

        return true;
    }
}
