using System.Text;
using System.Text.Json;

namespace IntegrationHub.Connectors.Http;

/// <summary>What an answer with status 200 really says.</summary>
public enum EnvelopeState
{
    /// <summary>Data.</summary>
    Ok,

    /// <summary>An empty list: nothing there, which is an answer.</summary>
    Empty,

    /// <summary>The session or token is not valid (any more).</summary>
    AuthExpired,

    /// <summary>Too many requests.</summary>
    Throttled,

    /// <summary>The source refused the request with a reason of its own.</summary>
    Rejected,

    /// <summary>Neither data nor a reason. An empty object is this, never zero.</summary>
    Malformed,

    /// <summary>The source says that it is out of order.</summary>
    Unavailable,
}

/// <summary>
/// Evens out the envelopes of the provincial systems: the code under one of six names and as number, text or flag, the data under
/// <c>result</c>, <c>data</c> or <c>soLieu</c>, or once more as JSON text: inside <c>message</c>, or the whole of it.
/// </summary>
/// <param name="State">What the answer says.</param>
/// <param name="Code">The source's code.</param>
/// <param name="Message">The source's message, shortened; it may quote anything and is for logic, not for logs.</param>
/// <param name="Payload">The data as UTF-8 JSON; it lies inside the body unless it had to be unescaped.</param>
public sealed record SourceEnvelope(EnvelopeState State, string? Code, string? Message, ReadOnlyMemory<byte> Payload)
{
    private static readonly string[] CodeNames = ["errorcode", "maloi", "faultcode", "success", "code", "succeeded"];
    private static readonly string[] MessageNames = ["message", "motaloi", "errordesc", "faultmessage"];
    private static readonly string[] DefaultPayloadNames = ["result", "data", "solieu"];

    public static SourceEnvelope Read(ReadOnlyMemory<byte> body, params string[] payloadNames)
    {
        try
        {
            return Read(body, payloadNames.Length == 0 ? DefaultPayloadNames : payloadNames, nesting: 0);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return Malformed;
        }
    }

    /// <summary>The data, or the fitting fault. The place is the request in words.</summary>
    public ReadOnlyMemory<byte> Require(string place) => State switch
    {
        EnvelopeState.Ok or EnvelopeState.Empty => Payload,
        EnvelopeState.AuthExpired => throw new ConnectorException(FailureCategory.Authentication, "E_SIGN_IN",
            $"{place}: the source does not accept the session (code {ShortCode}); check username and password"),
        EnvelopeState.Throttled => throw new ConnectorException(FailureCategory.Throttled, "E_THROTTLED", $"{place}: too many requests (code {ShortCode}); lower the option concurrency"),
        EnvelopeState.Rejected when Code == "403" => throw new ConnectorException(FailureCategory.Permission, "E_FORBIDDEN", $"{place}: the account may not read this; have the source grant it"),
        EnvelopeState.Rejected => throw new ConnectorException(FailureCategory.Rejected, "E_REJECTED", $"{place}: the source refused the request (code {ShortCode}); its log names the reason"),
        EnvelopeState.Unavailable => throw new ConnectorException(FailureCategory.Unavailable, "E_SOURCE_ERROR", $"{place}: the source says that it is out of order (code {ShortCode}); it is tried again by itself"),
        _ => throw new ConnectorException(FailureCategory.Malformed, "E_SOURCE_JSON",
            $"{place}: the answer is not the JSON that its contract names (cut off, empty, or without its data field); tell the source's operator"),
    };

    private static SourceEnvelope Malformed => new(EnvelopeState.Malformed, null, null, default);

    private string ShortCode => Code is null ? "none" : LooseText.Shorten(Code);

