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

    [LoggerMessage(4, LogLevel.Error, "hub.notify.parked subscription {Subscription}: event {Event} was tried for three days and waits for a person: {Problem}. 'hub subscription redeliver' sends it again")]
    public static partial void Parked(ILogger logger, string subscription, Guid @event, string problem);

    [LoggerMessage(5, LogLevel.Error, "hub.notify.paused subscription {Subscription}: {Reason}; nothing more is sent, the events stay in the outbox. 'hub subscription resume' goes on")]
    public static partial void Paused(ILogger logger, string subscription, string reason);
}
