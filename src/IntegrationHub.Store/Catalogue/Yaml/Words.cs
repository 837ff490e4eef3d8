using System.Text;

namespace IntegrationHub.Store.Catalogue.Yaml;

/// <summary>Enumerations are written in files and asked for as lower-case words with hyphens.</summary>
public static class Words
{
    public static IReadOnlyList<string> Of<TEnum>()
        where TEnum : struct, Enum => Known<TEnum>.Words;

    public static TEnum Parse<TEnum>(string word)
        where TEnum : struct, Enum => Known<TEnum>.Values[word];

    /// <returns>False when there is no such word.</returns>
    public static bool TryParse<TEnum>(string word, out TEnum value)
        where TEnum : struct, Enum => Known<TEnum>.Values.TryGetValue(word, out value);

    private static string Hyphenated(string name)
    {
        var text = new StringBuilder();
        foreach (var letter in name)
        {
            if (char.IsUpper(letter) && text.Length > 0)
            {
                text.Append('-');
            }

            text.Append(char.ToLowerInvariant(letter));
        }

        return text.ToString();
    }

    private static class Known<TEnum>
        where TEnum : struct, Enum
    {
        public static readonly Dictionary<string, TEnum> Values = Enum.GetValues<TEnum>().ToDictionary(v => Hyphenated(v.ToString()), StringComparer.Ordinal);

        public static readonly IReadOnlyList<string> Words = [.. Values.Keys];
    }
}
