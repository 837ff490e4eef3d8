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
        if (request.Cursor is not { } text)
        {
            return start;
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            var cursor = new WindowCursor(root.GetProperty("stream").GetString() ?? "", Day(root.GetProperty("readOn")), Day(root.GetProperty("next")), root.GetProperty("backfill").GetString());
            if (root.GetProperty("v").GetInt32() == Version && cursor.Stream == request.Stream)
            {
                // A backfill that is handed the stream's own position begins at its first day; the reverse would lose the stream's position.
                return cursor.Backfill == backfill ? cursor : backfill is not null ? start : throw Fault(request, source);
            }
        }
        catch (Exception exception) when (exception is JsonException or FormatException or KeyNotFoundException or InvalidOperationException)
        {
            throw Fault(request, source, exception);
        }

        throw Fault(request, source);
    }

    private static ConnectorException Fault(PullRequest request, string source, Exception? inner = null) => new(FailureCategory.Configuration, "E_CURSOR",
        $"{source}: the stored position of stream {request.Stream} cannot be read: it is damaged or of a newer version; start the newer version again, or run: hub source reset {source}", inner);

    private static DateOnly? Day(JsonElement value) =>
        value.GetString() is { } text ? DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture) : null;

    private static string? Text(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
