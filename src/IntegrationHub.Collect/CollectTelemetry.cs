using System.Diagnostics;
using System.Diagnostics.Metrics;
using IntegrationHub.Collect.Archive;

namespace IntegrationHub.Collect;

/// <summary>What pulling tells of itself; deploy/README.md lists it.</summary>
public static class CollectTelemetry
{
    public const string Name = "IntegrationHub.Collect";

    /// <summary>
    /// Start of the name of a run's first span. It is told when it begins, with no duration, and all that the run sets off hangs on it: requests, pages, and
    /// what other processes do with the pages, also after this one has ended without a word.
    /// </summary>
    public const string RunSpan = "run ";

    private static readonly Meter Meter = new(Name);

    internal static ActivitySource Activities { get; } = new(Name);

    internal static Counter<long> Fetched { get; } = Meter.CreateCounter<long>("hub.collect.records.fetched", "{record}", "Records that were read from sources");

    internal static Counter<long> Runs { get; } = Meter.CreateCounter<long>("hub.collect.runs", "{run}", "Runs that ended, by outcome");

    internal static Histogram<double> RunDuration { get; } = Meter.CreateHistogram<double>("hub.collect.run.duration", "s", "How long runs took");

    internal static Counter<long> Published { get; } = Meter.CreateCounter<long>("hub.collect.batches.published", "{batch}", "Batches that were handed to the bus, by outcome");

    /// <summary>The span of a run; what comes of the run's pages is told to belong to it.</summary>
    internal static Activity? Begin(ref StreamRun run)
    {
        var activity = Activities.StartActivity($"{RunSpan}{run.Connector}/{run.Stream}", ActivityKind.Internal, default(ActivityContext), TagsOf(run));
        run = run with { TraceParent = activity?.Id };
        return activity;
    }

    /// <summary>What a run is called, in each of its spans.</summary>
    internal static KeyValuePair<string, object?>[] TagsOf(StreamRun run) =>
        [new("hub.source", run.Source), new("hub.stream", run.Stream), new("hub.connector", run.Connector), new("hub.run", run.Id.ToString())];
}
