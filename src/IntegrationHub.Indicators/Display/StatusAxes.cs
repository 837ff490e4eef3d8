namespace IntegrationHub.Indicators.Display;

/// <summary>The axes of a figure's state, and the one word that is shown for them.</summary>
public sealed record StatusAxes(Availability Availability)
{
    public bool IsInvalid { get; init; }

    /// <summary>An expected delivery is later than agreed, or a stock was carried forward.</summary>
    public bool IsStale { get; init; }

    /// <summary>Changes since the first release; 0 is none.</summary>
    public int Restated { get; init; }

    /// <summary>The period has not ended.</summary>
    public bool IsOpen { get; init; }

    /// <summary>Part of a release.</summary>
    public bool IsFinal { get; init; }

    /// <summary>Part of the numbers is estimated, not counted: a release does not make such a figure final.</summary>
    public bool IsEstimated { get; init; }

    public string Word => this switch
    {
        { IsInvalid: true } => "Invalid",
        { Availability: Availability.NoData } => "NoData",
        { Availability: Availability.NotApplicable } => "NotApplicable",
        { IsStale: true } => "Stale",
        { Availability: Availability.Partial } => "Partial",
        { Restated: > 0 } => "Restated",
        { IsOpen: true } => "Open",
        { IsFinal: true, IsEstimated: false } => "Final",
        _ => "Provisional",
    };
}
