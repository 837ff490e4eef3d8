using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace IntegrationHub.Connectors.Http.Mappings;

/// <summary>The readings of a page, and what the source sent beyond the contract.</summary>
public sealed record Rows(IReadOnlyList<Reading> Readings, int Count, IReadOnlyList<string> AddedFields);

/// <summary>
/// The edge: of each source record only the fields that the mapping names stay, each only in its own alphabet. Everything else, personal
/// data first of all, is dropped here, before anything is stored, sent or logged.
/// </summary>
public sealed class RowReader(MapFile map)
{
    private readonly FieldWatch _watch = new(map.Fields.Select(f => f.From[0]).Concat(map.Dropped));

    /// <summary>Names of fields seen so far that the mapping does not know.</summary>
    public IReadOnlyList<string> AddedFields => _watch.Added;

    /// <summary>Reads a list of records; among records with one key the last counts.</summary>
    /// <exception cref="JsonException">The payload is no list of objects.</exception>
    public Rows Read(ReadOnlyMemory<byte> list, DateTimeOffset sentAt)
    {
        var reader = new Utf8JsonReader(list.Span);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException("the data is no list");
        }

        var readings = new Dictionary<string, Reading>(StringComparer.Ordinal);
        var count = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            var reading = Read(JsonElement.ParseValue(ref reader), sentAt);
            readings[reading.Key] = reading;
            count++;
        }

        return reader.TokenType == JsonTokenType.EndArray ? new Rows([.. readings.Values], count, AddedFields) : throw new JsonException("a record is no object");
    }

    public Reading Read(JsonElement row, DateTimeOffset sentAt)
    {
        _watch.NoteAll(row);
        return Read(field => Find(row, field.From), sentAt);
    }

    /// <summary>A record of which the connector knows something that the source's row does not say, for example the month it asked for.</summary>
    /// <param name="row">The source's record.</param>
    /// <param name="sentAt">When it was asked for.</param>
    /// <param name="given">Texts by the names of fields; they go before what the row has under that name.</param>
    public Reading Read(JsonElement row, DateTimeOffset sentAt, IReadOnlyDictionary<string, string> given)
    {
        ArgumentNullException.ThrowIfNull(given);
        _watch.NoteAll(row);
        using var texts = JsonDocument.Parse(JsonSerializer.SerializeToUtf8Bytes(given));
        return Read(field => texts.RootElement.TryGetProperty(field.Name, out var known) ? known : Find(row, field.From), sentAt);
    }

    /// <summary>A member of a record by its name, in any case; undefined when there is none.</summary>
    public static JsonElement Member(JsonElement row, string name) => Find(row, [name]);

    /// <summary>A row of a table: texts by column.</summary>
    public Reading Read(IReadOnlyDictionary<string, string?> row, DateTimeOffset sentAt)
    {
        foreach (var name in row.Keys)
        {
            _watch.Note(name);
        }

        using var texts = JsonDocument.Parse(JsonSerializer.SerializeToUtf8Bytes(row));
        return Read(field => Find(texts.RootElement, [string.Join('.', field.From)]), sentAt);
    }

    private Reading Read(Func<FieldSpec, JsonElement> find, DateTimeOffset sentAt)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var field in map.Fields)
            {
                Write(writer, field, find(field));
            }

            writer.WriteEndObject();
        }

        var body = JsonElement.Parse(buffer.WrittenSpan);
        return new Reading(KeyOf(body), body, sentAt);
    }

    private static void Write(Utf8JsonWriter writer, FieldSpec field, JsonElement value)
    {
        if (field.Type is FieldType.List)
        {
            if (value.ValueKind == JsonValueKind.Array)
            {
                writer.WriteStartArray(field.Name);

                // An item that is no object stays as an empty one: left out, it would be one item less, and nobody would see it.
                foreach (var item in value.EnumerateArray())
                {
                    writer.WriteStartObject();
                    foreach (var inner in field.Items)
                    {
                        Write(writer, inner, Find(item, inner.From));
                    }

                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
            }

            return;
        }

        if (value.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
        {
            writer.WriteString(field.Name, FieldValue.Unreadable);
        }
        else if ((value.ValueKind is JsonValueKind.Number && field.Type is FieldType.Count or FieldType.Amount or FieldType.Number ? NumberText(value) : LooseString.Read(value)) is { } text)
        {
            if (field.Type is FieldType.Present)
            {
                writer.WriteBoolean(field.Name, true);
            }
            else
            {
                writer.WriteString(field.Name, FieldValue.Safe(text, field));
            }
        }
    }

    // A JSON number has a decimal point, never thousands: 1000.0 is a thousand, and 1.234 must not come to be read as one.
    private static string NumberText(JsonElement number)
    {
        if (!decimal.TryParse(number.GetRawText(), NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
        {
            return number.GetRawText();
        }

        var text = value.ToString("0.############################", CultureInfo.InvariantCulture);
        return text.Length - text.IndexOf('.', StringComparison.Ordinal) == 4 && text.Contains('.', StringComparison.Ordinal) ? text + "0" : text;
    }

    private string KeyOf(JsonElement body)
    {
        var parts = map.Key.Select(name => FieldValue.Text(body, name) ?? "").ToList();

        // Without a readable key the record is refused by the mapping; until then it is told apart by what is left of it, never by its place.
        return parts.All(p => p.Length > 0 && p != FieldValue.Unreadable)
            ? string.Join('|', parts)
            : "?" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body.GetRawText())).AsSpan(0, 8));
    }

    private static JsonElement Find(JsonElement value, IReadOnlyList<string> path)
    {
        foreach (var name in path)
        {
            if (value.ValueKind != JsonValueKind.Object)
            {
                return default;
            }

            if (!value.TryGetProperty(name, out var member))
            {
                member = value.EnumerateObject().FirstOrDefault(m => string.Equals(m.Name, name, StringComparison.OrdinalIgnoreCase)).Value;
            }

            value = member;
        }

        return value;
    }
}
