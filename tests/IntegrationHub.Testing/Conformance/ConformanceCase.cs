using System.Text.Json;
using System.Text.Json.Serialization;

namespace IntegrationHub.Testing.Conformance;

/// <summary>A file of contracts/conformance as written; the README there describes the fields and their defaults.</summary>
public sealed record ConformanceCase
{
    public required string Id { get; init; }

    public required string Title { get; init; }

    public string Calendar { get; init; } = "gregorian";

    public string Period { get; init; } = "2024-Q1";

    public string Grain { get; init; } = "quarter";

    /// <summary>snapshots or records.</summary>
    public string Feed { get; init; } = "snapshots";

    /// <summary>Calendar of the observations, where it is not that of the questions.</summary>
    public string? FeedCalendar { get; init; }

    public string? Today { get; init; }

    public required IReadOnlyList<CaseUnit> Orgs { get; init; }

    public IReadOnlyList<CaseSuccession> Succession { get; init; } = [];

    public IReadOnlyList<CaseRoster> Roster { get; init; } = [];

    public IReadOnlyList<CaseDelivery> Delivered { get; init; } = [];

    public IReadOnlyList<CaseMetric> Metrics { get; init; } = [];

    public CaseIndicator? Indicator { get; init; }

    public IReadOnlyList<CaseIndicator> Indicators { get; init; } = [];

    public CaseTarget? Target { get; init; }

    public IReadOnlyList<CaseTarget> Targets { get; init; } = [];

    public IReadOnlyList<CasePlan> Plans { get; init; } = [];

    public required IReadOnlyList<CaseObservation> Observations { get; init; }

    /// <summary>Labels with their instants; without it labels come in the order in which observations name them.</summary>
    public Dictionary<string, string> Instants { get; init; } = [];

    /// <summary>Later versions of definitions or geography; the fields of the case are the first.</summary>
    public IReadOnlyList<CaseAmendment> Amendments { get; init; } = [];

    /// <summary>Labels of instants at which the period of the question was released.</summary>
    public IReadOnlyList<string> Releases { get; init; } = [];

    /// <summary>Labels of deliveries that may arrive in any order: every order must give the same answers after them.</summary>
    public IReadOnlyList<string> AnyOrder { get; init; } = [];

    /// <summary>What a delivery did.</summary>
    public IReadOnlyList<CaseEffect> Effects { get; init; } = [];

    public required IReadOnlyList<Expectation> Expect { get; init; }

    /// <summary>Questions about due dates; they need no observations.</summary>
    public IReadOnlyList<CaseDue> Due { get; init; } = [];

    public override string ToString() => Id;
}

public sealed record CaseUnit(string Id, string Level, string? Parent = null, string? Class = null, bool? Expected = null, string? From = null, string? To = null)
{
    /// <summary>Instead of parent, from and to.</summary>
    public IReadOnlyList<CaseVersion> Versions { get; init; } = [];
}

public sealed record CaseVersion(string? Parent, string? From = null, string? To = null, string? Level = null);

public sealed record CaseSuccession(string Effective, string Kind, IReadOnlyList<string> From, IReadOnlyList<string> To)
{
    public IReadOnlyList<CaseShare> Shares { get; init; } = [];
}

public sealed record CaseShare(string To, string Share, string? M = null);

/// <summary>Who is expected; replaces the rule that everybody is who delivers anything.</summary>
public sealed record CaseRoster(IReadOnlyList<string> Units, string? From = null, string? To = null);

/// <summary>A stretch of days that a record feed has read completely.</summary>
public sealed record CaseDelivery(string Unit, string Period);
/// <param name="Rule">"by 15" or "before 20": a day of the last month of the period.</param>
/// <param name="Roll">Whether the day moves to a working day.</param>
/// <param name="Day">The last allowed day.</param>
/// <param name="Warnings">Codes; null asserts nothing.</param>
public sealed record CaseDue(string Rule, bool Roll, string Period, string Day, string Calendar = "gregorian")
{
    public IReadOnlyList<string> Holidays { get; init; } = [];

