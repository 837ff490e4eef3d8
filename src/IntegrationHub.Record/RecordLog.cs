using Microsoft.Extensions.Logging;

namespace IntegrationHub.Record;

internal static partial class RecordLog
{
    [LoggerMessage(1, LogLevel.Debug, "hub.record.handled batch {Batch}: {Outcome}")]
    public static partial void Handled(ILogger logger, Guid batch, RecordOutcome outcome);

    [LoggerMessage(2, LogLevel.Warning, "hub.record.store_unavailable: {Reason}; decisions are announced later")]
    public static partial void StoreUnavailable(ILogger logger, string reason);

    [LoggerMessage(3, LogLevel.Error, "hub.record.parked batch {Batch}: {Problem}; 'hub parked list' shows it")]
    public static partial void Parked(ILogger logger, Guid batch, string problem);

    [LoggerMessage(4, LogLevel.Error, "hub.record.dead_letter: {Reason}; 'hub parked list' shows it")]
    public static partial void DeadLetter(ILogger logger, string reason);

    [LoggerMessage(5, LogLevel.Warning, "hub.record.broker_unavailable: {Reason}; messages that were moved aside are looked at later")]
    public static partial void BrokerUnavailable(ILogger logger, string reason);
}
