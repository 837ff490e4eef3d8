using IntegrationHub.Store.Outbox;

namespace IntegrationHub.Notify.Subscribers;

/// <summary>How events reach one kind of subscriber.</summary>
public interface ISubscriberTransport
{
    /// <summary>The <see cref="Subscription.Kind"/> that it serves.</summary>
    string Kind { get; }

    /// <summary>Whether there always is one subscription of this kind, named like it.</summary>
    bool IsStanding { get; }

    /// <summary>Whether that one is told from when it was set up on, and not from the beginning of the outbox.</summary>
    bool BeginsNow => false;

    /// <summary>Sends events in their order and stops at the first that is not acknowledged. What the subscriber does wrong is no exception but the outcome.</summary>
    Task<SendOutcome> SendAsync(Subscription subscription, IReadOnlyList<OutboxRow> events, CancellationToken cancellationToken);
}

/// <param name="Acknowledged">How many of the events, from the first on, the subscriber has.</param>
/// <param name="Problem">Why not all, for an operator, without secrets; null when it has all.</param>
public sealed record SendOutcome(int Acknowledged, string? Problem);
