using System.Buffers;
using System.Text;
using System.Text.Json;
using IntegrationHub.Connectors.Http;
using IntegrationHub.Connectors.Http.Mappings;

namespace IntegrationHub.Connectors.Tthc.Snapshots;

/// <summary>A page of the source's answer.</summary>
internal sealed record SnapshotPage(IReadOnlyList<Reading> Readings, int RowCount, int? TotalCount);

/// <summary>Reads a page of snapshots: envelope, rows, and in each row a JSON text with a hundred fields of which eleven are kept.</summary>
internal static class SnapshotReader
{
    private const int LongestRaw = 60;

    public static SnapshotPage Read(ReadOnlyMemory<byte> body, string place, DateTimeOffset sentAt, SnapshotPeriod asked, FieldWatch watch)
    {
        var rows = SourceEnvelope.Read(body, "data").Require(place);
        var reader = new Utf8JsonReader(rows.Span);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException("data is no list");
        }

        // Among duplicates of a key in one answer the last row wins.
        var readings = new Dictionary<string, Reading>(StringComparer.Ordinal);
        var rowCount = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            var reading = ReadRow(ref reader, sentAt, asked, watch);
            readings[reading.Key] = reading;
            rowCount++;
        }

        return reader.TokenType == JsonTokenType.EndArray
            ? new SnapshotPage([.. readings.Values], rowCount, TotalCount(body))
            : throw new JsonException("a row is no object");
    }

    private static Reading ReadRow(ref Utf8JsonReader reader, DateTimeOffset sentAt, SnapshotPeriod asked, FieldWatch watch)
    {
        string? agency = null, kind = null, rollUp = null, number = null, year = null;
        var counts = new Dictionary<string, string>(StringComparer.Ordinal);
        string? raw = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            watch.Note(name);
            reader.Read();
            switch (name.ToLowerInvariant())
            {
                case "madinhdanh":
                    agency = JsonScalar.Read(ref reader, FieldValue.Unreadable);
                    break;
                case "loaithoigian":
                    kind = JsonScalar.Read(ref reader, FieldValue.Unreadable);
                    break;
                case "loaithongke":
                    rollUp = JsonScalar.Read(ref reader, FieldValue.Unreadable);
                    break;
                case "ky":
                    number = JsonScalar.Read(ref reader, FieldValue.Unreadable);
                    break;
                case "nam":
                    year = JsonScalar.Read(ref reader, FieldValue.Unreadable);
                    break;
                case "solieu":
                    raw = ReadCounts(ref reader, counts);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        var periodKind = SnapshotPeriod.ParseKind(kind);
        var kindToken = kind is null ? SnapshotPeriod.KindToken(asked.Kind) : periodKind is null ? FieldValue.Unreadable : SnapshotPeriod.KindToken(periodKind.Value);
        var safeNumber = ShortCode.Safe(number ?? Invariant(asked.Number));
        var safeYear = ShortCode.Safe(year ?? Invariant(asked.Year));
        var safeAgency = agency is { Length: <= 40 } ? AgencyCode.Normalize(agency) : "";
        var safeRollUp = rollUp is { Length: <= 20 } && rollUp.All(char.IsAsciiLetter) ? rollUp : "";
        return new Reading(
            $"{safeRollUp}|{safeAgency}|{kindToken}|{safeNumber}|{safeYear}",
            Body(safeRollUp, safeAgency, kindToken, safeNumber, safeYear, counts, raw),
            sentAt);
    }

    /// <summary>Null when the counts were read; else what stood there, shortened.</summary>
    private static string? ReadCounts(ref Utf8JsonReader reader, Dictionary<string, string> counts)
    {
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            ReadCountMembers(ref reader, counts);
            return null;
        }

        if (reader.TokenType != JsonTokenType.String)
        {
            var type = reader.TokenType.ToString();
            reader.Skip();
            return type;
        }

        var text = reader.GetString()!;
        try
        {
            var inner = new Utf8JsonReader(Encoding.UTF8.GetBytes(text));
            if (!inner.Read() || inner.TokenType != JsonTokenType.StartObject)
            {
                return Shorten(text);
            }

            ReadCountMembers(ref inner, counts);
            return inner.TokenType == JsonTokenType.EndObject && !inner.Read() ? null : Shorten(text);
        }
        catch (JsonException)
        {
            counts.Clear();
            return Shorten(text);
        }
    }

    private static void ReadCountMembers(ref Utf8JsonReader reader, Dictionary<string, string> counts)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            var field = SnapshotFields.All.FirstOrDefault(field => string.Equals(field, name, StringComparison.OrdinalIgnoreCase));
            if (field is null)
            {
                reader.Skip();
            }
            else if (JsonScalar.Read(ref reader, FieldValue.Unreadable) is { } value && value.Trim().Length > 0)
            {
                counts[field] = FieldValue.Safe(value.Trim(), FieldType.Count);
            }
        }
    }

    private static JsonElement Body(
        string rollUp, string agency, string kind, string number, string year, Dictionary<string, string> counts, string? raw)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("loaiThongKe", rollUp);
            writer.WriteString("maDinhDanh", agency);
            writer.WriteString("loaiThoiGian", kind);
            writer.WriteString("ky", number);
            writer.WriteString("nam", year);
            if (raw is not null)
            {
                writer.WriteString("soLieuRaw", raw);
            }
            else
            {
                foreach (var field in SnapshotFields.All)
                {
                    if (counts.TryGetValue(field, out var value))
                    {
                        writer.WriteString(field, value);
                    }
                }
            }

            writer.WriteEndObject();
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }

    private static int? TotalCount(ReadOnlyMemory<byte> body)
    {
        var reader = new Utf8JsonReader(body.Span);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return null;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isTotal = string.Equals(reader.GetString(), "totalCount", StringComparison.OrdinalIgnoreCase);
            reader.Read();
            if (isTotal)
            {
                return LooseInteger.Read(JsonScalar.Read(ref reader, FieldValue.Unreadable)) is { HasValue: true, Value: >= 0 and <= int.MaxValue } total ? (int)total.Value : null;
            }

            reader.Skip();
        }

        return null;
    }

    // It should be counts, but nobody knows what it is: letters and long numbers are blotted out.
    private static string Shorten(string text)
    {
        var head = text.Length <= LongestRaw ? text : text[..LongestRaw];
        return new string([.. head.Select(c => char.IsLetterOrDigit(c) && !char.IsAsciiDigit(c) ? 'x' : char.IsAsciiDigit(c) ? '9' : c is '@' ? 'x' : c)]);
    }

    private static string Invariant(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
