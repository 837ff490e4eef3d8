using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using IntegrationHub.Store.Plans;

namespace IntegrationHub.Store.Releases;

/// <summary>
/// JSON in the one form of RFC 8785 (JCS): no white space, members by name in the order of UTF-16 units, strings escaped as little as may be, UTF-8. Of numbers
/// only whole ones that every reader holds exactly are let in: what must be exact beyond that is a string.
/// </summary>
public static class CanonicalJson
{
    private const long Largest = (1L << 53) - 1;

    // Half of a surrogate pair has no UTF-8: it is refused, not replaced.
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static byte[] Of<T>(T value) => Of(JsonSerializer.SerializeToElement(value, ProgressJson.Options));

    /// <exception cref="FormatException">A number that is not whole, a name that is given twice, or text that is no Unicode.</exception>
    public static byte[] Of(JsonElement value)
    {
        var text = new StringBuilder();
        try
        {
            Write(value, text);
            return Utf8.GetBytes(text.ToString());
        }
        catch (Exception e) when (e is EncoderFallbackException or InvalidOperationException)
        {
            throw new FormatException("a text holds half of a character", e);
        }
    }

    /// <returns>SHA-256 as 64 small hexadecimal digits.</returns>
    public static string Digest(ReadOnlySpan<byte> canonical) => Convert.ToHexStringLower(SHA256.HashData(canonical));

    private static void Write(JsonElement value, StringBuilder text)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(value, text);
                break;
            case JsonValueKind.Array:
                text.Append('[');
                foreach (var (i, item) in value.EnumerateArray().Index())
                {
                    text.Append(i == 0 ? "" : ",");
                    Write(item, text);
                }

                text.Append(']');
                break;
            case JsonValueKind.String:
                WriteString(value.GetString()!, text);
                break;
            case JsonValueKind.Number:
                text.Append(Whole(value));
                break;
            default:
                text.Append(value.ValueKind switch { JsonValueKind.True => "true", JsonValueKind.False => "false", _ => "null" });
                break;
        }
    }

    private static void WriteObject(JsonElement value, StringBuilder text)
    {
        var members = value.EnumerateObject().OrderBy(m => m.Name, StringComparer.Ordinal).ToList();
        text.Append('{');
        for (var i = 0; i < members.Count; i++)
        {
            if (i > 0 && members[i].Name == members[i - 1].Name)
            {
                throw new FormatException($"'{members[i].Name}' is given twice");
            }

            text.Append(i == 0 ? "" : ",");
            WriteString(members[i].Name, text);
            text.Append(':');
            Write(members[i].Value, text);
        }

        text.Append('}');
    }

    private static string Whole(JsonElement value) =>
        value.TryGetInt64(out var number) && number is >= -Largest and <= Largest && number.ToString(CultureInfo.InvariantCulture) is var whole && whole == value.GetRawText()
            ? whole
            : throw new FormatException($"{value.GetRawText()} is no whole number; exact numbers are written as text");

    private static void WriteString(string value, StringBuilder text)
    {
        text.Append('"');
        foreach (var c in value)
        {
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\b' => text.Append("\\b"),
                '\t' => text.Append("\\t"),
                '\n' => text.Append("\\n"),
                '\f' => text.Append("\\f"),
                '\r' => text.Append("\\r"),
                < ' ' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => text.Append(c),
            };
        }

        text.Append('"');
    }
}
