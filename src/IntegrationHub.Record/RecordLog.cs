using Microsoft.Extensions.Logging;

namespace IntegrationHub.Record;

internal static partial class RecordLog
{
    [LoggerMessage(1, LogLevel.Debug, "hub.record.handled batch {Batch}: {Outcome}")]
    public static partial void Handled(ILogger logger, Guid batch, RecordOutcome outcome);

    [LoggerMessage(2, LogLevel.Warning, "hub.record.store_unavailable: {Reason}; decisions are announced later")]
    public static partial void StoreUnavailable(ILogger logger, string reason);
}
