using System.Text.RegularExpressions;
using IntegrationHub.Connectors.Http.Mappings;

namespace IntegrationHub.Connectors.Files;

/// <summary>Periods as people type them: "Quý I/2024", "Tháng 3/2024", "Năm 2024". What is no such text is left as it is.</summary>
internal static partial class PeriodWords
{
    public static string Plain(string text, FieldType type)
    {
        if (type is not (FieldType.Month or FieldType.Quarter or FieldType.Year))
        {
            return text;
        }

        var bare = Word().Replace(Titles.Fold(text), "");
        return type is FieldType.Quarter && Roman().Match(bare) is { Success: true } roman
            ? $"{Array.IndexOf(Numerals, roman.Groups[1].Value) + 1}{roman.Groups[2].Value}"
            : bare;
    }

    private static readonly string[] Numerals = ["i", "ii", "iii", "iv"];

    [GeneratedRegex(@"^(quy|thang|nam)\s*", RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    [GeneratedRegex(@"^(i|ii|iii|iv)(\s*[/-]\s*\d{4})$", RegexOptions.CultureInvariant)]
    private static partial Regex Roman();
}
