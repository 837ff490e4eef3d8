using System.Globalization;
using System.Text.Json;
using IntegrationHub.Connectors.Http;

namespace IntegrationHub.Connectors.Reporting;

/// <summary>
/// How far each agency has been read: the day before which its due days are delivered. <paramref name="Next"/>: the agency at which an
/// unfinished pass goes on; null between passes. <paramref name="Backfill"/>: bounds of a backfill, which has a position of its own.
/// </summary>
internal sealed record ReportCursor(string? Next, string? Backfill, SortedDictionary<string, DateOnly> Agencies)
{
    /// <summary>Stands in <paramref name="Next"/> of a backfill that is through.</summary>
    public const string End = "~";

    private const int Version = 1;

    public static ReportCursor For(PullRequest request, string source)
    {
        var bounds = DayCursor.Bounds(request);
        var stored = request.Cursor is null ? Empty(null) : Parse(request.Cursor, source);
        return stored.Backfill == bounds ? stored
            : bounds is not null ? Empty(bounds) // The stream's own position is not the backfill's.
            : throw CursorText.Fault(source, ReportingModule.ReportStreamName);
    }

    // A day as a number: the cursor of some hundred agencies stays small.
    public string Write() => JsonSerializer.Serialize(new Dictionary<string, object?>
    {
        ["v"] = Version,
        ["stream"] = ReportingModule.ReportStreamName,
        ["next"] = Next,
        ["backfill"] = Backfill,
        ["agencies"] = Agencies.ToDictionary(agency => agency.Key, agency => (agency.Value.Year * 10000) + (agency.Value.Month * 100) + agency.Value.Day),
    });

    private static ReportCursor Empty(string? bounds) => new(null, bounds, new SortedDictionary<string, DateOnly>(StringComparer.Ordinal));

    private static ReportCursor Parse(string text, string source)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            if (root.GetProperty("v").GetInt32() != Version || root.GetProperty("stream").GetString() != ReportingModule.ReportStreamName)
            {
                throw CursorText.Fault(source, ReportingModule.ReportStreamName);
            }

            var cursor = Empty(root.GetProperty("backfill").GetString()) with { Next = root.GetProperty("next").GetString() };
            foreach (var agency in root.GetProperty("agencies").EnumerateObject())
            {
                cursor.Agencies[agency.Name] = DateOnly.ParseExact(agency.Value.GetInt32().ToString(CultureInfo.InvariantCulture), "yyyyMMdd", CultureInfo.InvariantCulture);
            }

            return cursor;
        }
        catch (Exception exception) when (exception is JsonException or FormatException or KeyNotFoundException or InvalidOperationException)
        {
            throw CursorText.Fault(source, ReportingModule.ReportStreamName, exception);
        }
    }
}
