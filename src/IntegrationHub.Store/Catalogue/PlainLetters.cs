using System.Collections.Frozen;
using System.Text;

namespace IntegrationHub.Store.Catalogue;

/// <summary>Vietnamese without its marks, in small letters: what people type when they are in a hurry, and what old systems keep.</summary>
public static class PlainLetters
{
    // string.Normalize cannot take marks off under invariant globalization.
    private static readonly FrozenDictionary<char, char> Plain = new[]
    {
        "aàảãáạăằẳẵắặâầẩẫấậ", "eèẻẽéẹêềểễếệ", "iìỉĩíị", "oòỏõóọôồổỗốộơờởỡớợ", "uùủũúụưừửữứự", "yỳỷỹýỵ", "dđ",
    }.SelectMany(row => row.Select(letter => (letter, row[0]))).ToFrozenDictionary(l => l.letter, l => l.Item2);

    public static string Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var plain = new StringBuilder(text.Length);
        foreach (var c in text.ToLowerInvariant())
        {
            if (c is < '\u0300' or > '\u036f')
            {
                plain.Append(Plain.GetValueOrDefault(c, c));
            }
        }

        return plain.ToString();
    }

    /// <summary>Its words; whatever is no letter or digit stands between them.</summary>
    public static IReadOnlyList<string> Words(string text) =>
        new string([.. Of(text).Select(c => char.IsLetterOrDigit(c) ? c : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
