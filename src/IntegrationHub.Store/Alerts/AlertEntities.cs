namespace IntegrationHub.Store.Alerts;

/// <summary>Something that a person has to know of, from when it was found until it is over. One row for a cause and what it is about; kept for a year.</summary>
public sealed class Alert
{
    public long Id { get; init; }

    /// <summary>One of <see cref="AlertCauses"/>.</summary>
    public required string Cause { get; init; }

    /// <summary>What it is about: a source, a stage, a subscriber, what is owed; "hub" for the whole.</summary>
    public required string Subject { get; init; }

    public required DateTimeOffset Since { get; set; }

    /// <summary>Null: it is open.</summary>
    public DateTimeOffset? ClosedAt { get; set; }

    /// <summary>What was found, in Vietnamese.</summary>
    public required string Vi { get; set; }

    public required string En { get; set; }

    /// <summary>The unit that has to see to it; null: who operates the hub.</summary>
    public string? Owner { get; set; }

    /// <summary>What it hits, as a JSON list: figures, streams, subscribers.</summary>
    public required string Hits { get; set; }

    /// <summary>When it was told that it is open, last; null: never.</summary>
    public DateTimeOffset? ToldOpenAt { get; set; }

    /// <summary>When it was told that it is over, last.</summary>
    public DateTimeOffset? ToldClosedAt { get; set; }

    /// <summary>Whether those who are told believe that it is open.</summary>
    public bool IsToldOpen => ToldOpenAt is not null && !(ToldClosedAt >= ToldOpenAt);
}

/// <summary>Nobody is told of some alerts for a while, because somebody has said so. They are seen all the same. Never removed: who decided stays.</summary>
public sealed class AlertSilence
{
    public long Id { get; init; }

    /// <summary>Null: every cause.</summary>
    public string? Cause { get; init; }

    /// <summary>Null: whatever it is about.</summary>
    public string? Subject { get; init; }

    public required DateTimeOffset From { get; init; }

    /// <summary>Exclusive.</summary>
    public required DateTimeOffset To { get; init; }

    public required string Reason { get; init; }

    public required string By { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public string? EndedBy { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    public bool Holds(string cause, string subject, DateTimeOffset at) =>
        EndedAt is null && From <= at && at < To && (Cause is null || Cause == cause) && (Subject is null || Subject == subject);
}

/// <summary>Who watches: one process at a time. The fence rises with every change, so that one that was paused writes nothing.</summary>
public sealed class AlertWatcher
{
    public const int Only = 1;

    public int Id { get; init; } = Only;

    public string? Owner { get; set; }

    public DateTimeOffset? Until { get; set; }

    public long Fence { get; set; }
}
