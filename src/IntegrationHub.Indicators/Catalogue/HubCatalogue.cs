// Long, because what people declare is read side by side: one short record for each kind of declaration.
using IntegrationHub.Indicators.OrgUnits;

namespace IntegrationHub.Indicators.Catalogue;

/// <summary>One version of everything that people declare: units, metrics, indicators, plans, aliases. Immutable once built.</summary>
public sealed record HubCatalogue
{
    public required IReadOnlyDictionary<string, OrgUnit> Units { get; init; }

    public IReadOnlyList<SuccessionEvent> Successions { get; init; } = [];

    public required IReadOnlyDictionary<string, Feed> Feeds { get; init; }

    public required IReadOnlyDictionary<string, Metric> Metrics { get; init; }

    public required IReadOnlyDictionary<string, Indicator> Indicators { get; init; }

    /// <summary>Plans by id, parents before children.</summary>
    public required IReadOnlyDictionary<string, Plan> Plans { get; init; }

    /// <summary>Agency codes of the sources.</summary>
    public IReadOnlyList<AgencyAlias> Aliases { get; init; } = [];

    /// <summary>Mappings that the catalogue brings: whole streams, or newer versions of what a connector brings along.</summary>
    public IReadOnlyList<StreamMappingText> Mappings { get; init; } = [];

    /// <summary>The information systems that the plans name.</summary>
    public IReadOnlyList<InformationSystem> Systems { get; init; } = [];

    /// <summary>Days that are no working days besides weekends.</summary>
    public IReadOnlySet<DateOnly> Holidays { get; init; } = new HashSet<DateOnly>();

    /// <summary>Saturdays and Sundays that are worked instead of another day.</summary>
    public IReadOnlySet<DateOnly> WorkedWeekendDays { get; init; } = new HashSet<DateOnly>();
}

/// <summary>A text for people; English may be missing.</summary>
public sealed record Text(string Vi, string? En = null)
{
    public override string ToString() => Vi;
}

/// <summary>Inclusive start and exclusive end; null is unbounded.</summary>
public readonly record struct Validity(DateOnly? From, DateOnly? To)
{
    public static Validity Always { get; } = new(null, null);

    public bool Contains(DateOnly day) => (From is null || day >= From) && (To is null || day < To);

    public bool Overlaps(Validity other) => (From is null || other.To is null || From < other.To) && (other.From is null || To is null || other.From < To);
}

public enum Level
{
    Province,
    District,
    Commune,

    /// <summary>Ministries and other central bodies: never expected in coverage.</summary>
    Central,

    /// <summary>Enterprises, associations and groups: never expected in coverage.</summary>
    External,
}

/// <summary>A unit of the state apparatus. Its id is never reused; everything that may change is in its versions, which never overlap.</summary>
public sealed record OrgUnit(string Id, string Class, IReadOnlyList<UnitVersion> Versions)
{
    public UnitVersion? At(DateOnly day)
    {
        // Asked for every value of every record.
        for (var i = 0; i < Versions.Count; i++)
        {
            if (Versions[i].Validity.Contains(day))
            {
                return Versions[i];
            }
        }

        return null;
    }

    /// <summary>The newest version, for names on screens.</summary>
    public UnitVersion Latest => Versions[^1];

    /// <summary>Other names by which documents call it.</summary>
    public IReadOnlyList<string> OtherNames { get; init; } = [];
}

/// <param name="Code">Code of the statistics office; a key only together with a day.</param>
public sealed record UnitVersion(Validity Validity, string? Parent, Level Level, Text Name, string? ShortName = null, string? Code = null);

public enum SuccessionKind
{
    Merge,
    Split,
    Transfer,
    Abolish,
    Create,
    Rename,
}

public sealed record SuccessionEvent(DateOnly Effective, SuccessionKind Kind, IReadOnlyList<string> From, IReadOnlyList<string> To, string LegalRef)
{
    /// <summary>Of a split: what part of the old unit's amounts each new one is given. Empty: there is no rule.</summary>
    public IReadOnlyList<SuccessionShare> Shares { get; init; } = [];

    /// <summary>Of units that ended: that nobody is known to have taken over, and what is known instead. Null where it is known.</summary>
    public string? Gap { get; init; }

    /// <summary>Null when there is no rule. A metric that has shares of its own gives nothing to units that these leave out.</summary>
    public UnitShare? ShareOf(string unit)
    {
        decimal Given(string? metric) => Shares.FirstOrDefault(s => s.To == unit && s.Metric == metric)?.Share ?? 0;
        return Shares.Count == 0 ? null : new(Given(null), Shares.Select(s => s.Metric).OfType<string>().Distinct().Select(m => KeyValuePair.Create(m, Given(m))));
    }
}

/// <param name="Metric">Null: of every metric that has no shares of its own.</param>
/// <param name="Share">Those of one metric add up to exactly one.</param>
public sealed record SuccessionShare(string To, decimal Share, string? Metric = null);

public enum FeedKind
{
    /// <summary>A count per unit and period; no reading means missing.</summary>
    Snapshots,

    /// <summary>Cases with days; a delivered day without cases is a zero.</summary>
    Records,
}

