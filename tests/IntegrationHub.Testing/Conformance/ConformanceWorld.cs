using System.Globalization;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Indicators.Periods;
using IntegrationHub.Indicators.Progress;

namespace IntegrationHub.Testing.Conformance;

/// <summary>An observation with its interval, in the order of arrival; a later one for the same cell replaces an earlier one.</summary>
/// <param name="Amount">Null: the source has withdrawn it.</param>
/// <param name="At">The delivery with which it came; empty when the case has only one.</param>
/// <param name="Seq">0: the order of arrival counts.</param>
public sealed record WorldObservation(string Unit, string Metric, Interval Interval, decimal? Amount, string At = "", int Seq = 0, string? Delivery = null);

/// <summary>A case as seen by one of its questions: the catalogue, what is known, and what is asked.</summary>
public sealed class ConformanceWorld
{
    public const string FeedName = "conformance/cells";

    /// <summary>The date field on which a record feed counts.</summary>
    public const string OnField = "day";

    private const string DefaultPlan = "plan";

    public ConformanceWorld(ConformanceCase @case, Expectation expectation)
    {
        (Case, Expectation) = (@case, expectation);
        Calendar = @case.Calendar is "admin" ? CalendarKind.Admin : CalendarKind.Gregorian;
        FeedCalendar = (@case.FeedCalendar ?? @case.Calendar) is "admin" ? CalendarKind.Admin : CalendarKind.Gregorian;
        Period = PeriodOf(expectation.Period ?? @case.Period);
        Today = @case.Today is { } today ? Day(today) : @case.Expect.Select(e => PeriodOf(e.Period ?? @case.Period).To).Max();
        AllObservations = [.. @case.Observations.Select(o => new WorldObservation(o.Unit, o.M, IntervalOf(o), o.Op is "retract" ? null : Number(o.V!), o.At ?? "", o.Seq ?? 0, o.Delivery))];
        Observations = [.. AllObservations.Where(o => IsKnown(o.At, expectation.DataAt))];
        Delivered = [.. @case.Delivered.Select(d => (d.Unit, PeriodOf(d.Period, FeedCalendar).Interval))];
        View = View.TryParse(expectation.View, Today, out var view) ? view.Value : throw new FormatException($"'{expectation.View}' is no view.");
        Catalogue = new()
        {
            Units = Amended(expectation.GeographyAt, a => a.Orgs, @case.Orgs).ToDictionary(o => o.Id, UnitOf),
            Successions = [.. Amended(expectation.GeographyAt, a => a.Succession, @case.Succession).Select(EventOf)],
            Feeds = new Dictionary<string, Feed> { [FeedName] = new(FeedName, Enum.Parse<FeedKind>(@case.Feed, ignoreCase: true), Enum.Parse<Grain>(@case.Grain, ignoreCase: true), FeedCalendar) },
            Metrics = MetricsOf().ToDictionary(m => m.Code),
            Indicators = Indicators.ToDictionary(i => i.Code, IndicatorOf),
            Plans = PlansOf().ToDictionary(p => p.Id),
            Aliases = [.. Expected().Select(u => new AgencyAlias("conformance", u, u, Validity.Always))],
        };
        Tree = new OrgTree(Catalogue);
        Query = new(PlanAsked(), expectation.Unit, Period, Calendar, Today, Scope.TryParse(expectation.Scope, out var scope) ? scope.Value : throw new FormatException($"'{expectation.Scope}' is no scope."));
    }

    public ConformanceCase Case { get; }

    public Expectation Expectation { get; }

    public CalendarKind Calendar { get; }

    public CalendarKind FeedCalendar { get; }

    public Period Period { get; }

    public View View { get; }

    /// <summary>The indicator that is asked about.</summary>
    public string Indicator => Expectation.Indicator ?? Indicators[0].Code;

    public DateOnly Today { get; }

    public HubCatalogue Catalogue { get; }

    public OrgTree Tree { get; }

    public PlanQuery Query { get; }

    public IReadOnlyList<WorldObservation> Observations { get; }

    /// <summary>Also what came after the instant of the question.</summary>
    public IReadOnlyList<WorldObservation> AllObservations { get; }

