namespace IntegrationHub.Connectors.Tthc;

/// <summary>
/// What may stay of a text from a field that is not free text. A name or a number of a person that was put into the wrong field does not
/// have the alphabet or the length of a code or a date, and is replaced; the mapping then refuses the record and says which field.
/// </summary>
internal static class SafeText
{
    public const string Unreadable = "(unreadable)";

    private const int LongestCode = 8;
    private const int LongestAmount = 15;
    private const int LongestDate = 40;

    public static string Code(string text) => IsFlag(text) || (text.Length <= LongestCode && text.All(IsNumeric)) ? text : Unreadable;

    public static string Amount(string text) => text == "NaN" || (text.Length <= LongestAmount && text.All(IsNumeric)) ? text : Unreadable;

    // Pure digits are a date in two lengths only; nine, ten and twelve digits are identity cards and telephones.
    public static string Date(string text) =>
        text.Length <= LongestDate
        && text.All(c => char.IsAsciiDigit(c) || c is '-' or '/' or ':' or '.' or '+' or ' ' or 'T' or 'Z')
        && (text.Any(c => !char.IsAsciiDigit(c)) || text.Length is 0 or 8 or 14)
            ? text
            : Unreadable;

    private static bool IsFlag(string text) =>
        text.Equals("true", StringComparison.OrdinalIgnoreCase) || text.Equals("false", StringComparison.OrdinalIgnoreCase) || text == "NaN";

    private static bool IsNumeric(char c) => char.IsAsciiDigit(c) || c is '.' or ',' or '-' or '+' or 'e' or 'E' or ' ' or '%';
}
