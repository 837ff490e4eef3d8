using System.Globalization;
using System.Text.Json.Nodes;
using IntegrationHub.Store.Outbox;
using IntegrationHub.Store.Plans;

namespace IntegrationHub.Record;

/// <summary>The envelope of every event that leaves the hub.</summary>
internal static class CloudEvent
{
    public static OutboxRow Row(string type, string routingKey, string subject, JsonObject data, FigureChange change) => Row(type, routingKey, subject, data, change.RecordedAt, change.TraceParent);

    public static OutboxRow Row(string type, string routingKey, string subject, JsonObject data, DateTimeOffset recordedAt, string? traceParent)
    {
        var id = Guid.CreateVersion7(recordedAt);
        return new OutboxRow
        {
            EventId = id,
            RoutingKey = routingKey,
            Body = new JsonObject
            {
                ["specversion"] = "1.0",
                ["id"] = id.ToString(),
                ["source"] = "/integration-hub",
                ["type"] = type,
                ["subject"] = subject,
                ["time"] = recordedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
                ["datacontenttype"] = "application/json",
                ["data"] = data,
            }.ToJsonString(ProgressJson.Options),
            TraceParent = traceParent,
            RecordedAt = recordedAt,
        };
    }

    /// <summary>The topic exchange separates words by points.</summary>
    public static string Word(string code) => code.Replace('.', '_');
}
