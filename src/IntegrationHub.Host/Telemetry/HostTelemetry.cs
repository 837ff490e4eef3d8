using System.Diagnostics.Metrics;

namespace IntegrationHub.Host.Telemetry;

/// <summary>What is told of the store and of what stands in it; deploy/README.md lists it.</summary>
internal static class HostTelemetry
{
    public const string Name = "IntegrationHub.Store";

    public const string Lag = "hub.source.lag";
    public const string Age = "hub.source.age";
    public const string BudgetUsed = "hub.source.budget.used";
    public const string Pending = "hub.store.batches.pending";
    public const string PendingAge = "hub.store.batches.pending.age";
    public const string OutboxAge = "hub.store.outbox.age";
    public const string Rejections = "hub.store.rejections.open";
    public const string QueueDepth = "hub.store.queue.depth";

    public static Counter<long> SpansLeftOut(Meter meter) => meter.CreateCounter<long>("hub.store.spans.left_out", "{span}", "Steps of runs that are not in the store: it was away, or too slow");

    /// <param name="of">What was seen last, by the name of the gauge; nothing while the store is away.</param>
    public static void Observe(Meter meter, Func<string, IReadOnlyList<Measurement<double>>> of)
    {
        Gauge(Pending, "{batch}", "Pages that are stored and wait to be recorded");
        Gauge(PendingAge, "s", "How long the one waits that waits longest");
        Gauge(OutboxAge, "s", "How old the oldest event is that a subscriber has not acknowledged");
        Gauge(Rejections, "{record}", "Refused records that are not settled");
        Gauge(QueueDepth, "{item}", "What waits between the stages, by stage: record, notify, parked, dead-letters");
        Gauge(Lag, "d", "Ended days that a source has not confirmed");
        Gauge(Age, "s", "How old the last good pull of a source is");
        Gauge(BudgetUsed, "1", "Part of a source's request budget that is used up in its present span");

        void Gauge(string name, string unit, string description) => meter.CreateObservableGauge(name, () => of(name), unit, description);
    }
}
