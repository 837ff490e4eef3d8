using System.Text.Unicode;

namespace IntegrationHub.Connectors.Http;

/// <summary>
/// Whether every letter of an answer is whole. A broken one stops a reader only when it comes to that very text, and until then the page looks good:
/// it is refused as a whole before that.
/// </summary>
internal static class SourceLetters
{
    public static bool AreWhole(ReadOnlySpan<byte> body)
    {
        // XML names its encoding itself, and its reader is strict.
        var start = body.TrimStart(" \t\r\n"u8);
        return start.StartsWith("<"u8) || (Utf8.IsValid(body) && EscapesAreWhole(body));
    }

    // A letter beyond the first plane is two escapes, the first from D800 and the second from DC00 on; JSON in a text doubles the strokes before them.
    private static bool EscapesAreWhole(ReadOnlySpan<byte> rest)
    {
        while (rest.IndexOf("\\u"u8) is var at and >= 0)
        {
            var kind = Kind(rest[at..]);
            rest = rest[(at + 2)..];
            if (kind == 0)
            {
                continue;
            }

            if (kind == 2 || rest.Length < 4)
            {
                return false;
            }

            rest = rest[4..];
            var strokes = rest.Length - rest.TrimStart((byte)'\\').Length;
            if (strokes == 0 || Kind(rest[(strokes - 1)..]) != 2)
            {
                return false;
            }

            rest = rest[(strokes + 1)..];
        }

        return true;
    }

    // 1: the first half of a pair, 2: the second, 0: a letter of its own.
    private static int Kind(ReadOnlySpan<byte> escape) =>
        escape.Length < 6 || escape[1] != (byte)'u' || (escape[2] | 0x20) != (byte)'d' ? 0
        : (escape[3] | 0x20) switch
        {
            '8' or '9' or 'a' or 'b' => 1,
            >= 'c' and <= 'f' => 2,
            _ => 0,
        };
}
