using System.Text;

namespace IntegrationHub.Indicators.Display;

/// <summary>
/// Exact numbers of the answers (a point before the decimals) as Vietnamese papers write them: 1.234,5. Only the spelling changes; no
/// digit is added or dropped.
/// </summary>
public static class VietnameseNumber
{
    /// <param name="exact">A decimal such as -1234.5, two of them with a stroke between (340/3), or text around one (&lt; 70).</param>
    public static string Of(string exact)
    {
        ArgumentNullException.ThrowIfNull(exact);
        var written = new StringBuilder(exact.Length + 8);
        for (var at = 0; at < exact.Length;)
        {
            if (!char.IsAsciiDigit(exact[at]))
            {
                written.Append(exact[at++]);
                continue;
            }

            var whole = DigitsFrom(exact, at);
            Grouped(written, whole);
            at += whole.Length;
            if (at + 1 < exact.Length && exact[at] == '.' && char.IsAsciiDigit(exact[at + 1]))
            {
                var fraction = DigitsFrom(exact, at + 1);
                written.Append(',').Append(fraction);
                at += 1 + fraction.Length;
            }
        }

        return written.ToString();
    }

    private static ReadOnlySpan<char> DigitsFrom(string text, int from)
    {
        var to = from;
        while (to < text.Length && char.IsAsciiDigit(text[to]))
        {
            to++;
        }

        return text.AsSpan(from, to - from);
    }

    private static void Grouped(StringBuilder written, ReadOnlySpan<char> digits)
    {
        for (var i = 0; i < digits.Length; i++)
        {
            if (i > 0 && (digits.Length - i) % 3 == 0)
            {
                written.Append('.');
            }

            written.Append(digits[i]);
        }
    }
}
