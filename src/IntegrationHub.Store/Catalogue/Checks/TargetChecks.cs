using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Formulas;
using IntegrationHub.Store.Catalogue.Reading;
using IntegrationHub.Store.Catalogue.Yaml;

namespace IntegrationHub.Store.Catalogue.Checks;

/// <summary>The rows of a plan: each on a known indicator, with a target that its kind can have, and one target for each selection of units and day.</summary>
internal static class TargetChecks
{
    private sealed record PlacedTarget(string Indicator, Target Target, Entry Entry);

    public static void Run(Plan plan, Entry entry, Draft draft, FindingLog log)
    {
        var all = new List<PlacedTarget>();
        var rows = entry.Objects("rows");
        for (var i = 0; i < rows.Count; i++)
        {
            var row = plan.Rows[i];
            var indicator = Find(row.Indicator, rows[i], draft, log);
            if (rows[i].Object("target") is { } targetEntry)
            {
                all.Add(new(row.Indicator, row.Target!, targetEntry));
                CheckTarget(row.Target!, indicator, targetEntry, draft, log);
            }
            else if (indicator is not null and not { Kind: RowKind.Composite })
            {
                log.Error(rows[i].Place, LintCodes.TargetKind, $"The row '{row.No}' has no target.", "Add target; where nothing can be measured write op: none.");
            }

            all.AddRange(CheckParts(row, indicator, rows[i], draft, log));
        }

        ReportOverlaps(plan, all, log);
    }

    private static Indicator? Find(string code, Entry entry, Draft draft, FindingLog log)
    {
        var found = draft.Indicators.FirstOrDefault(i => i.Value.Code == code)?.Value;
        if (found is null && entry.Has("indicator"))
        {
            log.Error(entry.At("indicator"), LintCodes.IndicatorUnknown, $"There is no indicator '{code}'.", Spelling.Suggest(code, draft.Indicators.Select(i => i.Value.Code), "Declare it in indicators.yaml or correct the code."));
        }

        return found;
    }

    private static IEnumerable<PlacedTarget> CheckParts(PlanRow row, Indicator? indicator, Entry entry, Draft draft, FindingLog log)
    {
        var parts = entry.Objects("parts");
        if (indicator is not null && indicator.Kind is RowKind.Composite != parts.Count > 0)
        {
            log.Error(entry.At("parts"), LintCodes.TargetKind, parts.Count > 0 ? $"'{row.Indicator}' is no composite and has no parts." : $"'{row.Indicator}' is a composite: its parts have the targets.", "Give a composite parts, and every other row a target.");
        }

        var known = indicator?.Formula is { } text && FormulaParser.Parse(text).Formula is AllFormula all ? FormulaUses.Indicators(all).Select(u => u.Code).ToHashSet() : null;
        for (var i = 0; i < parts.Count; i++)
        {
            var part = row.Parts[i];
            var partIndicator = Find(part.Indicator, parts[i], draft, log);
            if (partIndicator is not null && known?.Contains(part.Indicator) is false)
            {
                log.Error(parts[i].At("indicator"), LintCodes.TargetPart, $"'{part.Indicator}' is not in the formula of '{row.Indicator}'.", $"Its parts are {string.Join(", ", known)}.");
            }

            if (parts[i].Object("target") is { } target)
            {
                CheckTarget(part.Target, partIndicator, target, draft, log);
                yield return new(part.Indicator, part.Target, target);
            }
        }
    }

    private static void CheckTarget(Target target, Indicator? indicator, Entry entry, Draft draft, FindingLog log)
    {
        if (target.Selector?.Unit is { } unit)
        {
            UnitChecks.CheckKnown(unit, entry.At("unit"), draft, log);
        }

        UnitChecks.CheckClass(target.Selector?.Class, entry, draft, log);
        var numeric = target.Operator is not (TargetOperator.Done or TargetOperator.None);
        var wanted = indicator?.Kind switch
        {
            RowKind.Ratio or RowKind.Count or RowKind.Rank when !numeric => "a comparison with a number",
            RowKind.Milestone when target.Operator is not TargetOperator.Done => "done",
            RowKind.Narrative when target.Operator is not TargetOperator.None => "none",
            RowKind.Composite => "no target of its own: its parts have them",
            _ => null,
        };
        if (wanted is not null)
        {
            log.Error(entry.At("op"), LintCodes.TargetKind, $"'{indicator!.Code}' is a {Kind(indicator)}: its target must be {wanted}.", "Correct op, or the kind of the indicator.");
        }
        else if (entry.Has("op"))
        {
            CheckThreshold(target, numeric, indicator, entry, log);
        }
    }

    private static void CheckThreshold(Target target, bool numeric, Indicator? indicator, Entry entry, FindingLog log)
    {
        var wrong = (numeric, target) switch
        {
            (false, { Threshold: not null }) => "done and none have no value",
            (false, _) => null,
            (true, { Threshold: null }) => "the value is missing",
            (true, { Operator: TargetOperator.Between, UpperThreshold: null }) => "between needs two values",
            (true, { Operator: not TargetOperator.Between, UpperThreshold: not null }) => "two values need between",
            (true, { UpperThreshold: { } upper }) when upper < target.Threshold => "the first value is greater than the second",
            (true, { Threshold: < 0 }) => "the value is below 0",
            _ when indicator?.Kind is RowKind.Ratio && (target.Threshold > 100 || target.UpperThreshold > 100) => "a percentage is from 0 to 100",
            _ => null,
        };
        if (wrong is not null)
        {
            log.Error(entry.At("value"), LintCodes.Threshold, $"The threshold is wrong: {wrong}.", "Write for example op: \">\", value: 70, or op: between, value: [30, 50].");
        }
    }

    private static void ReportOverlaps(Plan plan, List<PlacedTarget> all, FindingLog log)
    {
        foreach (var same in all.GroupBy(t => (t.Indicator, t.Target.Selector)))
        {
            var sorted = same.OrderBy(t => t.Target.Validity.From ?? DateOnly.MinValue).ToList();
            for (var i = 1; i < sorted.Count; i++)
            {
                if (sorted[i - 1].Target.Validity.Overlaps(sorted[i].Target.Validity))
                {
                    log.Error(sorted[i].Entry.Place, LintCodes.TargetOverlap, $"'{plan.Id}' has another target for '{same.Key.Indicator}' and the same units at {sorted[i - 1].Entry.Place}.", "End the older target (to) where the newer starts (from), or remove one.");
                }
            }
        }
    }

    private static string Kind(Indicator indicator) => Words.Of<RowKind>()[(int)indicator.Kind];
}
