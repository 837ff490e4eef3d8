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
            : throw Fault(source, request.Stream);
    }

    /// <summary>What marks a bounded backfill; null for a pull up to today.</summary>
    public static string? Bounds(PullRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.To is { } to ? string.Create(CultureInfo.InvariantCulture, $"{request.From:yyyy-MM-dd}..{to:yyyy-MM-dd}") : null;
    }

    /// <summary>Neither a full read nor "from now" is a safe guess: an operator decides.</summary>
    public static ConnectorException Fault(string source, string stream, Exception? inner = null) =>
        new(FailureCategory.Configuration, "E_CURSOR",
            $"{source}: the stored position of stream {stream} cannot be read: it is damaged or of a newer version; start the newer version again, or run: hub source reset {source}", inner);

    /// <summary>Never goes back.</summary>
    public DayCursor At(DateOnly day) => this with { ReadTo = ReadTo is { } known && known > day ? known : day };

    public string Write() => JsonSerializer.Serialize(new Dictionary<string, object?>
    {
        ["v"] = Version,
        ["stream"] = Stream,
        ["readTo"] = ReadTo?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ["backfill"] = Backfill,
    });

    private static DayCursor Parse(string? text, string stream, string source)
    {
        if (text is null)
        {
            return new DayCursor(stream, null, null);
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            if (root.GetProperty("v").GetInt32() != Version || root.GetProperty("stream").GetString() != stream)
            {
                throw Fault(source, stream);
            }

            var readTo = root.GetProperty("readTo").GetString();
            return new DayCursor(
                stream, readTo is null ? null : DateOnly.ParseExact(readTo, "yyyy-MM-dd", CultureInfo.InvariantCulture), root.GetProperty("backfill").GetString());
        }
        catch (Exception exception) when (exception is JsonException or FormatException or KeyNotFoundException or InvalidOperationException)
        {
            throw Fault(source, stream, exception);
        }
    }
}
