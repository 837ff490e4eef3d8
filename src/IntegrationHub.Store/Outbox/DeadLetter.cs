namespace IntegrationHub.Store.Outbox;

/// <summary>A message on the bus that nobody could read. It belongs to no batch that is known, so it is only kept for a person to look at.</summary>
public sealed class DeadLetter
{
    public long Id { get; init; }

    /// <summary>The queue that it was moved aside from.</summary>
    public required string Queue { get; init; }

    public required DateTimeOffset ArrivedAt { get; init; }

    public required string Reason { get; init; }

    /// <summary>How long it was, in bytes; <see cref="Start"/> holds no more than the first of them.</summary>
    public required int Bytes { get; init; }

    /// <summary>How it starts, as text.</summary>
    public required string Start { get; init; }
}
