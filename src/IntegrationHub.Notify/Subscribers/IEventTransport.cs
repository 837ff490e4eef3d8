using IntegrationHub.Notify.Http;
using IntegrationHub.Store.Outbox;

namespace IntegrationHub.Notify.Subscribers;

/// <summary>How one event reaches a subscriber that is sent each by itself. The order, the retries and the log are the courier's.</summary>
public interface IEventTransport
{
    /// <summary>The <see cref="Subscription.Kind"/> that it serves.</summary>
    string Kind { get; }

    /// <summary>Sends one event. What the subscriber does wrong is no exception but the outcome.</summary>
    Task<SentEvent> SendAsync(Subscription subscription, OutboxRow row, CancellationToken cancellationToken);
}
