using System.Globalization;
using System.Text.Json;

namespace IntegrationHub.Connectors.Tthc.Snapshots;

/// <summary>
/// Where the stream stands. <paramref name="ReadOn"/>: day on which the last complete run began; null while the first is under way.
/// <paramref name="Next"/>: first period not read yet in a first run or backfill. <paramref name="Backfill"/>: its bounds.
/// </summary>
internal sealed record SnapshotCursor(DateOnly? ReadOn, string? Next, string? Backfill)
{
    public static readonly SnapshotCursor Start = new(null, null, null);

    private const int Version = 1;

    public string Write() => JsonSerializer.Serialize(new Dictionary<string, object?>
    {
        ["v"] = Version,
        ["stream"] = TthcModule.SnapshotStreamName,
        ["readOn"] = ReadOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ["next"] = Next,
        ["backfill"] = Backfill,
    });

    public static SnapshotCursor Parse(string? text, string source)
    {
        if (text is null)
        {
            return Start;
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            if (root.GetProperty("v").GetInt32() != Version || root.GetProperty("stream").GetString() != TthcModule.SnapshotStreamName)
            {
                throw CursorFault.Create(source, TthcModule.SnapshotStreamName);
            }

            var readOn = root.GetProperty("readOn").GetString();
            return new SnapshotCursor(
                readOn is null ? null : DateOnly.ParseExact(readOn, "yyyy-MM-dd", CultureInfo.InvariantCulture),
                root.GetProperty("next").GetString(),
                root.GetProperty("backfill").GetString());
        }
        catch (Exception exception) when (exception is JsonException or FormatException or KeyNotFoundException or InvalidOperationException)
        {
            throw CursorFault.Create(source, TthcModule.SnapshotStreamName, exception);
        }
    }
}
