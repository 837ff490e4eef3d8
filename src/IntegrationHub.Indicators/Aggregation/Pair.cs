using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Indicators.Periods;

namespace IntegrationHub.Indicators.Aggregation;

/// <summary>Names one figure. The period carries the calendar.</summary>
/// <param name="Indicator">Code of an indicator whose formula is a ratio.</param>
public sealed record FigureKey(string Indicator, string Unit, Scope Scope, Period Period);

/// <summary>
/// Where figures come from: counted from cells in memory, or from stored sums. Both use the same expectations, weights and rules;
/// an answer depends on nothing but the key and on what the implementation knows.
/// </summary>
public interface IFigures
{
    /// <summary>The first day that has not ended: what lies on or after it is not expected.</summary>
    DateOnly Today { get; }

    /// <summary>Never throws for an unknown unit or an indicator without ratio: it answers <see cref="Aggregation.Pair.Nothing"/>.</summary>
    Pair Pair(FigureKey key);

    /// <summary>True when nothing was ever delivered that the indicator counts, so that no other period need be asked. False also when that is not known.</summary>
    bool IsUntouched(string indicator) => false;
}

/// <summary>An exact numerator and denominator with all that is needed to judge them.</summary>
public sealed record Pair
{
    public required decimal N { get; init; }

    public required decimal D { get; init; }

    /// <summary>Tuples that are expected: interval ended, unit valid and on the roster.</summary>
    public required int Expected { get; init; }

    /// <summary>Expected tuples that are present and valid.</summary>
    public required int Received { get; init; }

    /// <summary>Upper estimate of what the missing tuples add to the denominator; null when there is nothing to estimate from.</summary>
    public decimal? MissingWeight { get; init; } = 0;

    public bool WeightEstimated { get; init; }

    /// <summary>Something of some tuple was delivered; false is NoData.</summary>
    public required bool AnythingDelivered { get; init; }

    /// <summary>0 ≤ N ≤ D holds in every tuple, so missing weight gives bounds.</summary>
    public bool IsBounded { get; init; }

    /// <summary>Units that belong to the figure in the period, whether or not an interval has ended.</summary>
    public int Units { get; init; }

    public IReadOnlyList<string> MissingUnits { get; init; } = [];

    public IReadOnlyList<string> InvalidUnits { get; init; } = [];

    /// <summary>Why tuples are invalid: distinct codes, ordered.</summary>
    public IReadOnlyList<string> InvalidCodes { get; init; } = [];

    /// <summary>Refused records that would have counted here; each adds 1 to the missing weight.</summary>
    public int Rejected { get; init; }

    /// <summary>The feed's source no longer keeps to the stream's contract: the figure is the last good one. Each is <c>source/stream:field</c>.</summary>
    public IReadOnlyList<string> Frozen { get; init; } = [];

    /// <summary>Counts that changed beyond what their metric allows and wait for a person; each is <c>source/stream:metric</c>.</summary>
    public IReadOnlyList<string> Held { get; init; } = [];

    /// <summary>For a share of units: those without activity, which are left out of both sides.</summary>
    public int NotApplicableUnits { get; init; }

    /// <summary>Codes that explain the absence of a figure.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];

    /// <summary>The feeds that it is counted from.</summary>
    public IReadOnlyList<string> Feeds { get; init; } = [];

    /// <summary>A count: N alone, without denominator, bounds or weights.</summary>
    public bool IsAmount { get; init; }

    /// <summary>N is the worst of several counts; one that is missing may be worse and never better.</summary>
    public bool IsWorst { get; init; }

    /// <summary>N and D are so many times the amounts, which are means: kept whole, so that nothing is rounded. Of no matter for the ratio.</summary>
    public decimal Divisor { get; init; } = 1;

    /// <summary>A stock was carried forward.</summary>
    public bool IsStale { get; init; }

    /// <summary>Something counts that is not the unit's own report of the interval: carried forward, or a total in place of its parts.</summary>
    public bool IsEstimated { get; init; }

    /// <summary>A metric was redefined within the period.</summary>
    public bool IsBreak { get; init; }

    /// <summary>The figure crosses the redefinition with recomputed days; without a bridge it has no value.</summary>
    public bool IsBridged { get; init; }

    /// <summary>Where there is a break: the figure on both sides of it, each as it was defined then.</summary>
    public IReadOnlyList<PairSegment> Segments { get; init; } = [];

    /// <summary>Totals that differ from what they are the total of.</summary>
    public IReadOnlyList<TotalDifference> Differences { get; init; } = [];

    public static Pair Nothing(int units, params IReadOnlyList<string> reasons) =>
        new() { N = 0, D = 0, Expected = 0, Received = 0, AnythingDelivered = false, Units = units, Reasons = reasons };

    public decimal? WeightedDenominator => MissingWeight is { } weight ? D + weight : null;

    public Ratio? Value => D > 0 ? Ratio.Of(N, D) : null;

    /// <summary>All that is missing fails.</summary>
    public Ratio? Low => IsBounded && WeightedDenominator is > 0 and var all ? Ratio.Of(N, all) : null;

    /// <summary>All that is missing succeeds.</summary>
    public Ratio? High => IsBounded && WeightedDenominator is > 0 and var all ? Ratio.Of(N + MissingWeight!.Value, all) : null;

    /// <summary>Share of the denominator that is there.</summary>
    public Ratio? WeightedCoverage => WeightedDenominator is > 0 and var all ? Ratio.Of(D, all) : null;
}

public sealed record PairSegment(Period Period, Pair Pair);

/// <summary>A unit's reported total less the sum of what is below it, over the intervals in which that is complete.</summary>
public sealed record TotalDifference(string Unit, decimal N, decimal D);

public static class PairReasons
{
    /// <summary>Before the unit and the differences of its reported total, as in <c>W_RECONCILE:h:+50/+50</c>.</summary>
    public const string Reconcile = "W_RECONCILE";

    public const string NotDeliveredForPeriod = "NotDeliveredForPeriod";
    public const string NotDelivered = "NotDelivered";
    public const string NoEndedInterval = "NoEndedInterval";

    /// <summary>People enter it, and nobody has done so for the period, or nobody has confirmed it yet.</summary>
    public const string NotEntered = "NotEntered";

    /// <summary>The scope has no units in the period.</summary>
    public const string NoUnits = "NoUnits";

    /// <summary>The asked unit is not valid in the period, or as now on the view's day: an error of the question, not missing data.</summary>
    public const string OutOfValidity = "OutOfValidity";

    /// <summary>No unit of the scope is on the roster.</summary>
    public const string NotExpected = "NotExpected";

    /// <summary>The catalogue names no feed for the units.</summary>
    public const string NoFeed = "NoFeed";

    /// <summary>A feed is named, and no source with agency codes delivers it: nobody could report.</summary>
    public const string NoSource = "NoSource";
    public const string NotComputed = "NotComputed";
}
