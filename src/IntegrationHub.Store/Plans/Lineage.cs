using IntegrationHub.Indicators.Progress;

namespace IntegrationHub.Store.Plans;

/// <summary>What a figure is made of, down to the records of the sources.</summary>
public sealed record Lineage
{
    public required string Indicator { get; init; }

    public string? Formula { get; init; }

    public required string Unit { get; init; }

    public required string Scope { get; init; }

    public required RowPeriod Period { get; init; }

    /// <summary>Always as-was: which units' cells count is a matter of their own time.</summary>
    public required string View { get; init; }

    /// <summary>The newest instant of recording that is in the answer; what was recorded later is neither in the numbers nor in the ledger.</summary>
    public required DateTimeOffset AsOf { get; init; }

    /// <summary>Null together with the denominator: there is no figure.</summary>
    public string? Numerator { get; init; }

    public string? Denominator { get; init; }

    public IReadOnlyList<string> Reasons { get; init; } = [];

    /// <summary>Null where there is no target with a number, or nothing that could be held against it.</summary>
    public StillNeeded? StillNeeded { get; init; }

    /// <summary>Other indicators that it is computed from; each has a lineage of its own.</summary>
    public IReadOnlyList<string> BasedOn { get; init; } = [];

    /// <summary>What each unit adds: the numerators and denominators sum up to those above.</summary>
    public IReadOnlyList<LineageUnit> Contributions { get; init; } = [];

    /// <summary>Changes of the cells that the figure counts, newest first.</summary>
    public IReadOnlyList<LineageChange> Ledger { get; init; } = [];

    /// <summary>The batches that brought them.</summary>
    public IReadOnlyList<LineageBatch> Batches { get; init; } = [];

    /// <summary>Where the next page of the ledger begins; null at its end.</summary>
    public string? Next { get; init; }
}

/// <summary>The smallest whole numbers that would meet the target, everything else staying as it is.</summary>
/// <param name="Kind">reached; more: so many more have to count; fewer: so many too many count.</param>
/// <param name="Existing">Of those that are there already, as a number; null when no number of them is enough.</param>
/// <param name="New">New ones that all count (with fewer: that do not); null when no number of them is enough.</param>
/// <param name="Counted">What is counted, such as dossier; unit for a share of units.</param>
public sealed record StillNeeded(RowTarget Target, string Kind, string? Existing, string? New, string Counted);

/// <param name="Display">The unit's own percentage, rounded as it is shown anywhere.</param>
public sealed record LineageUnit(string Unit, string? Numerator, string? Denominator, int Expected, int Received, IReadOnlyList<string> Reasons, string Display);

/// <param name="Side">numerator, denominator or both.</param>
/// <param name="To">Exclusive.</param>
public sealed record LineageChange(Guid Batch, string Unit, string Metric, string Side, DateOnly From, DateOnly To, string Delta, DateTimeOffset RecordedAt);

/// <param name="Records">The first of the records that the changes come from.</param>
/// <param name="RecordCount">How many there are.</param>
public sealed record LineageBatch(
    Guid Batch, Guid Run, string Source, string Stream, string? TraceId, DateTimeOffset RecordedAt, int RecordCount, IReadOnlyList<LineageRecord> Records);

/// <param name="Before">Null: the record was not there, or its source had withdrawn it.</param>
/// <param name="After">Null: withdrawn.</param>
public sealed record LineageRecord(string Record, IReadOnlyList<LineageValue>? Before, IReadOnlyList<LineageValue>? After);

public sealed record LineageValue(string Unit, string Metric, DateOnly From, DateOnly To, string Amount);
