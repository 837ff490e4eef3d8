namespace IntegrationHub.Store.Timeline;

/// <summary>A step of a run, as the process that did it told: what a tracing backend is told as well, for hubs that have none. Kept for the newest runs only.</summary>
public sealed class RunSpan
{
    /// <summary>Stage of a run's first span, on which the others hang.</summary>
    public const string Root = "run";

    public long Id { get; init; }

    /// <summary>The trace that the steps of all processes have in common with <see cref="Sources.Run.TraceId"/>.</summary>
    public required string Trace { get; init; }

    public required string Span { get; init; }

    /// <summary>Null: it is the first.</summary>
    public string? Parent { get; init; }

    /// <summary>Source and stream, of a first span alone: by them the newest are found.</summary>
    public string? Source { get; init; }

    public string? Stream { get; init; }

    /// <summary>run, source (a request to it), collect, publish, record or notify.</summary>
    public required string Stage { get; init; }

    public required string Name { get; init; }

    /// <summary>By the hub's clock.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    public required DateTimeOffset EndedAt { get; init; }

    /// <summary>Null: it went well.</summary>
    public string? Problem { get; init; }

    /// <summary>As JSON, by a list of what may be kept: never personal data, addresses or keys of records.</summary>
    public required string Attributes { get; init; }

    /// <summary>How many steps of one name this row stands for: of long runs those beyond the first hundreds are added up.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Machine and process.</summary>
    public required string Process { get; init; }
}
