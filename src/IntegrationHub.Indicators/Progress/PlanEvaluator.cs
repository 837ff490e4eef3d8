using IntegrationHub.Indicators.Aggregation;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Display;
using IntegrationHub.Indicators.Formulas;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Indicators.Periods;
using IntegrationHub.Indicators.Targets;

namespace IntegrationHub.Indicators.Progress;

/// <param name="Period">Null: the current view, each row up to the cut-off as far as its grain allows.</param>
/// <param name="Calendar">Null: the plan's.</param>
/// <param name="CutOff">First day that is not looked at; also what "open" means.</param>
public sealed record PlanQuery(string Plan, string Unit, Period? Period, CalendarKind? Calendar, DateOnly CutOff, Scope Scope)
{
    /// <summary>Which of the plan's rows are asked for; null is all.</summary>
    public Func<PlanRow, bool>? Only { get; init; }
}

/// <summary>Evaluates the rows of a plan for its owner or any other unit. Pure: figures come from <see cref="IFigures"/>.</summary>
public sealed class PlanEvaluator
{
    /// <summary>Reason of a composite, followed by the number of parts that had no activity and were not judged.</summary>
    public const string PartNotApplicable = "PartNotApplicable";

    private readonly HubCatalogue catalogue;
    private readonly OrgTree tree;
    private readonly IFigures figures;
    private readonly View view;
    private readonly IndicatorDefinitions _definitions;
    private readonly TargetResolver _targets;
    private readonly ShareOfUnits _shares;
    private readonly TypedRows _typedRows;

    /// <param name="typed">Counts, ranks and states that people entered.</param>
    public PlanEvaluator(HubCatalogue catalogue, OrgTree tree, IFigures figures, IndicatorDefinitions? definitions = null, View view = default, TypedValues? typed = null)
    {
        (this.catalogue, this.tree, this.figures, this.view) = (catalogue, tree, figures, view);
        _definitions = definitions ?? new IndicatorDefinitions(catalogue);
        _targets = new(catalogue, tree, view);
        _shares = new(tree, figures, view);
        _typedRows = new(tree, figures, _targets, typed ?? TypedValues.None, (plan, definition, query) => Figure(plan, definition, query.Scope, query), view);
    }

    public IReadOnlyList<ProgressRow> Rows(string plan, string unit, Period? period, CalendarKind? calendar, DateOnly cutOff, Scope scope) =>
        Rows(new(plan, unit, period, calendar, cutOff, scope));

    /// <summary>All rows in the order of the plan, a composite before its parts. A row whose unit is not valid in its period is left out.</summary>
    public IReadOnlyList<ProgressRow> Rows(PlanQuery query) =>
        catalogue.Plans.TryGetValue(query.Plan, out var plan) ? [.. plan.Rows.Where(query.Only ?? (_ => true)).SelectMany(r => RowsOf(plan, r, query))] : [];

    /// <summary>One indicator as a row of the plan, whether or not the plan lists it: targets are inherited.</summary>
    public ProgressRow? Row(string indicator, PlanQuery query)
    {
        if (!catalogue.Plans.TryGetValue(query.Plan, out var plan))
        {
            return null;
        }

        var (kind, title) = catalogue.Indicators.TryGetValue(indicator, out var found) ? (found.Kind, found.Name.Vi) : (RowKind.Ratio, indicator);
        return kind is RowKind.Ratio or RowKind.Composite
            ? RatioRow(plan, indicator, null, title, query)?.Row
            : _typedRows.Of(plan, indicator, title, kind, _definitions.Find(indicator), query);
    }

    /// <summary>The figure behind a row, whether or not a plan lists it; a composite has none.</summary>
    public Pair PairOf(string indicator, string unit, Scope scope, Period period)
    {
        var definition = _definitions.Find(indicator);
        return PairOf(definition, EffectiveScope(definition, scope), unit, period);
    }

    private List<ProgressRow> RowsOf(Plan plan, PlanRow row, PlanQuery query)
    {
        var kind = catalogue.Indicators.GetValueOrDefault(row.Indicator)?.Kind ?? (row.Parts.Count > 0 ? RowKind.Composite : RowKind.Ratio);
        return kind switch
        {
            RowKind.Composite => CompositeRows(plan, row, query),
            RowKind.Ratio => RatioRow(plan, row.Indicator, null, row.Title, query) is { } found ? [found.Row] : [],
            _ => _typedRows.Of(plan, row.Indicator, row.Title, kind, _definitions.Find(row.Indicator), query) is { } typedRow ? [typedRow] : [],
        };
    }

