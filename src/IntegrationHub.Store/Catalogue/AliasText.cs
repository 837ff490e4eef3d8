using System.Globalization;
using System.Text.RegularExpressions;

namespace IntegrationHub.Store.Catalogue;

/// <summary>Adds an entry to the text of an alias file and leaves every other byte as it is: comments and order are the operator's.</summary>
public static partial class AliasText
{
    /// <returns>Null when the file is not a plain list; then a person has to edit it.</returns>
    public static string? With(string? text, string source, string code, string unit, DateOnly? from)
    {
        var entry = $"{{ code: \"{code}\", unit: {unit}{(from is { } day ? ", from: " + day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : "")} }}";
        if (text is null)
        {
            return $"source: {source}\naliases:\n  - {entry}\n";
        }

        var lines = text.Split('\n').ToList();
        var head = lines.FindIndex(l => Head().IsMatch(l));
        if (head < 0)
        {
            return null;
        }

        // The list ends before the next key that stands at the margin; blank lines and remarks there belong to what follows.
        var end = lines.FindIndex(head + 1, l => Key().IsMatch(l));
        var last = lines.FindLastIndex(end < 0 ? lines.Count - 1 : end - 1, (end < 0 ? lines.Count : end) - head, l => l.Trim().Length > 0 && !l.TrimStart().StartsWith('#'));
        var first = lines.FindIndex(head + 1, l => Item().IsMatch(l));
        if (first < 0 || first > last)
        {
            return null;
        }

        lines.Insert(last + 1, $"{Item().Match(lines[first]).Groups["indent"].Value}- {entry}{(lines[last].EndsWith('\r') ? "\r" : "")}");
        return string.Join('\n', lines);
    }

    [GeneratedRegex(@"^aliases:\s*(#.*)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Head();

    [GeneratedRegex(@"^[A-Za-z]", RegexOptions.CultureInvariant)]
    private static partial Regex Key();

    [GeneratedRegex(@"^(?<indent> *)- ", RegexOptions.CultureInvariant)]
    private static partial Regex Item();
}
