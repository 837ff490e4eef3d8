using System.Globalization;

namespace IntegrationHub.Store.Entries;

/// <summary>
/// A person's name in one spelling: whatever keyboard and programs make of accents, spaces and marks that nobody sees, the same person is
/// one. The runtime has no Unicode tables of its own here (invariant globalization), so Vietnamese letters are composed by this one.
/// </summary>
public static class PersonName
{
    private const string Tones = "\u0300\u0301\u0309\u0303\u0323";

    // Each vowel without a tone, then in the order of the tones.
    private static readonly string[] Vowels =
        ["aàáảãạ", "ăằắẳẵặ", "âầấẩẫậ", "eèéẻẽẹ", "êềếểễệ", "iìíỉĩị", "oòóỏõọ", "ôồốổỗộ", "ơờớởỡợ", "uùúủũụ", "ưừứửữự", "yỳýỷỹỵ"];

    private static readonly Dictionary<(char Vowel, char Mark), char> Shapes = new()
    {
        [('a', '\u0306')] = 'ă', [('a', '\u0302')] = 'â', [('e', '\u0302')] = 'ê', [('o', '\u0302')] = 'ô', [('o', '\u031b')] = 'ơ', [('u', '\u031b')] = 'ư',
    };

    public static bool IsSame(string one, string other) => string.Equals(Of(one), Of(other), StringComparison.OrdinalIgnoreCase);

    public static string Of(string typed)
    {
        var letters = new List<char>();
        foreach (var c in typed)
        {
            if (letters.Count > 0 && Composed(letters[^1], c) is { } composed)
            {
                letters[^1] = composed;
            }
            else if (char.IsWhiteSpace(c) || char.GetUnicodeCategory(c) is not (UnicodeCategory.Format or UnicodeCategory.Control))
            {
                letters.Add(c);
            }
        }

        return string.Join(' ', string.Concat(letters).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    private static char? Composed(char letter, char mark)
    {
        var lower = char.ToLowerInvariant(letter);
        if (Vowels.FirstOrDefault(v => v.Contains(lower)) is not { } vowel)
        {
            return null;
        }

        char? composed = Tones.IndexOf(mark) is var tone and >= 0 && lower == vowel[0] ? vowel[tone + 1]
            : Shapes.TryGetValue((vowel[0], mark), out var shaped) ? Vowels.First(v => v[0] == shaped)[vowel.IndexOf(lower)]
            : null;
        return composed is { } c && char.IsUpper(letter) ? char.ToUpperInvariant(c) : composed;
    }
}
