namespace IntegrationHub.Contracts;

/// <summary>
/// A batch has been recorded: its measurements are in the ledger. Sent by Record after the commit so that Notify relays the outbox
/// at once; it may be lost without harm, since the relay also looks at the store from time to time.
/// </summary>
public sealed record BatchRecorded
{
    /// <summary>The batch.</summary>
    public required Guid Batch { get; init; }

    /// <summary>The run in which it was pulled.</summary>
    public required Guid Run { get; init; }
}
