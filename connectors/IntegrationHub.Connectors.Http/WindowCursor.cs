using System.Globalization;
using System.Text.Json;

namespace IntegrationHub.Connectors.Http;

/// <summary>Position of a stream that is read day window by day window.</summary>
/// <param name="Stream">The stream; a position of another one is refused.</param>
/// <param name="ReadOn">Day on which the last complete run began; null while the first is under way.</param>
/// <param name="Next">First day not read yet in a first run or a backfill.</param>
/// <param name="Backfill">Bounds of a bounded read; null for the stream's own position.</param>
public sealed record WindowCursor(string Stream, DateOnly? ReadOn, DateOnly? Next, string? Backfill)
{
    private const int Version = 1;

    /// <summary>Whether a bounded read has come to its end.</summary>
    public bool IsDone => Backfill is not null && ReadOn is not null;

    public string Write() => JsonSerializer.Serialize(new Dictionary<string, object?>
    {
        ["v"] = Version, ["stream"] = Stream, ["readOn"] = Text(ReadOn), ["next"] = Text(Next), ["backfill"] = Backfill,
    });

    /// <summary>The position that a request begins at.</summary>
    /// <exception cref="ConnectorException">It is damaged, of a newer version or of another stream: neither a full read nor "from now" is a safe guess.</exception>
    public static WindowCursor Of(PullRequest request, string source)
    {
        ArgumentNullException.ThrowIfNull(request);
        var backfill = request.To is { } to ? $"{Text(request.From)}..{Text(to)}" : null;
        var start = new WindowCursor(request.Stream, null, null, backfill);
        if (CursorText.Read(request.Cursor, source, request.Stream, "readOn", "next", "backfill") is not { } text)
        {
            return start;
        }

        // A backfill that is handed the stream's own position begins at its first day; the reverse would lose the stream's position.
        var cursor = new WindowCursor(request.Stream, text.Day("readOn"), text.Day("next"), text.Text("backfill"));
        return cursor.Backfill == backfill ? cursor : backfill is not null ? start : throw text.Fault();
    }

    private static string? Text(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
