namespace IntegrationHub.Store.Outbox;

/// <summary>Somebody who is sent the events of the outbox, in their order and at their own pace: a slow one delays only itself.</summary>
public sealed class Subscription
{
    public required string Id { get; init; }

    /// <summary>How events reach the subscriber: <c>bus</c> or <c>webhook</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Where a webhook is posted to; null for the bus.</summary>
    public string? Address { get; init; }

    /// <summary>Reference of the secret that signs, <c>env:NAME</c> or <c>file:PATH</c>, never the secret; null for the bus.</summary>
    public string? Secret { get; init; }

    /// <summary>The last event that the subscriber has acknowledged; 0 before the first.</summary>
    public long Position { get; set; }

    /// <summary>When it acknowledged that; null before the first.</summary>
    public DateTimeOffset? AcknowledgedAt { get; set; }

    /// <summary>Attempts in a row that failed.</summary>
    public int Failures { get; set; }

    /// <summary>Not before this; null when the last attempt went well.</summary>
    public DateTimeOffset? RetryAt { get; set; }

    /// <summary>Why the last attempt failed; null when it went well.</summary>
    public string? Problem { get; set; }
}
