using System.Diagnostics;
using IntegrationHub.Collect;
using OpenTelemetry;

namespace IntegrationHub.Host.Telemetry;

/// <summary>
/// Sends the first span of a run when it begins, and not again when it ends: a long run is seen while it goes on, and when its process ends without a word, what
/// others do with its pages still hangs on something. How long the run took is told by a span of its own, at its end. Stands before the exporter of the others.
/// </summary>
internal sealed class RunStarts(BaseExporter<Activity> exporter) : BaseProcessor<Activity>
{
    private readonly BatchActivityExportProcessor starts = new(exporter, scheduledDelayMilliseconds: 250);

    public override void OnStart(Activity data)
    {
        if (IsRun(data))
        {
            starts.OnEnd(data);
        }
    }

    public override void OnEnd(Activity data)
    {
        if (IsRun(data))
        {
            // What comes after in the pipeline leaves out what is not recorded.
            data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        }
    }

    protected override bool OnForceFlush(int timeoutMilliseconds) => starts.ForceFlush(timeoutMilliseconds);

    protected override bool OnShutdown(int timeoutMilliseconds) => starts.Shutdown(timeoutMilliseconds);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            starts.Dispose();
        }

        base.Dispose(disposing);
    }

    public static bool IsRun(Activity data) => data.Source.Name == CollectTelemetry.Name && data.OperationName.StartsWith(CollectTelemetry.RunSpan, StringComparison.Ordinal);
}