    private List<ProgressRow> CompositeRows(Plan plan, PlanRow row, PlanQuery query)
    {
        // A part without units in the subtree is not about this unit.
        var parts = PartsOf(row)
            .Select(p => RatioRow(plan, row.Indicator, p.Indicator, p.Label, query))
            .OfType<Evaluated>().Where(p => !p.Pair.Reasons.Contains(PairReasons.NoUnits)).ToList();
        if (parts.Count == 0)
        {
            return [];
        }

        var composite = Composite.Of([.. parts.Select(p => (p.Own, Availabilities.Of(p.Pair)))]);
        var mandate = parts.Exists(p => p.Mandate is not null)
            ? Composite.Of([.. parts.Select(p => (p.Mandate ?? Verdict.NoTarget, Availabilities.Of(p.Pair)))]).Verdict.ToString()
            : null;
        var period = parts.MaxBy(p => p.Period.To)!.Period;
        var axes = new StatusAxes(composite.Availability) { IsOpen = period.To > query.CutOff, IsInvalid = parts.TrueForAll(p => Availabilities.IsInvalid(p.Pair)) };
        var own = new ProgressRow
        {
            Indicator = row.Indicator,
            Kind = "composite",
            Title = row.Title,
            Marks = [.. parts.SelectMany(p => p.Row.Marks).Distinct()],
            Rejected = parts.Sum(p => p.Row.Rejected),
            Unit = query.Unit,
            Level = parts[0].Row.Level,
            Period = RowPeriod.Of(period),
            Display = composite.Display,
            Verdict = composite.Verdict.ToString(),
            MandateVerdict = mandate,
            Status = axes.Word,
            Coverage = new(parts.Sum(p => p.Pair.Expected), parts.Sum(p => p.Pair.Received), null, null, null),
            MissingUnits = [.. parts.SelectMany(p => p.Row.MissingUnits).Distinct().Order(StringComparer.Ordinal)],
            Reasons = [.. parts.SelectMany(p => p.Row.Reasons).Distinct(), .. composite.NotApplicable > 0 ? [$"{PartNotApplicable}:{composite.NotApplicable}"] : Array.Empty<string>()],
            Sources = [.. parts.SelectMany(p => p.Row.Sources).Distinct()],
        };
        return [own, .. parts.Select(p => p.Row)];
    }

    // The thresholds are the plan's; a composite that a plan lists without parts has those of its formula.
    private IEnumerable<(string Indicator, string Label)> PartsOf(PlanRow row) =>
        row.Parts.Count == 0 && _definitions.Find(row.Indicator) is { Formula: AllFormula all }
            ? IndicatorDefinitions.GoalCodes(row.Indicator, all).Select(g => (g.Code, catalogue.Indicators.GetValueOrDefault(g.Code)?.Name.Vi ?? row.Title))
            : row.Parts.Select(p => (p.Indicator, p.Label));

    private Evaluated? RatioRow(Plan plan, string indicator, string? part, string title, PlanQuery query)
    {
        var code = part ?? indicator;
        var definition = _definitions.Find(code);
        var scope = EffectiveScope(definition, query.Scope);
        var (pair, period) = Figure(plan, definition, scope, query);
        if (tree.VersionIn(query.Unit, period.Interval, view) is not { } version)
        {
            return null;
        }

        var resolution = Resolve(plan, indicator, part, query.Unit, scope, period);
        return RowOf(pair, period, resolution, definition, new()
        {
            Indicator = indicator,
            Part = part,
            Kind = "ratio",
            Title = title,
            Unit = query.Unit,
            Level = Levels.Word(version.Level),
            Period = RowPeriod.Of(period),
            Display = HonestDisplay.NoData,
            Verdict = "",
            Status = "",
        }, query.CutOff);
    }

    private Resolution Resolve(Plan plan, string indicator, string? part, string unit, Scope scope, Period period)
    {
        var resolution = _targets.Resolve(plan.Id, part ?? indicator, unit, scope, period);
        if (resolution.Own is not null || part is null || _definitions.Find(indicator) is not { Formula: AllFormula all })
        {
            return resolution;
        }

        var goal = IndicatorDefinitions.GoalCodes(indicator, all).FirstOrDefault(g => g.Code == part).Goal;
        return goal is null ? resolution : new(new(new(goal.Operator, goal.Threshold, null, null, "", Validity.Always), plan), null, false);
    }

