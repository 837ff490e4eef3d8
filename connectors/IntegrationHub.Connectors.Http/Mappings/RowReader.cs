using System.Buffers;
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
    private const int LongestFieldName = 60;

    private readonly SortedSet<string> _added = new(StringComparer.Ordinal);
    private readonly HashSet<string> _known = new(map.Fields.Select(f => f.From[0]), StringComparer.OrdinalIgnoreCase);

    /// <summary>Names of fields seen so far that the mapping does not know.</summary>
    public IReadOnlyList<string> AddedFields => [.. _added];

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
        NoteAdded(row);
        return Read(field => Find(row, field.From), sentAt);
    }

    /// <summary>A row of a table: texts by column.</summary>
    public Reading Read(IReadOnlyDictionary<string, string?> row, DateTimeOffset sentAt)
    {
        foreach (var name in row.Keys.Where(n => !_known.Contains(n)))
        {
            Note(name);
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
                foreach (var item in value.EnumerateArray().Where(i => i.ValueKind == JsonValueKind.Object))
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
        else if (LooseString.Read(value) is { } text)
        {
            if (field.Type is FieldType.Present)
            {
                writer.WriteBoolean(field.Name, true);
            }
            else
            {
                writer.WriteString(field.Name, FieldValue.Safe(value.ValueKind is JsonValueKind.Number ? Plain(text) : text, field));
            }
        }
    }

    // In a text 1.234 groups thousands; in a JSON number it is one and a bit. What was a number must stay the number that it was.
    private static string Plain(string number)
    {
        var point = number.IndexOf('.', StringComparison.Ordinal);
        if (point < 0 || number.Contains('e', StringComparison.OrdinalIgnoreCase))
        {
            return number;
        }

        var fraction = number[(point + 1)..].TrimEnd('0');
        return fraction.Length switch
        {
            0 => number[..point],
            3 => $"{number[..point]}.{fraction}0",
            _ => $"{number[..point]}.{fraction}",
        };
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

    private void NoteAdded(JsonElement row)
    {
        foreach (var member in row.EnumerateObject())
        {
            if (!_known.Contains(member.Name))
            {
                Note(member.Name);
            }
        }
    }

    // A name is remembered only when it looks like one: a source that keys by person must not get persons in here.
    private void Note(string name)
    {
        if (_added.Count < 200 && name.Length is > 0 and <= LongestFieldName && (char.IsAsciiLetter(name[0]) || name[0] == '_') && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.'))
        {
            _added.Add(name);
        }
    }
}
