using System.Globalization;
using System.Text.Json;
using IntegrationHub.Connectors.Http;

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
        var stored = CursorText.Read(text, source, TthcModule.SnapshotStreamName, "readOn", "next", "backfill");
        return stored is null ? Start : new SnapshotCursor(stored.Day("readOn"), stored.Text("next"), stored.Text("backfill"));
    }
}
