using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using IntegrationHub.Collect;
using IntegrationHub.Connectors.Http;
using IntegrationHub.Record;
using IntegrationHub.Store.Timeline;

namespace IntegrationHub.Host.Telemetry;

/// <summary>A span as a row of the store.</summary>
internal static class StoredSpan
{
    // What somebody adds to a span one day is not kept before somebody has looked at whether it may be.
    private static readonly HashSet<string> Kept = new(StringComparer.Ordinal)
    {
        "hub.source", "hub.stream", "hub.connector", "hub.run", "hub.page", "hub.batch", "hub.outcome", "hub.figures", "hub.events", "hub.subscription", "hub.event",
        "hub.records.fetched", "hub.records.accepted", "hub.records.unchanged", "hub.records.rejected", "http.request.method", "http.response.status_code", "server.address", "error.type",
    };

    private static readonly string Process = string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}:{Environment.ProcessId}");

    public static RunSpan Of(Activity activity, TimeProvider clock)
    {
        // Spans are timed by the machine; the hub may play another time.
        var shift = clock.GetUtcNow() - TimeProvider.System.GetUtcNow();
        var started = new DateTimeOffset(activity.StartTimeUtc, TimeSpan.Zero) + shift;
        var isRun = RunStarts.IsRun(activity);
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in activity.EnumerateTagObjects())
        {
            if (value is not null && Kept.Contains(key))
            {
                attributes[key] = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
            }
        }

        return new RunSpan
        {
            Trace = activity.TraceId.ToString(),
            Span = activity.SpanId.ToString(),
            Parent = isRun || activity.ParentSpanId == default ? null : activity.ParentSpanId.ToString(),
            Source = isRun ? attributes.GetValueOrDefault("hub.source") : null,
            Stream = isRun ? attributes.GetValueOrDefault("hub.stream") : null,
            Stage = isRun ? RunSpan.Root : StageOf(activity),
            Name = activity.OperationName,
            StartedAt = started,
            EndedAt = started + (isRun ? TimeSpan.Zero : activity.Duration),
            Problem = activity.Status is ActivityStatusCode.Error ? attributes.GetValueOrDefault("error.type") ?? activity.StatusDescription ?? "error" : null,
            Attributes = JsonSerializer.Serialize(attributes),
            Process = Process,
        };
    }

    private static string StageOf(Activity activity) => activity.Source.Name switch
    {
        HttpTelemetry.Name => "source",
        CollectTelemetry.Name => activity.Kind is ActivityKind.Producer ? "publish" : "collect",
        RecordTelemetry.Name => "record",
        _ => "notify",
    };
}