    /// <summary>The formula says over what it is formed; a query may only narrow the subtree.</summary>
    public static Scope EffectiveScope(IndicatorDefinition? definition, Scope asked) => definition?.Ratio?.Over switch
    {
        { Kind: OverKind.Level, Level: { } level } when asked.Kind is ScopeKind.Subtree => Scope.Slice(level),
        { Kind: OverKind.Own } when asked.Kind is ScopeKind.Subtree => Scope.Own,
        _ => asked,
    };

    private (Pair Pair, Period Period) Figure(Plan plan, IndicatorDefinition? definition, Scope scope, PlanQuery query)
    {
        var calendar = query.Period?.Calendar ?? query.Calendar ?? plan.Calendar;
        var periods = query.Period is { } asked ? [asked] : CurrentPeriods(definition, query, calendar);
        if (periods.Count == 0)
        {
            var (year, _) = CalendarYear.MonthOf(calendar, query.CutOff.AddDays(-1));
            return (Pair.Nothing(1, PairReasons.NoEndedInterval), Period.Year(year, calendar));
        }

        var newest = (PairOf(definition, scope, query.Unit, periods[0]), periods[0]);
        return newest.Item1.AnythingDelivered || (definition is { IsCounted: true } && figures.IsUntouched(definition.Code))
            ? newest
            : periods.Skip(1).Select(p => (PairOf(definition, scope, query.Unit, p), p)).FirstOrDefault(f => f.Item1.AnythingDelivered, newest);
    }

    private IReadOnlyList<Period> CurrentPeriods(IndicatorDefinition? definition, PlanQuery query, CalendarKind calendar)
    {
        var lastDay = query.CutOff.AddDays(-1);
        var feed = definition is null ? null : FeedOf(definition, query.Unit, calendar, lastDay);
        return ReportPeriod.Candidates(query.CutOff, calendar, feed?.Grain ?? Grain.Day, definition?.Measure ?? MeasureKind.Flow, feed?.Calendar ?? CalendarKind.Gregorian);
    }

    private Feed? FeedOf(IndicatorDefinition definition, string unit, CalendarKind calendar, DateOnly day)
    {
        if (definition.Formula is ShareFormula share)
        {
            definition = share.Conditions.Select(c => c.Reference is { } r ? _definitions.Find(r.Code) : null).FirstOrDefault(d => d is not null) ?? definition;
        }

        return definition.Metrics.Count == 0 ? null : FeedChoice.At(catalogue, definition, tree.ClassesAt(unit, view.At ?? day), calendar, day);
    }

    private Pair PairOf(IndicatorDefinition? definition, Scope scope, string unit, Period period) => definition switch
    {
        { Formula: ShareFormula share } => _shares.PairOf(share, unit, scope, period, definition.Indicator.Feed),
        { Ratio.Over: { Kind: OverKind.Level, Level: { } level } } when !IsWithin(scope, level, unit, period) => Pair.Nothing(0, PairReasons.NoUnits),
        { IsCounted: true } => figures.Pair(new(definition.Code, unit, scope, period)),
        { Errors: [var error, ..] } => Pair.Nothing(1, error.Code),
        _ => Pair.Nothing(1, PairReasons.NotComputed),
    };

    private bool IsWithin(Scope scope, Level level, string unit, Period period) => scope.Kind switch
    {
        ScopeKind.Level => scope.Level == level,
        _ when view.At is { } at => tree.LevelOf(unit, at) == level,
        _ => tree.Members(unit, Scope.Own, period.Interval).Any(m => m.Version.Level == level),
    };

    private static Evaluated RowOf(Pair pair, Period period, Resolution resolution, IndicatorDefinition? definition, ProgressRow row, DateOnly cutOff)
    {
        var (own, mandate) = (TargetTest.Of(resolution.Own?.Target, pair), resolution.Mandate is { } above ? TargetTest.Of(above.Target, pair) : (Verdict?)null);
        var hasNumbers = HasNumbers(pair);
        return new(pair, period, own, mandate, row with
        {
            Marks = [.. MarksOf(pair, period, resolution, definition)],
            Reasons = [.. pair.Reasons, .. pair.InvalidCodes, .. pair.Differences.Select(ReconcileReason), .. RowMarks.Reasons(pair)],
            Rejected = pair.Rejected,
            Numerator = hasNumbers ? Amounts.Text(pair.N, pair.Divisor) : null,
            Denominator = hasNumbers ? Amounts.Text(pair.D, pair.Divisor) : null,
            Percent = hasNumbers ? pair.Value?.PercentText() : null,
            Display = DisplayOf(pair, Availabilities.Of(pair), Availabilities.IsInvalid(pair), resolution.Own?.Target, definition),
            Target = TargetText.Of(resolution.Own),
            Verdict = own.ToString(),
            MandateVerdict = mandate?.ToString(),
            Segments = [.. pair.Segments.Select(s => SegmentOf(s, definition))],
            Status = StatusOf(pair, period, cutOff),
            Coverage = CoverageOf(pair),
            MissingUnits = [.. pair.MissingUnits.Union(pair.InvalidUnits).Order(StringComparer.Ordinal)],
            Sources = pair.Feeds,
        });
    }