    private static SourceEnvelope Read(ReadOnlyMemory<byte> body, string[] payloadNames, int nesting)
    {
        var reader = new Utf8JsonReader(body.Span);
        if (!reader.Read())
        {
            return Malformed;
        }

        if (reader.TokenType == JsonTokenType.StartArray)
        {
            reader.Skip();
            return reader.Read() ? Malformed : OfData(null, null, body, payloadNames, nesting);
        }

        if (reader.TokenType == JsonTokenType.String && nesting < 2 && LooseText.Trim(reader.GetString()!) is ['{' or '[', ..] whole)
        {
            return reader.Read() ? Malformed : Read(Encoding.UTF8.GetBytes(whole), payloadNames, nesting + 1);
        }

        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return Malformed;
        }

        string? code = null;
        string? message = null;
        ReadOnlyMemory<byte>? payload = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();
            reader.Read();
            if (CodeNames.Contains(name))
            {
                code ??= JsonScalar.Read(ref reader, null);
            }
            else if (MessageNames.Contains(name))
            {
                message ??= JsonScalar.Read(ref reader, null);
            }
            else if (payload is null && payloadNames.Contains(name))
            {
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                payload = body[start..(int)reader.BytesConsumed];
            }
            else
            {
                reader.Skip();
            }
        }

        // Reads to the very end, so that a cut-off or doubled answer is not taken for a whole one.
        if (reader.TokenType != JsonTokenType.EndObject || reader.Read())
        {
            return Malformed;
        }

        if (Refusal(code, message) is { } refusal)
        {
            return new SourceEnvelope(refusal, code, message is null ? null : LooseText.Shorten(message), default);
        }

        if (payload is null && message is not null && nesting < 2 && LooseText.Trim(message) is ['{' or '[', ..] inner)
        {
            return Read(Encoding.UTF8.GetBytes(inner), payloadNames, nesting + 1);
        }

        return payload is null ? Malformed with { Code = code } : OfData(code, message, payload.Value, payloadNames, nesting);
    }

    private static SourceEnvelope OfData(string? code, string? message, ReadOnlyMemory<byte> payload, string[] payloadNames, int nesting)
    {
        var span = payload.Span.TrimStart(" \t\r\n"u8);
        if (span.StartsWith("\""u8))
        {
            var reader = new Utf8JsonReader(span);
            reader.Read();
            var text = LooseText.Trim(reader.GetString()!);
            return text switch
            {
                ['{' or '[', ..] when nesting < 2 => OfData(code, message, Encoding.UTF8.GetBytes(text), payloadNames, nesting + 1),
                "" => Malformed with { Code = code },
                _ => new SourceEnvelope(EnvelopeState.Ok, code, null, payload),
            };
        }

        // Parses what came out of a text for the first time; inside the body it has been read to its end already.
        var check = new Utf8JsonReader(span);
        check.Read();
        var (isArray, isObject) = (check.TokenType == JsonTokenType.StartArray, check.TokenType == JsonTokenType.StartObject);
        check.Read();
        if (isArray && check.TokenType == JsonTokenType.EndArray)
        {
            return new SourceEnvelope(EnvelopeState.Empty, code, null, payload);
        }

        return isArray || (isObject && check.TokenType != JsonTokenType.EndObject)
            ? new SourceEnvelope(EnvelopeState.Ok, code, null, payload)
            : Malformed with { Code = code };
    }

    private static EnvelopeState? Refusal(string? code, string? message)
    {
        switch (code?.Trim().ToUpperInvariant())
        {
            case null or "" or "TRUE" or "OK" or "200" or "201":
                return null;
            case { } zeros when zeros.Trim('0').Length == 0:
                return null;
            case "429":
                return EnvelopeState.Throttled;
            case "500" or "502" or "503" or "504" or "INTERNAL_SERVER_ERROR":
                return EnvelopeState.Unavailable;
            case "401" or "-1":
                return EnvelopeState.AuthExpired;
            default:
                return SpeaksOfSession(message) ? EnvelopeState.AuthExpired : EnvelopeState.Rejected;
        }
    }

    private static bool SpeaksOfSession(string? message) =>
        message is not null
        && (message.Contains("session", StringComparison.OrdinalIgnoreCase)
            || message.Contains("token", StringComparison.OrdinalIgnoreCase)
            || message.Contains("phiên", StringComparison.OrdinalIgnoreCase));
}
