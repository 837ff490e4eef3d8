using System.Text.Json;

namespace IntegrationHub.Connectors.Http;

/// <summary>What became of a value that a source wrote in its own way.</summary>
public enum LooseState
{
    /// <summary>Absent, null or an empty text.</summary>
    Missing,

    /// <summary>Read.</summary>
    Value,

    /// <summary>Present, but not of the expected form; nothing is guessed.</summary>
    Unparseable,
}

/// <summary>A value from a source where every type may arrive as text. An unparseable one keeps the (shortened) original.</summary>
public readonly record struct Loose<T>(LooseState State, T Value, string? Raw)
    where T : struct
{
    public bool IsMissing => State == LooseState.Missing;

    public bool HasValue => State == LooseState.Value;

    public bool IsUnparseable => State == LooseState.Unparseable;

    public T? OrNull => HasValue ? Value : null;
}

internal static class LooseText
{
    private const int LongestRaw = 64;

    public static Loose<T> Missing<T>() where T : struct => default;

    public static Loose<T> Read<T>(T value) where T : struct => new(LooseState.Value, value, null);

    public static Loose<T> Unparseable<T>(string raw) where T : struct => new(LooseState.Unparseable, default, Shorten(raw));

    public static string Shorten(string text) => text.Length <= LongestRaw ? text : string.Concat(text.AsSpan(0, LongestRaw), "…");

    private static readonly char[] Invisible = ['\u00A0', '\u200B', '\uFEFF'];

    // Sources pad with ordinary, non-breaking and zero-width spaces alike. Nearly no text is padded, and every text of every record comes here.
    public static string Trim(string text) => text.Length > 0 && IsVisible(text[0]) && IsVisible(text[^1]) ? text : text.Trim().Trim(Invisible).Trim();

    private static bool IsVisible(char c) => c is > ' ' and < '\u007F';
}

/// <summary>Texts: numbers and flags count as their own spelling; null and blank are missing.</summary>
public static class LooseString
{
    public static string? Read(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => Read(element.GetString()),
        JsonValueKind.Number => element.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => null,
    };

    public static string? Read(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var trimmed = LooseText.Trim(text);
        return trimmed.Length == 0 ? null : trimmed;
    }
}
