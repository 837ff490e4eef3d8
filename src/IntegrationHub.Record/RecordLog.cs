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

    [LoggerMessage(6, LogLevel.Warning, "hub.alert.raised {Cause}: {Subjects}; 'hub alert list' says what to do")]
    public static partial void AlertRaised(ILogger logger, string cause, string subjects);

    [LoggerMessage(7, LogLevel.Information, "hub.alert.recovered {Cause}: {Subjects}")]
    public static partial void AlertRecovered(ILogger logger, string cause, string subjects);

    [LoggerMessage(8, LogLevel.Error, "hub.alert.unforeseen: the next look is in a quarter of a minute")]
    public static partial void WatchFailed(ILogger logger, Exception exception);
}
