using System.Globalization;
using System.Text.Json;

namespace IntegrationHub.Connectors.Http;

/// <summary>
/// Position of a stream that is read along the days: everything before <paramref name="ReadTo"/> has been read at least once. A backfill has
/// a position of its own, marked with its bounds.
/// </summary>
public sealed record DayCursor(string Stream, DateOnly? ReadTo, string? Backfill)
{
    private const int Version = 1;

    /// <summary>The position from which a request goes on.</summary>
    public static DayCursor For(PullRequest request, string source)
    {
        ArgumentNullException.ThrowIfNull(request);
        var bounds = Bounds(request);
        var stored = Parse(request.Cursor, request.Stream, source);
        return stored.Backfill == bounds ? stored
            : bounds is not null ? new(request.Stream, null, bounds) // The stream's own position is not the backfill's.
            : throw CursorText.Fault(source, request.Stream);
    }

    /// <summary>What marks a bounded backfill; null for a pull up to today.</summary>
    public static string? Bounds(PullRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.To is { } to ? string.Create(CultureInfo.InvariantCulture, $"{request.From:yyyy-MM-dd}..{to:yyyy-MM-dd}") : null;
    }

    /// <summary>Never goes back.</summary>
    public DayCursor At(DateOnly day) => this with { ReadTo = ReadTo is { } known && known > day ? known : day };

    public string Write() => JsonSerializer.Serialize(new Dictionary<string, object?>
    {
        ["v"] = Version,
        ["stream"] = Stream,
        ["readTo"] = ReadTo?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ["backfill"] = Backfill,
    });

    private static DayCursor Parse(string? text, string stream, string source) => CursorText.Read(text, source, stream, "readTo", "backfill") is { } stored
        ? new DayCursor(stream, stored.Day("readTo"), stored.Text("backfill"))
        : new DayCursor(stream, null, null);
}
