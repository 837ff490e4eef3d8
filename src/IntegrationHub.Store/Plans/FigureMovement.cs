using IntegrationHub.Indicators.Progress;

namespace IntegrationHub.Store.Plans;

/// <summary>Why a percentage moved: the difference of the exact percentages, split by cause. Nothing is left over.</summary>
public sealed record FigureMovement
{
    public required string Indicator { get; init; }

    public required string Unit { get; init; }

    public required string Scope { get; init; }

    public required string View { get; init; }

    /// <summary>The figure that is compared with.</summary>
    public required MovementEnd From { get; init; }

    /// <summary>The figure that is asked about.</summary>
    public required MovementEnd To { get; init; }

    /// <summary>To less from, in percentage points: an exact fraction in lowest terms, such as -3/2, or a whole number. Null when one of the two has no percentage, or when they cannot be compared.</summary>
    public string? Points { get; init; }

    /// <summary>The same for people, with sign, rounded.</summary>
    public string? Display { get; init; }

    /// <summary>Always all five causes in the order in which they are let in, or none when there is no difference to split. Their points add up to that above.</summary>
    public IReadOnlyList<MovementPart> Parts { get; init; } = [];

    /// <summary>What the parts leave unexplained: 0, always; null without parts.</summary>
    public string? Residual { get; init; }

    /// <summary>Why there is no difference.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];
}

/// <param name="AsOf">The newest instant of recording that is in the figure.</param>
/// <param name="Percent">Twelve digits after the point, truncated toward zero.</param>
public sealed record MovementEnd(
    RowPeriod Period, DateTimeOffset AsOf, string? Numerator, string? Denominator, string? Percent, string Display, int Expected, int Received, IReadOnlyList<string> Reasons);

/// <param name="Cause">corrections, lateArrivals, newActivity, geography or definition.</param>
/// <param name="Points">Exact percentage points as a fraction in lowest terms, or a whole number.</param>
/// <param name="IsJoined">What the causes before it changed is in here as well: without this one there was no percentage.</param>
public sealed record MovementPart(string Cause, string Points, string Display, bool IsJoined);
