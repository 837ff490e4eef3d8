namespace IntegrationHub.Store.Outbox;

/// <summary>A webhook that somebody wants.</summary>
/// <param name="Secret">Where its secret is, never the secret.</param>
/// <param name="FromStart">Also everything that has been announced so far.</param>
public sealed record WebhookDraft(string Id, string Url, string Secret, bool Ordered, SubscriberFilter Filter, bool FromStart);

/// <summary>What of a webhook is changed; null leaves it as it is.</summary>
public sealed record WebhookChange(string? Url, bool? Ordered, SubscriberFilter? Filter);

/// <summary>What was asked for cannot be done; the message says why and what to do.</summary>
public sealed class SubscriptionException(string code, string message) : Exception(message)
{
    public const string Unknown = "unknown-subscription";
    public const string UnknownDelivery = "unknown-delivery";
    public const string Bad = "bad-subscription";
    public const string Taken = "subscription-exists";

    public string Code => code;
}

/// <summary>A subscriber and how things are with it.</summary>
/// <param name="Events">Events that it has not been sent yet, those that its filter leaves out among them; counted up to <see cref="MostCounted"/>.</param>
/// <param name="Waiting">Events that were tried and are tried again.</param>
/// <param name="Parked">Events that were tried for three days and wait for a person.</param>
public sealed record SubscriberState(Subscription Subscription, int Events, int Waiting, int Parked)
{
    public const int MostCounted = 10_000;

    /// <summary>active, failing: the last attempts failed, paused: by a person or because nobody is there.</summary>
    public string State => Subscription.PausedAt is not null ? "paused" : Subscription.Failures > 0 ? "failing" : "active";
}
