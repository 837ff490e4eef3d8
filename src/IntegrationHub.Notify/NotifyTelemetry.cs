using System.Diagnostics;
using System.Diagnostics.Metrics;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Outbox;

namespace IntegrationHub.Notify;

/// <summary>What sending to subscribers tells of itself; deploy/README.md lists it.</summary>
public static class NotifyTelemetry
{
    public const string Name = "IntegrationHub.Notify";

    private static readonly Meter Meter = new(Name);
    private static readonly ActivitySource Activities = new(Name);

    private static readonly Counter<long> Deliveries = Meter.CreateCounter<long>("hub.notify.deliveries", "{event}", "Events that were sent to subscribers, by outcome");

    /// <summary>The span of an attempt, in the trace of the run that changed the figure.</summary>
    internal static Activity? Deliver(Subscription subscription, OutboxRow row) => Activities.StartActivity("deliver " + subscription.Kind, ActivityKind.Client, TraceParent.Of(row.TraceParent),
        [
            new("hub.subscription", subscription.Id), new("hub.event", row.EventId.ToString()),
            .. Uri.TryCreate(subscription.Address, UriKind.Absolute, out var to) ? [new("http.request.method", "POST"), new("server.address", to.Host), new("server.port", to.Port)] : Array.Empty<KeyValuePair<string, object?>>(),
        ]);

    internal static void Sent(Activity? span, Subscription subscription, string outcome, long events)
    {
        span?.SetTag("hub.outcome", outcome);
        if (outcome == "failed")
        {
            span?.SetStatus(ActivityStatusCode.Error, outcome);
        }

        Deliveries.Add(events, new("hub.subscription", subscription.Id), new("hub.outcome", outcome));
    }
}