    /// <summary>Days that a record feed has read completely.</summary>
    public IReadOnlyList<(string Unit, Interval Days)> Delivered { get; }

    /// <summary>The units with an agency code in a feed.</summary>
    public IReadOnlySet<string> AliasedUnits(string feed) => Catalogue.Aliases.Where(a => feed.StartsWith(a.Source + "/", StringComparison.Ordinal)).Select(a => a.Unit!).ToHashSet();

    private IReadOnlyList<CaseIndicator> Indicators => Case.Indicator is { } first
        ? [Amended(Expectation.DefinitionAt, a => a.Indicator, first), .. Case.Indicators]
        : Case.Indicators;

    /// <summary>Labels in the order of time.</summary>
    public IReadOnlyList<string> Labels => Case.Instants.Count > 0
        ? [.. Case.Instants.OrderBy(i => InstantOf(i.Value)).Select(i => i.Key)]
        : [.. Case.Observations.Select(o => o.At ?? "").Distinct()];

    /// <summary>Null where the case says nothing but the order.</summary>
    public DateTimeOffset? InstantAt(string label) => Case.Instants.TryGetValue(label, out var text) ? InstantOf(text) : null;

    /// <summary>Whether what came at a label is known at another; null is the end.</summary>
    public bool IsKnown(string label, string? at)
    {
        var labels = Labels.ToList();
        return at is null || IndexOf(label) <= IndexOf(at);

        int IndexOf(string name) => labels.IndexOf(name) is >= 0 and var index ? index : throw new FormatException($"Nothing happens at '{name}'.");
    }

    private T Amended<T>(string? at, Func<CaseAmendment, T?> what, T first)
        where T : class => Case.Amendments.Where(a => IsKnown(a.At, at)).Select(what).LastOrDefault(a => a is not null) ?? first;

    private static DateTimeOffset InstantOf(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.None);

    private IEnumerable<string> Expected() => Case.Orgs.Concat(Case.Amendments.SelectMany(a => a.Orgs ?? [])).DistinctBy(o => o.Id)
        .Where(o => o.Expected ?? Case.Observations.Any(x => x.Unit == o.Id)).Select(o => o.Id);

    private IEnumerable<Metric> MetricsOf()
    {
        var named = Case.Metrics.Count > 0 ? Case.Metrics : [new("n", "d"), new("d")];
        return named.Select(m => new Metric
        {
            Code = m.Code,
            Name = new(m.Code),
            Kind = m.Kind switch
            {
                "flow" => MetricKind.Flow,
                "stock" => MetricKind.StockLast,
                "stockAverage" => MetricKind.StockAverage,
                "runningTotal" => MetricKind.RunningTotal,
                "nonAdditive" => MetricKind.NonAdditive,
                _ => throw new FormatException($"'{m.Kind}' is no kind."),
            },
            CarryForward = m.CarryForward,
            Totals = m.Totals.Count == 0 ? [] : [new(null, null, m.Totals, Validity.Always)],
            Anchors = [.. m.Anchors.Select(a => new CounterAnchor(Day(a.Day), Number(a.Value), a.Unit))],
            Versions = [.. m.Versions.Select(v => new MetricVersion(Day(v.From), IsComparable: v.Comparable, Bridge: v.Bridge))],
            Unit = "case",
            Scale = m.Scale,
            SubsetOf = m.SubsetOf,
            Feeds = new Dictionary<string, string?> { [FeedName] = Case.Feed is "records" ? OnField : null },
            Roster = [.. Case.Roster.Select(r => new RosterEntry(null, null, r.Units, ValidityOf(r.From, r.To)))],
            Authorities = [new(FeedName, null, null, Validity.Always)],
        });
    }

    private static Indicator IndicatorOf(CaseIndicator i) => new()
    {
        Code = i.Code,
        Name = new(i.Code),
        Kind = Enum.Parse<RowKind>(i.Kind, ignoreCase: true),
        Formula = i.Formula,
        ValueMetric = i.Value,
        WorstUnitWeek = i.WorstOf is "unit-week",
        IndependentPairing = i.Pairing is "independent",
    };