    /// <summary>Whether there is a figure to show: something is known, nothing of it is impossible, and it is one figure.</summary>
    public static bool HasNumbers(Pair pair)
    {
        ArgumentNullException.ThrowIfNull(pair);
        return Availabilities.Of(pair) is not Availability.NoData && !Availabilities.IsInvalid(pair) && pair is not { IsBreak: true, IsBridged: false };
    }

    /// <param name="cutOff">A period that ends after it is open.</param>
    public static string StatusOf(Pair pair, Period period, DateOnly cutOff)
    {
        ArgumentNullException.ThrowIfNull(pair);
        ArgumentNullException.ThrowIfNull(period);
        return new StatusAxes(Availabilities.Of(pair)) { IsInvalid = Availabilities.IsInvalid(pair), IsStale = pair.IsStale, IsOpen = period.To > cutOff, IsEstimated = pair.IsEstimated }.Word;
    }

    public static RowCoverage CoverageOf(Pair pair)
    {
        ArgumentNullException.ThrowIfNull(pair);
        var hasNumbers = HasNumbers(pair);
        return new(pair.Expected, pair.Received, pair.WeightedCoverage?.PercentText(), hasNumbers ? pair.Low?.PercentText() : null, hasNumbers ? pair.High?.PercentText() : null);
    }

    private static string ReconcileReason(TotalDifference difference) =>
        $"{PairReasons.Reconcile}:{difference.Unit}:{Signed(difference.N)}/{Signed(difference.D)}";

    private static string Signed(decimal amount) => amount > 0 ? $"+{HonestDisplay.Plain(amount)}" : HonestDisplay.Plain(amount);

    private static RowSegment SegmentOf(PairSegment segment, IndicatorDefinition? definition)
    {
        var hasNumbers = Availabilities.Of(segment.Pair) is not Availability.NoData && !Availabilities.IsInvalid(segment.Pair);
        return new(
            RowPeriod.Of(segment.Period),
            hasNumbers ? Amounts.Text(segment.Pair.N, segment.Pair.Divisor) : null,
            hasNumbers ? Amounts.Text(segment.Pair.D, segment.Pair.Divisor) : null,
            hasNumbers ? segment.Pair.Value?.PercentText() : null,
            DisplayOf(segment.Pair, Availabilities.Of(segment.Pair), !hasNumbers, null, definition));
    }

    private static string DisplayOf(Pair pair, Availability availability, bool isInvalid, Target? target, IndicatorDefinition? definition)
    {
        if (availability is Availability.NotApplicable)
        {
            return HonestDisplay.NotApplicable;
        }

        decimal?[] thresholds = target is { Operator: not TargetOperator.None } ? [target.Threshold, target.UpperThreshold] : [];
        return availability is Availability.NoData || isInvalid || pair.Value is not { } value
            ? HonestDisplay.NoData
            : HonestDisplay.Of(value, definition?.Indicator.Decimals ?? 1, [.. thresholds.OfType<decimal>()]);
    }

    private static IEnumerable<string> MarksOf(Pair pair, Period period, Resolution resolution, IndicatorDefinition? definition)
    {
        foreach (var mark in RowMarks.Of(pair))
        {
            yield return mark;
        }

        if (pair.AnythingDelivered && pair.WeightedCoverage is { } coverage && coverage.CompareTo(100 * (definition?.Indicator.MinCoverage ?? 0)) < 0)
        {
            yield return Marks.Greyed;
        }

        if (resolution.IsWeaker)
        {
            yield return TargetStrength.Weaker;
        }

        // The default basis of a flow is the year to date.
        if (definition?.Measure is MeasureKind.Flow && pair.AnythingDelivered && period.From != CalendarYear.Start(period.Calendar, CalendarYear.MonthOf(period.Calendar, period.From).Year))
        {
            yield return Marks.Informative;
        }
    }

    private sealed record Evaluated(Pair Pair, Period Period, Verdict Own, Verdict? Mandate, ProgressRow Row);
}
