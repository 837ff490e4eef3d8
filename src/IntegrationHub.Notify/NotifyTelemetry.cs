using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace IntegrationHub.Notify;

/// <summary>What sending to subscribers tells of itself; deploy/README.md lists it.</summary>
public static class NotifyTelemetry
{
    public const string Name = "IntegrationHub.Notify";

    private static readonly Meter Meter = new(Name);

    internal static ActivitySource Activities { get; } = new(Name);

    internal static Counter<long> Deliveries { get; } = Meter.CreateCounter<long>("hub.notify.deliveries", "{event}", "Events that were sent to subscribers, by outcome");
}
