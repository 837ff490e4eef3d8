using Microsoft.Extensions.Logging;

namespace IntegrationHub.Collect;

internal static partial class CollectLog
{
    [LoggerMessage(1, LogLevel.Information, "hub.collect.started {Source}/{Stream} run {Run}")]
    public static partial void PullStarted(ILogger logger, string source, string stream, Guid run);

    [LoggerMessage(2, LogLevel.Information, "hub.collect.ended {Source}/{Stream} run {Run}")]
    public static partial void PullEnded(ILogger logger, string source, string stream, Guid run);

    [LoggerMessage(3, LogLevel.Warning, "hub.collect.failed {Source}/{Stream} run {Run}: {Code} {Message}")]
    public static partial void PullFailed(ILogger logger, string source, string stream, Guid run, string code, string message);

    [LoggerMessage(4, LogLevel.Warning, "hub.collect.publish_delayed batch {Batch}: {Reason}; it stays pending and is published again")]
    public static partial void PublishDelayed(ILogger logger, Guid batch, string reason);

    [LoggerMessage(5, LogLevel.Information, "hub.collect.published_again {Count} pending batches")]
    public static partial void PublishedAgain(ILogger logger, int count);

    [LoggerMessage(6, LogLevel.Warning, "hub.collect.lease_lost {Source}")]
    public static partial void LeaseLost(ILogger logger, string source);

    [LoggerMessage(7, LogLevel.Warning, "hub.collect.store_unavailable: {Reason}; trying again")]
    public static partial void StoreUnavailable(ILogger logger, string reason);

    [LoggerMessage(8, LogLevel.Information, "hub.collect.records_gone {Source}/{Stream}: {Taken} taken back, {Held} held")]
    public static partial void RecordsGone(ILogger logger, string source, string stream, int taken, int held);

    [LoggerMessage(10, LogLevel.Information, "hub.collect.pages_erased {Pages} archived pages stored before {Before}; {Needed} older ones are still needed, {Held} are held")]
    public static partial void PagesErased(ILogger logger, int pages, DateOnly before, int needed, int held);

    [LoggerMessage(9, LogLevel.Warning, "hub.collect.source_clock_off {Source}/{Stream} run {Run}: its clock is off by {Off}; a day counts as delivered when it has ended by both clocks")]
    public static partial void SourceClockOff(ILogger logger, string source, string stream, Guid run, TimeSpan off);

    [LoggerMessage(11, LogLevel.Error, "hub.collect.unforeseen {Source}: it is tried again when its lease has ended")]
    public static partial void Unforeseen(ILogger logger, string source, Exception exception);

    [LoggerMessage(12, LogLevel.Error, "hub.collect.parked batch {Batch}: {Problem}; 'hub parked list' shows it")]
    public static partial void Parked(ILogger logger, Guid batch, string problem);
}
