namespace IntegrationHub.Store.Figures;

/// <summary>Days of a unit that a feed has read completely. Rows are only added; their union is what is delivered.</summary>
public sealed class DeliveryRow
{
    public long Id { get; init; }

    public int Feed { get; init; }

    public required string OnField { get; init; }

    public int Unit { get; init; }

    public int FromDay { get; init; }

    public int ToDay { get; init; }

    /// <summary>The batch with whose recording the days began to count: as known before it they were missing.</summary>
    public long Batch { get; init; }
}

/// <summary>
/// Paired, valid contributions of an indicator to a unit in a half month. Half months nest in Gregorian and reporting months alike.
/// </summary>
public sealed class FigureSum
{
    /// <summary>Code of the indicator together with a digest of its definition, the org tree and the roster: a changed formula gets sums of its own.</summary>
    public int Figure { get; init; }

    public int Unit { get; init; }

    /// <summary>0 own, 1 subtree.</summary>
    public short Scope { get; init; }

    /// <summary>Day number of the half month's first day.</summary>
    public int Bucket { get; init; }

    public long N { get; init; }

    public long D { get; init; }

    /// <summary>Number of valid tuples.</summary>
    public int R { get; init; }
}

/// <summary>Which figures have been summed from the cells.</summary>
public sealed class FigureState
{
    public int Figure { get; init; }

    public required DateTimeOffset BuiltAt { get; init; }
}

/// <summary>The newest computed row of a plan for a unit, as it was last announced.</summary>
public sealed class ComputedValue
{
    public required string Plan { get; init; }

    public required string Indicator { get; init; }

    /// <summary>Empty for a row that is no part.</summary>
    public required string Part { get; init; }

    public required string Unit { get; init; }

    /// <summary>The progress row as JSON.</summary>
    public required string Row { get; set; }

    public required DateTimeOffset RecordedAt { get; set; }
}
