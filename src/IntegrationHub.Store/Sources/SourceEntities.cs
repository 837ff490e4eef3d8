namespace IntegrationHub.Store.Sources;

public enum RunState
{
    Running,
    Succeeded,
    Failed,

    /// <summary>Its process ended without a word; a later run found it so.</summary>
    Abandoned,
}

/// <summary>One pull of one stream of a source.</summary>
public sealed class Run
{
    public required Guid Id { get; init; }

    public required string Source { get; init; }

    public required string Stream { get; init; }

    /// <summary>pull, backfill or replay.</summary>
    public required string Kind { get; init; }

    public RunState State { get; set; }

    public required DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; set; }

    public string? Progress { get; set; }

    public long Pages { get; set; }

    /// <summary>fetched = accepted + unchanged + rejected once every batch of the run is recorded.</summary>
    public long Fetched { get; set; }

    public long Accepted { get; set; }

    public long Unchanged { get; set; }

    public long Rejected { get; set; }

    /// <summary>Amounts of months that were over and had counted, and have changed.</summary>
    public long Restated { get; set; }

    public string? ErrorCategory { get; set; }

    public string? ErrorCode { get; set; }

    public string? Error { get; set; }

    public string? TraceId { get; set; }

    /// <summary>How far the source's clock was off by its own answers, negative when it was behind; null when it was right or did not say.</summary>
    public int? ClockOffSeconds { get; set; }

    public DateOnly? FromDay { get; init; }

    public DateOnly? ToDay { get; init; }
}

/// <summary>Who owns a source now, and when it is due. The fence rises with every change of owner: a writer with an older one is refused.</summary>
public sealed class SourceState
{
    public required string Source { get; init; }

    public bool Paused { get; set; }

    public DateTimeOffset? NextRunAt { get; set; }

    /// <summary>Set by "pull now"; the collector clears it when it starts.</summary>
    public bool PullRequested { get; set; }

    public string? LeaseOwner { get; set; }

    public DateTimeOffset? LeaseUntil { get; set; }

    public long Fence { get; set; }

    /// <summary>The source is not asked before.</summary>
    public DateTimeOffset? WaitUntil { get; set; }

    /// <summary>source: it asked for it; budget: its rate budget is used up.</summary>
    public string? WaitFor { get; set; }
}

public sealed class StreamCursor
{
    public required string Source { get; init; }

    public required string Stream { get; init; }

    public required string Cursor { get; set; }

    public required DateTimeOffset UpdatedAt { get; set; }
}

/// <summary>A record that its source may still change, as the connector last saw it in a list.</summary>
public sealed class OpenRecordRow
{
    public required string Source { get; init; }

    public required string Stream { get; init; }

    public required string Record { get; init; }

    public required string Agency { get; set; }

    public required int Day { get; set; }

    public required string Stamp { get; set; }
}
