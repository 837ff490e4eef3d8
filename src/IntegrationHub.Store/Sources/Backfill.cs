namespace IntegrationHub.Store.Sources;

/// <summary>An order to read a span of the past again. Any collector that looks carries it out.</summary>
public sealed class Backfill
{
    public const string Waiting = "waiting", Running = "running", Done = "done", Failed = "failed", Cancelled = "cancelled";

    public long Id { get; init; }

    public required string Source { get; init; }

    public required DateOnly FromDay { get; init; }

    /// <summary>Day after the last one.</summary>
    public required DateOnly ToDay { get; init; }

    /// <summary>waiting, running, done, failed or cancelled.</summary>
    public required string State { get; set; }

    public required string AskedBy { get; init; }

    public required DateTimeOffset AskedAt { get; init; }

    public DateTimeOffset? StartedAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>Who wants it ended; the collector that is at it ends it.</summary>
    public string? CancelledBy { get; set; }

    public string? Error { get; set; }
}
