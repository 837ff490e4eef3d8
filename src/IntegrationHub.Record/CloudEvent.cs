using System.Globalization;
using System.Text.Json.Nodes;
using IntegrationHub.Store.Outbox;
using IntegrationHub.Store.Plans;

namespace IntegrationHub.Record;

/// <summary>The envelope of every event that leaves the hub.</summary>
internal static class CloudEvent
{
    public static OutboxRow Row(string type, string routingKey, string subject, JsonObject data, FigureChange change)
    {
        var id = Guid.CreateVersion7(change.RecordedAt);
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
                ["time"] = change.RecordedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
                ["datacontenttype"] = "application/json",
                ["data"] = data,
            }.ToJsonString(ProgressJson.Options),
            TraceParent = change.TraceParent,
            RecordedAt = change.RecordedAt,
        };
    }

    /// <summary>The topic exchange separates words by points.</summary>
    public static string Word(string code) => code.Replace('.', '_');
}
