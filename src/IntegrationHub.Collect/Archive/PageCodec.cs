using System.IO.Compression;
using System.Text.Json;
using IntegrationHub.Connectors;
using IntegrationHub.Contracts;
using IntegrationHub.Store.Model;

namespace IntegrationHub.Collect.Archive;

/// <summary>An archived page: the readings as compressed JSON lines, each with the instant of its request, so that a replay makes the same revision.</summary>
public static class PageCodec
{
    public static byte[] Encode(IReadOnlyList<Reading> readings)
    {
        ArgumentNullException.ThrowIfNull(readings);
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Fastest, leaveOpen: true))
        using (var json = new Utf8JsonWriter(gzip))
        {
            json.WriteStartArray();
            foreach (var reading in readings)
            {
                json.WriteStartObject();
                json.WriteString("key", reading.Key);
                json.WriteNumber("observedAt", Instant.ToMicroseconds(reading.ObservedAt));
                json.WritePropertyName("body");
                reading.Body.WriteTo(json);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        return memory.ToArray();
    }

    public static string? EncodeHeld(IReadOnlyList<RejectedRecord> held)
    {
        ArgumentNullException.ThrowIfNull(held);
        return held.Count == 0 ? null : JsonSerializer.Serialize(held);
    }

    public static IReadOnlyList<RejectedRecord> DecodeHeld(string? held) => held is null ? [] : JsonSerializer.Deserialize<List<RejectedRecord>>(held)!;

    public static IReadOnlyList<Reading> Decode(byte[] page)
    {
        using var gzip = new GZipStream(new MemoryStream(page), CompressionMode.Decompress);
        using var document = JsonDocument.Parse(gzip);
        return
        [
            .. document.RootElement.EnumerateArray().Select(e => new Reading(
                e.GetProperty("key").GetString()!, e.GetProperty("body").Clone(), Instant.FromMicroseconds(e.GetProperty("observedAt").GetInt64()))),
        ];
    }
}
