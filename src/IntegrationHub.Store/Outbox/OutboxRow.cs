namespace IntegrationHub.Store.Outbox;

/// <summary>An event that has to leave the hub; written in the transaction of what it tells.</summary>
public sealed class OutboxRow
{
    /// <summary>Rises in the order of commits: it is given under the recording lock. A subscriber's position is one of these.</summary>
    public long Id { get; init; }

    public required Guid EventId { get; init; }

    public required string RoutingKey { get; init; }

    /// <summary>The whole CloudEvents document.</summary>
    public required string Body { get; init; }

    public string? TraceParent { get; init; }

    public required DateTimeOffset RecordedAt { get; init; }
}
