using System.Text.RegularExpressions;

namespace IntegrationHub.Connectors.Rest;

/// <summary>Words in braces in path, query and body. Braces around anything else are JSON.</summary>
internal static partial class Placeholders
{
    public static readonly string[] Known = ["from", "to", "agency", "page", "offset", "limit", "cursor", "day", "month"];

    public static IEnumerable<string> In(string template) => Word().Matches(template).Select(m => m.Groups[1].Value);

    /// <summary>Values go in by <paramref name="encode"/>, so that what a source named cannot change the shape of the next request.</summary>
    public static string Fill(string template, IReadOnlyDictionary<string, string?> values, Func<string, string> encode) =>
        Word().Replace(template, match => values.TryGetValue(match.Groups[1].Value, out var value) ? encode(value ?? "") : match.Value);

    [GeneratedRegex(@"\{([A-Za-z]+)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
