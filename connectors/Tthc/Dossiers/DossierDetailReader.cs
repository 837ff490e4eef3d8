using System.Buffers;
using System.Text.Json;
using IntegrationHub.Connectors.Http;
using IntegrationHub.Connectors.Http.Mappings;

namespace IntegrationHub.Connectors.Tthc.Dossiers;

/// <summary>What a detail request gave.</summary>
/// <param name="Body">The fields that are kept; null when the source has no such dossier or refuses it.</param>
/// <param name="Status">TrangThaiHoSo as it was read; 0 when unreadable.</param>
/// <param name="ReceivedOn">Receipt day; null when there is none.</param>
/// <param name="SentAt">When the request was sent.</param>
/// <param name="Refusal">Why there is no body.</param>
internal sealed record DossierDetail(JsonElement? Body, long Status, DateOnly? ReceivedOn, DateTimeOffset SentAt, ConnectorException? Refusal);

/// <summary>
/// Copies the listed fields of a dossier from the answer into a small body, without materialising the others. Result files shrink to
/// whether there is one.
/// </summary>
internal static class DossierDetailReader
{
    public static DossierDetail Read(ReadOnlyMemory<byte> body, string place, DateTimeOffset sentAt, string asked, FieldWatch watch)
    {
        var envelope = SourceEnvelope.Read(body);
        if (envelope.State is EnvelopeState.Rejected && envelope.Code != "403")
        {
            return Missing(sentAt, Refuse(() => envelope.Require(place)));
        }

        var payload = envelope.Require(place);
        var reader = new Utf8JsonReader(payload.Span);
        reader.Read();
        var isList = reader.TokenType == JsonTokenType.StartArray;
        if (isList)
        {
            reader.Read();
        }

        // An object or a list of one; among duplicates the last that is the dossier asked for.
        DossierDetail? found = null;
        while (reader.TokenType == JsonTokenType.StartObject)
        {
            var (key, detail) = ReadDossier(ref reader, sentAt, watch);
            if (string.Equals(key, asked, StringComparison.OrdinalIgnoreCase))
            {
                found = detail;
            }

            if (!reader.Read())
            {
                break;
            }
        }

        if (isList && reader.TokenType != JsonTokenType.EndArray)
        {
            throw new JsonException("the answer holds something else than dossiers");
        }

        return found ?? Missing(sentAt, new ConnectorException(FailureCategory.Rejected, "E_NO_SUCH_DOSSIER", $"{place}: the source lists a dossier and does not give it"));
    }

    private static DossierDetail Missing(DateTimeOffset sentAt, ConnectorException refusal) => new(null, 0, null, sentAt, refusal);

    private static ConnectorException Refuse(Func<ReadOnlyMemory<byte>> require)
    {
        try
        {
            require();
            throw new InvalidOperationException("A rejected envelope was accepted.");
        }
        catch (ConnectorException exception)
        {
            return exception;
        }
    }

    private static (string? Key, DossierDetail Detail) ReadDossier(ref Utf8JsonReader reader, DateTimeOffset sentAt, FieldWatch watch)
    {
        string? key = null;
        Loose<long> status = default;
        Loose<DateOnly> receivedOn = default;
        var written = 0;
        var buffer = new ArrayBufferWriter<byte>(512);
        using var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true });
        writer.WriteStartObject();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = DossierFields.Find(ref reader, watch);
            // A field that is given twice in other letter case would make the body ambiguous: the first one counts.
            if (field == DossierField.None || (written & (1 << (int)field)) != 0)
            {
                reader.Skip();
                continue;
            }

            written |= 1 << (int)field;
            switch (field)
            {
                case DossierField.Key:
                    key = Text(ref reader);
                    writer.WriteString(DossierFields.NameOf(field), key);
                    break;
                case DossierField.Status:
                    var text = Text(ref reader);
                    status = LooseInteger.Read(text);
                    WriteIfPresent(writer, field, text is null ? null : ShortCode.Safe(text));
                    break;
                case DossierField.ReceivedOn or DossierField.FinishedOn or DossierField.ReturnedOn:
                    var date = Text(ref reader);
                    receivedOn = field == DossierField.ReceivedOn ? VietnamDate.ReadDay(date) : receivedOn;
                    WriteIfPresent(writer, field, date is null ? null : FieldValue.Safe(date, FieldType.Day));
                    break;
                case DossierField.Channel or DossierField.HasComponents or DossierField.IsVerified or DossierField.OnlinePayment:
                    WriteIfPresent(writer, field, Text(ref reader) is { } flag ? ShortCode.Safe(flag) : null);
                    break;
                case DossierField.Documents or DossierField.Fees or DossierField.Results:
                    WriteItems(writer, field, ref reader);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        writer.WriteEndObject();
        writer.Flush();
        return (key, new DossierDetail(JsonElement.Parse(buffer.WrittenSpan), status.OrNull ?? 0, receivedOn.OrNull, sentAt, null));
    }

    private static void WriteItems(Utf8JsonWriter writer, DossierField list, ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }

        writer.WriteStartArray(DossierFields.NameOf(list));
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                continue;
            }

            writer.WriteStartObject();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var field = DossierFields.Find(ref reader);
                switch (list, field)
                {
                    case (DossierField.Documents, DossierField.IsDeleted or DossierField.IsDigitised or DossierField.IsReused):
                        WriteIfPresent(writer, field, Text(ref reader) is { } flag ? ShortCode.Safe(flag) : null);
                        break;
                    case (DossierField.Fees, DossierField.Price):
                        WriteIfPresent(writer, field, Text(ref reader) is { } price ? FieldValue.Safe(price, FieldType.Amount) : null);
                        break;
                    case (DossierField.Results, DossierField.ResultFile):
                        writer.WriteBoolean("coTep", HasText(ref reader));
                        break;
                    default:
                        reader.Skip();
                        break;
                }
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteIfPresent(Utf8JsonWriter writer, DossierField field, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(DossierFields.NameOf(field), value);
        }
    }

    private static bool HasText(ref Utf8JsonReader reader) => Text(ref reader) is not null;

    private static string? Text(ref Utf8JsonReader reader) => LooseString.Read(JsonScalar.Read(ref reader, FieldValue.Unreadable));
}
