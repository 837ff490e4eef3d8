namespace IntegrationHub.Store.Outbox;

/// <summary>Somebody who is sent the events of the outbox, at their own pace: a slow one delays only itself.</summary>
public sealed class Subscription
{
    public const string Bus = "bus";
    public const string Webhook = "webhook";
    public const string Target = "target";

    public required string Id { get; init; }

    /// <summary>How events reach the subscriber: <see cref="Bus"/>, <see cref="Webhook"/> or <see cref="Target"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>Where events are sent to by HTTP; null for the bus.</summary>
    public string? Address { get; set; }

    /// <summary>Reference of the secret that signs, <c>env:NAME</c> or <c>file:PATH</c>, never the secret; of webhooks.</summary>
    public string? Secret { get; set; }

    /// <summary>Reference of the secret before; it signs as well until <see cref="OldSecretUntil"/>.</summary>
    public string? OldSecret { get; set; }

    public DateTimeOffset? OldSecretUntil { get; set; }

    /// <summary>An event that is not taken holds up nobody and is tried again by itself; else those behind it wait.</summary>
    public bool Unordered { get; set; }

    /// <summary>Which events it is sent, as <see cref="SubscriberFilter"/> writes it; null: all.</summary>
    public string? Filter { get; set; }

    /// <summary>Of targets the YAML that says what is sent and how.</summary>
    public string? Definition { get; set; }

    /// <summary>
    /// Everything up to this event is settled: acknowledged, not asked for by the filter, or standing by itself in the log of deliveries. 0 before the first.
    /// </summary>
    public long Position { get; set; }

    /// <summary>When the subscriber acknowledged an event last; null before the first.</summary>
    public DateTimeOffset? AcknowledgedAt { get; set; }

    /// <summary>Attempts in a row that failed.</summary>
    public int Failures { get; set; }

    /// <summary>Since when nothing was acknowledged and attempts failed; null when the last one went well.</summary>
    public DateTimeOffset? FailingSince { get; set; }

    /// <summary>Not before this; null when the last attempt went well.</summary>
    public DateTimeOffset? RetryAt { get; set; }

    /// <summary>Why the last attempt failed; null when it went well.</summary>
    public string? Problem { get; set; }

    /// <summary>Since when nothing is sent; the events stay in the outbox. Null: they are sent.</summary>
    public DateTimeOffset? PausedAt { get; set; }

    /// <summary>Who paused it; null: the hub itself, because nobody is there any more.</summary>
    public string? PausedBy { get; set; }

    public string? PausedBecause { get; set; }
}