public enum Grain
{
    Day,
    Month,
    Quarter,
    Year,
}

/// <summary>A stream of a connector as the catalogue sees it, for example <c>tthc/dossiers</c>.</summary>
/// <param name="Calendar">Whose months, quarters and years its readings are of; without meaning for day grain.</param>
public sealed record Feed(string Name, FeedKind Kind, Grain Grain, CalendarKind Calendar = CalendarKind.Gregorian);

public enum MetricKind
{
    Flow,
    StockLast,
    StockAverage,
    RunningTotal,

    /// <summary>Distinct counts: used only at exactly (unit, period, scope), never summed.</summary>
    NonAdditive,
}

public sealed record Metric
{
    public required string Code { get; init; }

    public required Text Name { get; init; }

    public required MetricKind Kind { get; init; }

    /// <summary>What one is, for example dossier, procedure, VND.</summary>
    public required string Unit { get; init; }

    /// <summary>Digits after the decimal point that are kept; amounts are stored as integers scaled by it.</summary>
    public int Scale { get; init; }

    /// <summary>The metric that bounds this one in every cell.</summary>
    public string? SubsetOf { get; init; }

    /// <summary>For each feed that carries the metric, the source's date field that it counts on (null for snapshots).</summary>
    public required IReadOnlyDictionary<string, string?> Feeds { get; init; }

    public required IReadOnlyList<Authority> Authorities { get; init; }

    /// <summary>Who is expected; empty means every unit with an alias in the authoritative feed.</summary>
    public IReadOnlyList<RosterEntry> Roster { get; init; } = [];

    /// <summary>
    /// Units whose reports are the total of themselves and everything below them. A total is never added to what is below: it is
    /// compared with it, and stands in for it where it is incomplete.
    /// </summary>
    public IReadOnlyList<RosterEntry> Totals { get; init; } = [];

    /// <summary>For stocks: so many intervals later the last delivered value still stands in for a missing one.</summary>
    public int CarryForward { get; init; }

    /// <summary>For running totals: whether the counter starts at 0 with each year of its feed's calendar.</summary>
    public bool ResetsYearly { get; init; } = true;

    /// <summary>For running totals: days on which a counter was set anew.</summary>
    public IReadOnlyList<CounterAnchor> Anchors { get; init; } = [];

    /// <summary>How far a count may change before a person has to look at it; null: never.</summary>
    public JumpLimit? Jump { get; init; }

    /// <summary>Redefinitions, oldest first. Before the first of them the metric means what it meant at first.</summary>
    public IReadOnlyList<MetricVersion> Versions { get; init; } = [];
}

/// <summary>From the start of a day a counter stood at a declared value, whatever it said before.</summary>
/// <param name="Unit">Null: everyone's.</param>
public sealed record CounterAnchor(DateOnly Day, decimal Value = 0, string? Unit = null);

/// <summary>From a day on a metric counts something else, or the same by another text.</summary>
/// <param name="IsComparable">Figures may span the change.</param>
/// <param name="Bridge">A metric that carries what was before the day, recomputed as this version counts; null when there is none.</param>
public sealed record MetricVersion(DateOnly From, string? Text = null, string? LegalRef = null, bool IsComparable = false, string? Bridge = null);

/// <summary>Which feed counts. Exactly one applies to a unit class, calendar and day.</summary>
public sealed record Authority(string Feed, string? UnitClass, CalendarKind? Calendar, Validity Validity);

public sealed record RosterEntry(string? UnitClass, Level? Level, IReadOnlyList<string> Units, Validity Validity);

public enum CalendarKind
{
    Gregorian,

    /// <summary>Reporting calendar of Decree 09/2019/ND-CP art. 12: month m runs from the 15th of m-1 to the 14th of m.</summary>
    Admin,
}

public enum RowKind
{
    Ratio,
    Composite,
    Count,
    Rank,
    Milestone,
    Narrative,
}

public sealed record Indicator
{
    public required string Code { get; init; }

    public required Text Name { get; init; }

    public required RowKind Kind { get; init; }

    public string? Group { get; init; }

    /// <summary>Formula as written (null for milestones, narratives and typed counts).</summary>
    public string? Formula { get; init; }

    /// <summary>For counts and ranks without a formula: the metric whose value is compared with the target.</summary>
    public string? ValueMetric { get; init; }

    /// <summary>Each unit and week is judged by itself and the worst of them counts.</summary>
    public bool WorstUnitWeek { get; init; }

    /// <summary>The one feed of all its metrics, where their default authorities would mix.</summary>
    public string? Feed { get; init; }

    public bool IndependentPairing { get; init; }

    public int Decimals { get; init; } = 1;

    /// <summary>Below this weighted coverage a value is shown greyed.</summary>
    public decimal MinCoverage { get; init; } = 2m / 3m;

    /// <summary>Span of time of a plan's row: <c>year-to-date</c>, <c>as-at-end</c> or <c>period-delivered</c>.</summary>
    public string? Basis { get; init; }

    /// <summary>Why the definition is an assumption; null when a public text fixes it.</summary>
    public string? Assumed { get; init; }

