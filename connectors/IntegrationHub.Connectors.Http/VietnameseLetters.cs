using System.Collections.Frozen;
using System.Text;

namespace IntegrationHub.Connectors.Http;

/// <summary>
/// Composed Vietnamese letters in place of a letter and its marks. <c>string.Normalize</c> cannot do it: under invariant globalization it gives back
/// what it got. Marks that no Vietnamese letter has stay as they are.
/// </summary>
public static class VietnameseLetters
{
    // Behind each letter itself with the tones below, in their order.
    private static readonly string[] Small = ["aàảãáạ", "ăằẳẵắặ", "âầẩẫấậ", "eèẻẽéẹ", "êềểễếệ", "iìỉĩíị", "oòỏõóọ", "ôồổỗốộ", "ơờởỡớợ", "uùủũúụ", "ưừửữứự", "yỳỷỹýỵ"];

    private const string Tones = "\u0300\u0309\u0303\u0301\u0323";
    private const char Breve = '\u0306';
    private const char Circumflex = '\u0302';
    private const char Horn = '\u031B';
    private const int DotBelow = 5;

    private static readonly FrozenDictionary<char, (string Row, int Tone)> Letters = Small.Concat(Small.Select(row => row.ToUpperInvariant()))
        .SelectMany(row => row.Select((letter, tone) => (letter, row, tone))).ToFrozenDictionary(l => l.letter, l => (l.row, l.tone));

    private static readonly FrozenDictionary<(char Plain, char Mark), char> Shaped = new[]
    {
        ('a', Breve, 'ă'), ('a', Circumflex, 'â'), ('e', Circumflex, 'ê'), ('o', Circumflex, 'ô'), ('o', Horn, 'ơ'), ('u', Horn, 'ư'),
        ('A', Breve, 'Ă'), ('A', Circumflex, 'Â'), ('E', Circumflex, 'Ê'), ('O', Circumflex, 'Ô'), ('O', Horn, 'Ơ'), ('U', Horn, 'Ư'),
    }.ToFrozenDictionary(s => (s.Item1, s.Item2), s => s.Item3);

    public static string Compose(string text)
    {
        if (!text.AsSpan().ContainsAny(Tones + Breve + Circumflex + Horn))
        {
            return text;
        }

        var composed = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (composed.Length > 0 && With(composed[^1], c) is { } letter)
            {
                composed[^1] = letter;
            }
            else
            {
                composed.Append(c);
            }
        }

        return composed.ToString();
    }

    /// <summary>A letter with one more mark; null where the two stay two.</summary>
    private static char? With(char letter, char mark)
    {
        if (!Letters.TryGetValue(letter, out var known))
        {
            return null;
        }

        var tone = Tones.IndexOf(mark, StringComparison.Ordinal) + 1;
        if (tone > 0)
        {
            return known.Tone == 0 ? known.Row[tone] : null;
        }

        // Above a tone that stands above there is another mark, not a part of the letter; one below, or a horn, is not in its way.
        var isFree = known.Tone is 0 or DotBelow || mark == Horn;
        return isFree && Shaped.TryGetValue((known.Row[0], mark), out var shaped) ? Letters[shaped].Row[known.Tone] : null;
    }
}
