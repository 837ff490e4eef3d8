using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using IntegrationHub.Connectors.Http;

namespace IntegrationHub.Connectors.Tthc.Dossiers;

/// <summary>How far an agency has been read.</summary>
/// <param name="Received">Receipt days before this one are delivered.</param>
/// <param name="Completed">Completion days before this one are delivered.</param>
/// <param name="Week">Last week whose share of the rolling reconcile was read.</param>
/// <param name="Seen">Digest of the last list of the overlap window; null when it must be read again.</param>
internal sealed record AgencyPosition(DateOnly Received, DateOnly Completed, int Week, string? Seen);

/// <summary>The stream's position: one short entry per agency, about 16 KiB for 260 of them. <see cref="Backfill"/> names the bounds of a bounded read.</summary>
internal sealed class DossierCursor(string? backfill)
{
    private const int Version = 1;

    private readonly SortedDictionary<string, AgencyPosition> _agencies = new(StringComparer.Ordinal);

    public string? Backfill { get; } = backfill;

    public AgencyPosition? Find(string agency) => _agencies.GetValueOrDefault(agency);

    public void Set(string agency, AgencyPosition position) => _agencies[agency] = position;

    public string Write()
    {
        var buffer = new ArrayBufferWriter<byte>(_agencies.Count * 64);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteNumber("v", Version);
            writer.WriteString("stream", TthcModule.DossierStreamName);
            writer.WriteString("backfill", Backfill);
            writer.WriteStartObject("agencies");
            foreach (var (agency, position) in _agencies)
            {
                writer.WriteStartArray(agency);
                writer.WriteNumberValue(Number(position.Received));
                writer.WriteNumberValue(Number(position.Completed));
                writer.WriteNumberValue(position.Week);
                writer.WriteStringValue(position.Seen);
                writer.WriteEndArray();
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    public static DossierCursor Parse(string? text, PullRequest request, string source)
    {
        var backfill = request.To is { } to ? string.Create(CultureInfo.InvariantCulture, $"{request.From:yyyy-MM-dd}..{to:yyyy-MM-dd}") : null;
        if (text is null)
        {
            return new DossierCursor(backfill);
        }

        try
        {
            var cursor = Parse(text);
            if (cursor.Backfill == backfill)
            {
                return cursor;
            }

            // A backfill that is handed the stream's own position begins at its first day; the reverse would lose the stream's position.
            return backfill is not null ? new DossierCursor(backfill) : throw CursorText.Fault(source, TthcModule.DossierStreamName);
        }
        catch (Exception exception) when (exception is JsonException or FormatException or KeyNotFoundException or InvalidOperationException)
        {
            throw CursorText.Fault(source, TthcModule.DossierStreamName, exception);
        }
    }

    private static DossierCursor Parse(string text)
    {
        using var document = JsonDocument.Parse(text);
        var root = document.RootElement;
        if (root.GetProperty("v").GetInt32() != Version || root.GetProperty("stream").GetString() != TthcModule.DossierStreamName)
        {
            throw new FormatException("another version or stream");
        }

        var cursor = new DossierCursor(root.GetProperty("backfill").GetString());
        foreach (var agency in root.GetProperty("agencies").EnumerateObject())
        {
            if (agency.Value.GetArrayLength() != 4)
            {
                throw new FormatException("an agency's position has four parts");
            }

            cursor.Set(agency.Name, new AgencyPosition(Day(agency.Value[0]), Day(agency.Value[1]), agency.Value[2].GetInt32(), agency.Value[3].GetString()));
        }

        return cursor;
    }

    private static int Number(DateOnly day) => (day.Year * 10000) + (day.Month * 100) + day.Day;

    private static DateOnly Day(JsonElement number) =>
        DateOnly.ParseExact(number.GetInt32().ToString(CultureInfo.InvariantCulture), "yyyyMMdd", CultureInfo.InvariantCulture);
}
