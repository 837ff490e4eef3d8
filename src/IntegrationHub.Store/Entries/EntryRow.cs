namespace IntegrationHub.Store.Entries;

/// <summary>
/// Something that a person has entered, with the evidence for it: a count, a rank, the state of a milestone, or a difficulty in words.
/// Nothing is changed or removed: what was wrong is undone and entered anew, so that the history stays.
/// </summary>
public sealed class EntryRow
{
    public long Id { get; init; }

    /// <summary>count, milestone or difficulty.</summary>
    public required string Kind { get; init; }

    /// <summary>Indicator of a count or milestone; null for a metric and for a difficulty.</summary>
    public string? Indicator { get; init; }

    /// <summary>Metric of which the count is an amount; it is recorded like what a source reports.</summary>
    public string? Metric { get; init; }

    /// <summary>Plan that a difficulty is about.</summary>
    public string? Plan { get; init; }

    public required string Unit { get; init; }

    public required DateOnly FromDay { get; init; }

    /// <summary>Day after the last.</summary>
    public required DateOnly ToDay { get; init; }

    /// <summary>Exact, as text: one spelling on both databases.</summary>
    public string? Amount { get; init; }

    /// <summary>open, done or not-triggered.</summary>
    public string? State { get; init; }

    /// <summary>Number of the document that proves it.</summary>
    public string? Document { get; init; }

    public DateOnly? DocumentDate { get; init; }

    public string? Note { get; init; }

    public required string EnteredBy { get; init; }

    public required DateTimeOffset EnteredAt { get; init; }

    /// <summary>Another person than the one who entered it; until then it counts nowhere.</summary>
    public string? ConfirmedBy { get; set; }

    public DateTimeOffset? ConfirmedAt { get; set; }

    public string? UndoneBy { get; set; }

    public DateTimeOffset? UndoneAt { get; set; }

    public string? UndoneBecause { get; set; }

    public required DateTimeOffset ChangedAt { get; set; }

    /// <summary>Confirmed or undone, and that is not yet with the recorder (the amount of a metric) or announced (everything else that is shown in a plan's row).</summary>
    public bool Pending { get; set; }
}