    private IEnumerable<Plan> PlansOf()
    {
        var plans = Case.Plans.Count > 0 ? Case.Plans : [new(DefaultPlan, Case.Orgs.First(o => o is { Parent: null, Versions: [] }).Id)];
        return plans.Select(p => new Plan { Id = p.Id, Title = new(p.Id), Owner = p.Owner, Parent = p.Parent, Year = Period.From.Year, Calendar = Calendar, Rows = [.. RowsOf(p)] });
    }

    // An indicator without a target in the plan is a row all the same: its targets may be those of the plan above.
    private IEnumerable<PlanRow> RowsOf(CasePlan plan)
    {
        var targets = TargetsOf(plan.Id).ToList();
        foreach (var indicator in Indicators)
        {
            var mine = targets.Where(t => t.Composite is null && (t.Indicator ?? Indicators[0].Code) == indicator.Code).ToList();
            var parts = targets.Where(t => t.Composite == indicator.Code).Select(t => new PlanPart(t.Indicator!, t.Indicator!, TargetOf(t))).ToList();
            foreach (var target in mine.DefaultIfEmpty())
            {
                yield return new()
                {
                    No = indicator.Code,
                    Indicator = indicator.Code,
                    Origin = RowOrigin.Table,
                    Title = indicator.Code,
                    Clause = "",
                    Levels = [Level.Province, Level.District, Level.Commune],
                    Target = target is null ? null : TargetOf(target),
                    Parts = parts,
                };
            }
        }
    }

    private IEnumerable<CaseTarget> TargetsOf(string plan)
    {
        var all = Expectation.Target is { } instead ? [instead] : Case.Target is { } one ? [one, .. Case.Targets] : Case.Targets;
        return all.Where(t => (t.Plan ?? (Case.Plans.Count > 0 ? Case.Plans[0].Id : DefaultPlan)) == plan);
    }

    private static Target TargetOf(CaseTarget t) => new(
        t.Op switch
        {
            ">" => TargetOperator.Greater,
            ">=" => TargetOperator.AtLeast,
            "=" => TargetOperator.Equal,
            "<=" => TargetOperator.AtMost,
            "<" => TargetOperator.Less,
            _ => throw new FormatException($"'{t.Op}' is no operator."),
        },
        Number(t.Value), null,
        t is { Level: null, Class: null, Unit: null } ? null : new(t.Unit, t.Class, t.Level is { } level ? LevelOf(level) : null),
        $"{t.Op} {t.Value}", ValidityOf(t.From, t.To));

    private static OrgUnit UnitOf(CaseUnit u) => new(u.Id, u.Class ?? u.Level,
    [
        .. u.Versions.DefaultIfEmpty(new(u.Parent, u.From, u.To)).Select(v => new UnitVersion(ValidityOf(v.From, v.To), v.Parent, LevelOf(v.Level ?? u.Level), new(u.Id))),
    ]);

    private static SuccessionEvent EventOf(CaseSuccession e) => new(Day(e.Effective), Enum.Parse<SuccessionKind>(e.Kind, ignoreCase: true), e.From, e.To, "")
    {
        Shares = [.. e.Shares.Select(s => new SuccessionShare(s.To, Number(s.Share), s.M))],
    };

    private Interval IntervalOf(CaseObservation o) => o.Day is { } day ? Interval.Day(Day(day)) : PeriodOf(o.Period ?? Case.Period, FeedCalendar).Interval;

    private string PlanAsked() => Expectation.Plan ?? (Case.Plans.Count > 0 ? Case.Plans[0].Id : DefaultPlan);

    private Period PeriodOf(string text) => PeriodOf(text, Calendar);

    private static Period PeriodOf(string text, CalendarKind calendar) => Period.TryParse(text, calendar, out var period, out var error) ? period : throw new FormatException(error);

    private static Level LevelOf(string level) => Enum.Parse<Level>(level, ignoreCase: true);

    private static Validity ValidityOf(string? from, string? to) => new(from is null ? null : Day(from), to is null ? null : Day(to));

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static decimal Number(string text) => decimal.Parse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
}
