using System.Diagnostics;
using System.Diagnostics.Metrics;
using IntegrationHub.Contracts;

namespace IntegrationHub.Record;

/// <summary>What recording tells of itself; deploy/README.md lists it.</summary>
public static class RecordTelemetry
{
    public const string Name = "IntegrationHub.Record";

    private static readonly Meter Meter = new(Name);

    internal static ActivitySource Activities { get; } = new(Name);

    internal static Counter<long> Records { get; } = Meter.CreateCounter<long>("hub.record.records", "{record}", "Records of batches that were committed: accepted, unchanged or rejected");

    internal static Histogram<double> BatchDuration { get; } = Meter.CreateHistogram<double>("hub.record.batch.duration", "s", "From taking a batch to its commit");

    /// <summary>Fetched is accepted, unchanged and rejected, here as in the run's counts.</summary>
    internal static void Committed(MeasurementsReported message, int accepted, int unchanged, TimeSpan taken)
    {
        foreach (var (outcome, count) in (ReadOnlySpan<(string, int)>)[("accepted", accepted), ("unchanged", unchanged), ("rejected", message.Rejections.Length)])
        {
            Records.Add(count, new("hub.source", message.Source), new("hub.stream", message.Stream), new("hub.outcome", outcome));
            Activity.Current?.SetTag("hub.records." + outcome, count);
        }

        BatchDuration.Record(taken.TotalSeconds, new KeyValuePair<string, object?>("hub.source", message.Source));
    }

    internal static Counter<long> Events { get; } = Meter.CreateCounter<long>("hub.record.events", "{event}", "Figures that were announced");

    internal static Counter<long> VerdictChanges { get; } = Meter.CreateCounter<long>("hub.record.verdict_changes", "{change}", "Announced figures whose verdict is another one");
}
