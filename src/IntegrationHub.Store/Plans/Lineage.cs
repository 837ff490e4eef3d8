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

    /// <summary>Null together with the denominator: there is no figure.</summary>
    public string? Numerator { get; init; }

    public string? Denominator { get; init; }

    public IReadOnlyList<string> Reasons { get; init; } = [];

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

public sealed record LineageUnit(string Unit, string? Numerator, string? Denominator, int Expected, int Received, IReadOnlyList<string> Reasons);

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
