using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace IntegrationHub.Store.Catalogue.Yaml;

/// <summary>Typed values from scalars. The property decides the type, never the look of the text: 07201 stays a text.</summary>
internal static class Scalars
{
    public static bool IsNull(YamlNode node) =>
        node is YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" or "~" or "null" or "Null" or "NULL" };

    /// <summary>The value, or the code of what is wrong and the words for what was wanted.</summary>
    public static (object? Value, string? Code, string Wanted) Read(YamlScalarNode scalar, Property property)
    {
        var text = scalar.Value ?? "";
        return property.Kind switch
        {
            ValueKind.Date => ReadDate(text),
            ValueKind.WholeNumber => ReadWhole(text, property),
            ValueKind.Number or ValueKind.Threshold => decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                ? (number, null, "")
                : (null, LintCodes.Type, "a number with a point for decimals"),
            ValueKind.Flag => text is "true" or "false" ? (text == "true", null, "") : (null, LintCodes.Type, "true or false"),
            ValueKind.Word or ValueKind.WordList => property.Words.Contains(text, StringComparer.Ordinal)
                ? (text, null, "")
                : (null, LintCodes.Word, "a known word"),
            _ => ReadText(text, property),
        };
    }

    public static string Wanted(ValueKind kind) => kind switch
    {
        ValueKind.Date => "a day",
        ValueKind.WholeNumber or ValueKind.Number or ValueKind.Threshold => "a number",
        ValueKind.Flag => "true or false",
        ValueKind.Word or ValueKind.WordList => "a word",
        _ => "a text",
    };

    private static (object?, string?, string) ReadDate(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? (day, null, "")
            : (null, LintCodes.Date, "a day of the calendar");

    private static (object?, string?, string) ReadWhole(string text, Property property)
    {
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            return (null, LintCodes.Type, "a whole number");
        }

        return number < (property.Minimum ?? int.MinValue) || number > (property.Maximum ?? int.MaxValue)
            ? (null, LintCodes.Range, FormattableString.Invariant($"from {property.Minimum} to {property.Maximum}"))
            : ((long)number, null, "");
    }

    private static (object?, string?, string) ReadText(string text, Property property)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return (null, LintCodes.Type, "a text that is not empty");
        }

        return property.Form is { } form && !form.Pattern.IsMatch(text)
            ? (null, LintCodes.Form, form.Explanation)
            : (text, null, "");
    }
}