    public IReadOnlyList<string> WorkedWeekendDays { get; init; } = [];

    public IReadOnlyList<string> OnTime { get; init; } = [];

    public IReadOnlyList<string> Late { get; init; } = [];

    public IReadOnlyList<string>? Warnings { get; init; }

    /// <summary>The rule of the plan above.</summary>
    public string? Above { get; init; }

    public IReadOnlyList<string> Not { get; init; } = [];
}


public sealed record CaseMetric(string Code, string? SubsetOf = null, string Kind = "flow", int Scale = 0)
{
    /// <summary>For stocks: intervals.</summary>
    public int CarryForward { get; init; }

    /// <summary>Units whose reports are totals of everything below them.</summary>
    public IReadOnlyList<string> Totals { get; init; } = [];

    public IReadOnlyList<CaseAnchor> Anchors { get; init; } = [];

    public IReadOnlyList<CaseMetricVersion> Versions { get; init; } = [];
}

/// <summary>A running total was set anew on a day.</summary>
public sealed record CaseAnchor(string Day, string Value = "0", string? Unit = null);

/// <summary>A redefinition; the bridge is the metric that carries what was before, recomputed.</summary>
public sealed record CaseMetricVersion(string From, bool Comparable = false, string? Bridge = null);

public sealed record CaseIndicator(string Code, string? Formula, string Pairing = "paired", string Kind = "ratio", string? Value = null, string? WorstOf = null);

/// <summary>Without plan: of the only plan. Level, class and unit select whom it is about.</summary>
public sealed record CaseTarget(
    string Op, string Value, string? Plan = null, string? Indicator = null, string? Composite = null,
    string? Level = null, string? Class = null, string? Unit = null, string? From = null, string? To = null);

public sealed record CasePlan(string Id, string Owner, string? Parent = null);

/// <param name="V">Null with op retract.</param>
/// <param name="Seq">The source's own number of the revision: the greatest counts, whatever the order of arrival.</param>
/// <param name="Delivery">An id that came before means that the same delivery came again.</param>
public sealed record CaseObservation(
    string Unit, string M, string? V = null, string? At = null, string? Period = null, string? Day = null, int? Seq = null, string? Delivery = null, string Op = "assert");

/// <summary>What is declared from an instant on; null is unchanged.</summary>
public sealed record CaseAmendment(string At, CaseIndicator? Indicator = null, IReadOnlyList<CaseUnit>? Orgs = null, IReadOnlyList<CaseSuccession>? Succession = null);

/// <param name="Changed">Whether any figure or sum changed.</param>
/// <param name="History">So many deliveries are kept after it; the same one again is not another.</param>
public sealed record CaseEffect(string At, bool Changed, int History);

/// <summary>A question and what the answer must (and in "not", must not) be.</summary>
public sealed record Expectation
{
    public required string Unit { get; init; }

    public string? Indicator { get; init; }

    /// <summary>A part of the composite that <see cref="Indicator"/> names.</summary>
    public string? Part { get; init; }

    public string? Plan { get; init; }

    public string? Period { get; init; }

    public string Scope { get; init; } = "subtree";

    public string View { get; init; } = "as-was";

    /// <summary>There must be no row, and the figure must refuse with this code.</summary>
    public string? Error { get; init; }

    public string? DataAt { get; init; }

    public string? DefinitionAt { get; init; }

    public string? GeographyAt { get; init; }

    /// <summary>The figures that differ from those at this instant, of all indicators, units and named periods of the year: so many.</summary>
    public CaseTouched? Touched { get; init; }

    /// <summary>Replaces the targets of the case for this question.</summary>
    public CaseTarget? Target { get; init; }

    public Dictionary<string, IReadOnlyList<string>> Not { get; init; } = [];

    /// <summary>Everything that is asserted.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement> Answer { get; init; } = [];
}

/// <param name="Since">The instant before.</param>
/// <param name="Elsewhere">Units none of whose figures differ.</param>
public sealed record CaseTouched(string Since, int Count, string M, IReadOnlyList<string> Elsewhere);
