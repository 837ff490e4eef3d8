using System.Text;

namespace IntegrationHub.Connectors.Files;

/// <summary>Titles as people write them: composed, decomposed or without accents, in any case, with spaces and line breaks to taste.</summary>
internal static class Titles
{
    // By hand: the program runs without tables of cultures, where the platform does not decompose.
    private static readonly Dictionary<char, char> Plain = new[]
    {
        ('a', "àáảãạăằắẳẵặâầấẩẫậ"), ('e', "èéẻẽẹêềếểễệ"), ('i', "ìíỉĩị"), ('o', "òóỏõọôồốổỗộơờớởỡợ"), ('u', "ùúủũụưừứửữự"), ('y', "ỳýỷỹỵ"), ('d', "đ"),
    }.SelectMany(p => p.Item2.Select(c => (Accented: c, Letter: p.Item1))).ToDictionary(p => p.Accented, p => p.Letter);

    public static string Fold(string title)
    {
        var folded = new StringBuilder(title.Length);
        foreach (var c in title.ToLowerInvariant())
        {
            if (c is >= '\u0300' and <= '\u036F' or '\u200B' or '\uFEFF')
            {
                continue;
            }

            if (char.IsWhiteSpace(c) || c == '\u00A0')
            {
                if (folded.Length > 0 && folded[^1] != ' ')
                {
                    folded.Append(' ');
                }

                continue;
            }

            folded.Append(Plain.GetValueOrDefault(c, c));
        }

        return folded.ToString().TrimEnd();
    }
}