    /// <summary>Another reading of the same words, declared and not computed.</summary>
    public string? Alternative { get; init; }

    /// <summary>What is published nationally of the same thing; null when nothing is.</summary>
    public NationalFigure? National { get; init; }
}

public sealed record Plan
{
    public required string Id { get; init; }

    public required Text Title { get; init; }

    /// <summary>Unit whose subtree the plan's figures are about.</summary>
    public required string Owner { get; init; }

    public string? Parent { get; init; }

    public required int Year { get; init; }

    public CalendarKind Calendar { get; init; }

    public string? Number { get; init; }

    public DateOnly? Date { get; init; }

    public string? SignedBy { get; init; }

    public IReadOnlyList<string> BasedOn { get; init; } = [];

    /// <summary>What a reader of the document must know about it.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    public required IReadOnlyList<PlanRow> Rows { get; init; }

    public IReadOnlyList<ReportingDuty> Reporting { get; init; } = [];
}

public enum RowOrigin
{
    /// <summary>A row of the plan's table (or a numbered bullet of a plan without a table).</summary>
    Table,

    /// <summary>A target of the body that the plan's table lacks.</summary>
    Body,

    /// <summary>A task with a result and no number.</summary>
    Milestone,

    /// <summary>A number in running text.</summary>
    Text,
}

/// <summary>A line of a plan. A composite has no targets of its own: its parts have.</summary>
public sealed record PlanRow
{
    /// <summary>Number as printed, or the place in the text.</summary>
    public required string No { get; init; }

    public required string Indicator { get; init; }

    public required RowOrigin Origin { get; init; }

    public required string Title { get; init; }

    /// <summary>The words of the body, where they differ from the table.</summary>
    public string? TitleInBody { get; init; }

    /// <summary>Where in the document.</summary>
    public required string Clause { get; init; }

    /// <summary>What the document leaves out, for example secret files.</summary>
    public string? Exclusion { get; init; }

    /// <summary>What the document limits the target to.</summary>
    public string? Scope { get; init; }

    public string? Group { get; init; }

    /// <summary>Levels whose own verdicts are formed; empty means the plan's figure only.</summary>
    public IReadOnlyList<Level> Levels { get; init; } = [];

    public Target? Target { get; init; }

    public IReadOnlyList<PlanPart> Parts { get; init; } = [];

    public IReadOnlyList<string> Lead { get; init; } = [];

    public IReadOnlyList<string> Monitor { get; init; } = [];

    public IReadOnlyList<string> Cooperating { get; init; } = [];

    /// <summary>What the printed plan says that a reader must know: contradictions, gaps, differences from the parent.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

public sealed record PlanPart(string Indicator, string Label, Target Target);

public enum TargetOperator
{
    Greater,
    AtLeast,
    Equal,
    AtMost,
    Less,

    /// <summary>Closed range.</summary>
    Between,

    /// <summary>A milestone: done by its due date.</summary>
    Done,

    /// <summary>Nothing that could be measured.</summary>
    None,
}

/// <param name="Selector">Who it is about: null for all, else one of unit, class, level.</param>
/// <param name="Threshold">Percent, count or rank; null for Done and None.</param>
/// <param name="UpperThreshold">Upper end of Between.</param>
public sealed record Target(
    TargetOperator Operator, decimal? Threshold, decimal? UpperThreshold, TargetSelector? Selector,
    string AsWritten, Validity Validity, DateOnly? Due = null);

public sealed record TargetSelector(string? Unit = null, string? Class = null, Level? Level = null);

/// <param name="BeforeDay">The plan's "before the Nth": the last allowed day is N-1.</param>
public sealed record ReportingDuty(string Who, string Frequency, string? AsWritten, string? To, string? Clause, int? BeforeDay = null, DateOnly? BeforeDate = null,
    string? Via = null, string? Note = null)
{
    /// <summary>Up to and including this day of the month.</summary>
    public int? ByDay { get; init; }

    public DateOnly? ByDate { get; init; }

    /// <summary>A last day that is no working day moves to one: "by" to the next, "before" to the one before.</summary>
    public bool Rolls { get; init; }

    /// <summary>Names it within its plan for as long as the plan is followed: what was sent is kept under it.</summary>
    public required string Id { get; init; }

    /// <summary>What is handed in; null: the report of the plan.</summary>
    public string? What { get; init; }

    /// <summary>Whose duty it is, of the units of the plan; empty: the plan's owner's.</summary>
    public IReadOnlyList<RosterEntry> Roster { get; init; } = [];

    /// <summary>The unit that it is handed to, where the catalogue has it.</summary>
    public string? Receiver { get; init; }

    /// <summary>So many days before the last one a reminder is due.</summary>
    public int RemindDays { get; init; } = 7;
}

/// <summary>A source's agency code and the unit that it means in a span of time.</summary>
/// <param name="Source">Source id or connector key that the alias is for.</param>
/// <param name="Unit">Null: the code is known and does not count (for example a test agency).</param>
public sealed record AgencyAlias(string Source, string Code, string? Unit, Validity Validity, bool Synthetic = false);
