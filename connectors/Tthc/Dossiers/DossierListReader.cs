using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using IntegrationHub.Connectors.Http;
using IntegrationHub.Connectors.Http.Mappings;

namespace IntegrationHub.Connectors.Tthc.Dossiers;

/// <summary>A row of the list. <paramref name="Stamp"/> is what the list says of the dossier, to see later whether that changed.</summary>
/// <param name="Key">MaHoSo; null when the row has none, and then <paramref name="Stamp"/> is a digest of the row.</param>
/// <param name="Day">Receipt day; null when absent or unreadable.</param>
internal sealed record DossierRow(string? Key, DateOnly? Day, string Stamp);

/// <summary>The dossiers of an agency on some days, as known when the request was sent.</summary>
internal sealed record DossierList(IReadOnlyList<DossierRow> Rows, DateTimeOffset SentAt);

/// <summary>Keeps of each row the key, the day and the state; whatever else the source puts into its lists never leaves the buffer.</summary>
internal static class DossierListReader
{
    private const int LongestKey = 64;

    public static DossierList Read(ReadOnlyMemory<byte> body, string place, DateTimeOffset sentAt)
    {
        var payload = SourceEnvelope.Read(body).Require(place);
        var reader = new Utf8JsonReader(payload.Span);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException("the list is no list");
        }

        // Sources list a dossier twice after a correction: the last row wins.
        var rows = new Dictionary<string, DossierRow>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            var start = (int)reader.TokenStartIndex;
            var row = ReadRow(ref reader);
            var digest = row.Key is null ? Digest(payload.Span[start..(int)reader.BytesConsumed]) : "";
            rows[row.Key ?? digest] = row.Key is null ? row with { Stamp = digest } : row;
        }

        return reader.TokenType == JsonTokenType.EndArray ? new DossierList([.. rows.Values], sentAt) : throw new JsonException("a row is no object");
    }

    /// <summary>Short digest of what a list says, to see whether anything in a window changed.</summary>
    public static string Digest(IEnumerable<DossierRow> rows, string window)
    {
        var text = new StringBuilder(window);
        foreach (var row in rows.OrderBy(row => row.Key, StringComparer.Ordinal).ThenBy(row => row.Stamp, StringComparer.Ordinal))
        {
            text.Append('\n').Append(row.Key).Append(' ').Append(row.Stamp);
        }

        return Digest(Encoding.UTF8.GetBytes(text.ToString()));
    }

    private static string Digest(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 8));

    private static DossierRow ReadRow(ref Utf8JsonReader reader)
    {
        string? key = null;
        DateOnly? day = null;
        string? status = null, received = null, finished = null, returned = null, due = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            switch (DossierFields.Find(ref reader))
            {
                case DossierField.Key:
                    key = Text(ref reader);
                    break;
                case DossierField.Status:
                    status = Text(ref reader);
                    break;
                case DossierField.ReceivedOn:
                    received = Text(ref reader);
                    day = VietnamDate.ReadDay(received).OrNull;
                    break;
                case DossierField.FinishedOn:
                    finished = Text(ref reader);
                    break;
                case DossierField.ReturnedOn:
                    returned = Text(ref reader);
                    break;
                case DossierField.DueOn:
                    due = Text(ref reader);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        var stamp = string.Join(' ',
            ShortCode.Safe(status ?? "-"), FieldValue.Safe(received ?? "-", FieldType.Day), FieldValue.Safe(finished ?? "-", FieldType.Day), FieldValue.Safe(returned ?? "-", FieldType.Day), FieldValue.Safe(due ?? "-", FieldType.Day));
        return new DossierRow(key is { Length: <= LongestKey } ? key : null, day, stamp);
    }

    private static string? Text(ref Utf8JsonReader reader) => LooseString.Read(JsonScalar.Read(ref reader, null));
}
