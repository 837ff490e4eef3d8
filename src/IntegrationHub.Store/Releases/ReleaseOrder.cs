using IntegrationHub.Indicators.Catalogue;

namespace IntegrationHub.Store.Releases;

/// <summary>What somebody wants to release.</summary>
/// <param name="Period">Null: each row from the start of the year to the cut-off, as far as its grain allows.</param>
/// <param name="Calendar">Null: the plan's.</param>
/// <param name="View">as-was (also when null), as-now, or as-now of a day.</param>
/// <param name="CutOff">First day that is not part of it; only without a period. Null: today.</param>
public sealed record ReleaseOrder(string Plan, string? Period, CalendarKind? Calendar, string? View, DateOnly? CutOff, string By);

/// <summary>It cannot be done; the message says why and what to do.</summary>
public sealed class ReleaseException(string code, string message) : Exception(message)
{
    /// <summary>unknown-release, bad-release, release-state, release-findings or second-person.</summary>
    public string Code => code;
}
