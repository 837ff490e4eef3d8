using IntegrationHub.Indicators.Aggregation;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Display;
using IntegrationHub.Indicators.Formulas;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Indicators.Periods;
using IntegrationHub.Indicators.Targets;

namespace IntegrationHub.Indicators.Progress;

/// <summary>
/// Rows that are no percentage: counts and ranks, milestones and narratives. What a person entered goes before what feeds say; without
/// either the row has no data, which is not zero.
/// </summary>
/// <param name="figure">The figure of an amount with the period that it is of, as for any other row.</param>
internal sealed class TypedRows(
    OrgTree tree, IFigures figures, TargetResolver targets, TypedValues typed, Func<Plan, IndicatorDefinition, PlanQuery, (Pair Pair, Period Period)> figure, View view)
{
    public ProgressRow? Of(Plan plan, string indicator, string title, RowKind kind, IndicatorDefinition? definition, PlanQuery query)
    {
        var calendar = query.Period?.Calendar ?? query.Calendar ?? plan.Calendar;
        var year = Period.Year(CalendarYear.MonthOf(calendar, query.CutOff.AddDays(-1)).Year, calendar);
        var record = query.Period is { } asked ? typed.Of(indicator, query.Unit, asked.Interval) : typed.Newest(indicator, query.Unit, year.Interval, query.CutOff);
        var counted = record is null && definition is { IsAmount: true, IsCounted: true } ? figure(plan, definition, query) : default;
        var period = record is not null ? Period.Of(record.Period, calendar) : counted.Pair is { AnythingDelivered: true } ? counted.Period : query.Period ?? year;
        if (tree.VersionIn(query.Unit, period.Interval, view) is not { } version)
        {
            return null;
        }

        var resolution = kind is RowKind.Narrative ? new(null, null, false) : targets.Resolve(plan.Id, indicator, query.Unit, query.Scope, period);
        var empty = new ProgressRow
        {
            Indicator = indicator,
            Kind = kind switch { RowKind.Count => "count", RowKind.Rank => "rank", RowKind.Narrative => "narrative", _ => "milestone" },
            Title = title,
            Unit = query.Unit,
            Level = Levels.Word(version.Level),
            Period = RowPeriod.Of(period),
            Display = kind is RowKind.Narrative ? HonestDisplay.NotMeasurable : HonestDisplay.NoData,
            Target = TargetText.Of(resolution.Own),
            Verdict = (resolution.Own is null ? Verdict.NoTarget : Verdict.NotEvaluable).ToString(),
            MandateVerdict = resolution.Mandate is null ? null : Verdict.NotEvaluable.ToString(),
            Status = nameof(Availability.NoData),
            Reasons = kind is RowKind.Narrative ? [] : [PairReasons.NotEntered],
        };
        return (kind, record) switch
        {
            (RowKind.Count or RowKind.Rank, { Value: { } value }) => Entered(empty, record, value, resolution, period, query),
            (RowKind.Count or RowKind.Rank, null) when counted.Pair is not null => Counted(empty, definition!, counted.Pair, resolution, period, query),
            (RowKind.Milestone, { State: { } state }) => Milestone(empty, record, state, resolution, query),
            _ => empty,
        };
    }

    private static ProgressRow Entered(ProgressRow row, TypedRecord record, decimal value, Resolution resolution, Period period, PlanQuery query)
    {
        var pair = new Pair { N = value, D = 0, Expected = 1, Received = 1, AnythingDelivered = true, IsAmount = true, Units = 1 };
        return Judged(row, pair, resolution) with
        {
            Value = HonestDisplay.Plain(value),
            Display = HonestDisplay.Plain(value),
            Status = new StatusAxes(Availability.Complete) { IsOpen = period.To > query.CutOff }.Word,
            Coverage = new(1, 1, null, null, null),
            Marks = [Marks.Typed, .. WeakerOf(resolution)],
            Reasons = [],
            Evidence = EvidenceOf(record),
        };
    }

    private ProgressRow Counted(ProgressRow row, IndicatorDefinition definition, Pair pair, Resolution resolution, Period period, PlanQuery query)
    {
        if (!pair.AnythingDelivered)
        {
            // That nobody is expected means for a count that nobody has entered it.
            return row with
            {
                Reasons = pair.Reasons.Any(r => r is PairReasons.NotExpected or PairReasons.NoSource) ? row.Reasons : pair.Reasons,
                Coverage = new(pair.Expected, pair.Received, null, null, null),
                MissingUnits = pair.MissingUnits,
                Sources = pair.Feeds,
            };
        }

        var worst = definition.Indicator.WorstUnitWeek ? new WorstUnitWeek(tree, figures).Of(definition, query.Unit, query.Scope, period, resolution.Own?.Target) : null;
        var judged = worst?.Pair ?? pair;
        var isInvalid = Availabilities.IsInvalid(judged);

        // Of what nothing could be counted there is no value, and 0 would be one.
        var hasValue = !isInvalid && judged.Received > 0 && judged is not { IsBreak: true, IsBridged: false } && (worst is not null || !definition.Indicator.WorstUnitWeek);
        var value = hasValue ? Amounts.Text(judged.N, judged.Divisor) : null;
        return Judged(row, judged, resolution) with
        {
            Value = value,
            Display = value ?? HonestDisplay.NoData,
            Status = new StatusAxes(Availabilities.Of(judged)) { IsInvalid = isInvalid, IsStale = judged.IsStale, IsOpen = period.To > query.CutOff }.Word,
            Coverage = new(pair.Expected, pair.Received, null, null, null),
            MissingUnits = [.. pair.MissingUnits.Union(pair.InvalidUnits).Order(StringComparer.Ordinal)],
            Rejected = pair.Rejected,
            Marks = [.. RowMarks.Of(judged), .. WeakerOf(resolution)],
            Reasons = [.. pair.Reasons, .. pair.InvalidCodes, .. RowMarks.Reasons(judged), .. worst is null ? Array.Empty<string>() : [worst.Reason]],
            Sources = pair.Feeds,
        };
    }

    private static IEnumerable<string> WeakerOf(Resolution resolution) => resolution.IsWeaker ? [TargetStrength.Weaker] : [];

    private static ProgressRow Judged(ProgressRow row, Pair pair, Resolution resolution) => row with
    {
        Verdict = TargetTest.Of(resolution.Own?.Target, pair).ToString(),
        MandateVerdict = resolution.Mandate is { } mandate ? TargetTest.Of(mandate.Target, pair).ToString() : null,
    };

    private static ProgressRow Milestone(ProgressRow row, TypedRecord record, MilestoneState state, Resolution resolution, PlanQuery query) => row with
    {
        Value = state switch { MilestoneState.Done => "done", MilestoneState.Open => "open", _ => "not-triggered" },
        Display = state switch
        {
            MilestoneState.Done => string.Join(", ", new[] { "Đã hoàn thành", record.Document, record.Date?.ToString("dd/MM/yyyy", System.Globalization.CultureInfo.InvariantCulture) }.OfType<string>()),
            MilestoneState.Open => "Chưa hoàn thành",
            _ => HonestDisplay.NotApplicable,
        },
        Verdict = MilestoneVerdict(resolution.Own?.Target, record, state, query.CutOff).ToString(),
        MandateVerdict = resolution.Mandate is { } mandate ? MilestoneVerdict(mandate.Target, record, state, query.CutOff).ToString() : null,
        Status = new StatusAxes(state is MilestoneState.NotTriggered ? Availability.NotApplicable : Availability.Complete) { IsOpen = state is MilestoneState.Open }.Word,
        Marks = [Marks.Typed],
        Reasons = [],
        Evidence = EvidenceOf(record),
    };

    private static Verdict MilestoneVerdict(Target? target, TypedRecord record, MilestoneState state, DateOnly cutOff) => (target, state) switch
    {
        (null or not { Operator: TargetOperator.Done }, _) => Verdict.NoTarget,
        (_, MilestoneState.NotTriggered) => Verdict.NotApplicable,
        ({ Due: null }, MilestoneState.Done) => Verdict.Met,

        // Done, and nobody says when: that it was in time is not proven.
        ({ Due: { } due }, MilestoneState.Done) => record.Date is { } done ? done <= due ? Verdict.Met : Verdict.NotMet : Verdict.Undetermined,

        // The last allowed day is over when the cut-off, which is not looked at, lies after it.
        _ => target.Due < cutOff ? Verdict.NotMet : Verdict.Undetermined,
    };

    private static RowEvidence EvidenceOf(TypedRecord record) => new(record.Document, record.Date, record.EnteredBy);
}
