using System.Globalization;
using System.Text.RegularExpressions;
using IntegrationHub.Connectors.Http.Mappings;

namespace IntegrationHub.Connectors.Files;

/// <summary>
/// Periods as people type them: "Quý I/2024", "Tháng 3/2024", "30/11/2024". One period has one spelling in a reading, so that a corrected file that
/// writes it in another way is still about the same record. What is no period is left as it is.
/// </summary>
internal static partial class PeriodWords
{
    public static string Plain(string text, FieldType type)
    {
        if (type is not (FieldType.Day or FieldType.Month or FieldType.Quarter or FieldType.Year))
        {
            return text;
        }

        var bare = Word().Replace(Titles.Fold(text), "");
        if (type is FieldType.Quarter && Roman().Match(bare) is { Success: true } roman)
        {
            bare = $"{Array.IndexOf(Numerals, roman.Groups[1].Value) + 1}{roman.Groups[2].Value}";
        }

        return FieldValue.Period(type is FieldType.Day ? text : bare, type) is not { } period ? text : type switch
        {
            FieldType.Day => period.From.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            FieldType.Month => period.From.ToString("yyyy-MM", CultureInfo.InvariantCulture),
            FieldType.Quarter => string.Create(CultureInfo.InvariantCulture, $"{period.From.Year}-Q{(period.From.Month + 2) / 3}"),
            _ => period.From.ToString("yyyy", CultureInfo.InvariantCulture),
        };
    }

    private static readonly string[] Numerals = ["i", "ii", "iii", "iv"];

    [GeneratedRegex(@"^(quy|thang|nam)\s*", RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    [GeneratedRegex(@"^(i|ii|iii|iv)(\s*[/-]\s*\d{4})$", RegexOptions.CultureInvariant)]
    private static partial Regex Roman();
}
