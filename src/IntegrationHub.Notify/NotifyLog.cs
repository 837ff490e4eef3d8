using Microsoft.Extensions.Logging;

namespace IntegrationHub.Notify;

internal static partial class NotifyLog
{
    [LoggerMessage(1, LogLevel.Warning, "hub.notify.not_taken subscription {Subscription}: {Problem}; attempt {Failures} in a row, the events stay in the outbox")]
    public static partial void NotTaken(ILogger logger, string subscription, string problem, int failures);

    [LoggerMessage(2, LogLevel.Warning, "hub.notify.store_unavailable: {Reason}; events are sent later")]
    public static partial void StoreUnavailable(ILogger logger, string reason);

    [LoggerMessage(3, LogLevel.Error, "hub.notify.unforeseen subscription {Subscription}: it is tried again at the next look")]
    public static partial void Unforeseen(ILogger logger, string subscription, Exception exception);
}
