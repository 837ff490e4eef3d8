using Microsoft.Extensions.Logging;

namespace IntegrationHub.Record;

internal static partial class RecordLog
{
    [LoggerMessage(1, LogLevel.Debug, "hub.record.handled batch {Batch}: {Outcome}")]
    public static partial void Handled(ILogger logger, Guid batch, RecordOutcome outcome);
}
