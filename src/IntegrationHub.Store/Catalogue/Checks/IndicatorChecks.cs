using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Formulas;
using IntegrationHub.Store.Catalogue.Reading;
using IntegrationHub.Store.Catalogue.Yaml;

namespace IntegrationHub.Store.Catalogue.Checks;

/// <summary>Formulas: that they parse, that their types fit, and that their metrics come from one feed and one date.</summary>
internal static class IndicatorChecks
{
    public static void Run(Draft draft, FindingLog log)
    {
        Duplicates.Report(draft.Indicators, i => i.Code, "code", "Indicator", log);
        var metrics = draft.Metrics.Select(m => m.Value).GroupBy(m => m.Code).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        var indicators = draft.Indicators.Select(i => i.Value).GroupBy(i => i.Code).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        var formulas = new Dictionary<string, Formula>(StringComparer.Ordinal);
        foreach (var (indicator, entry) in draft.Indicators)
        {
            var formula = Parse(indicator, entry, metrics, indicators, log);
            CheckKind(indicator, formula, entry, draft, log);
            var feed = indicator.Feed is { } name ? MetricChecks.CheckFeed(name, entry.At("feed"), draft, log) : null;
            if (entry.Number("minCoverage") is < 0 or > 1)
            {
                log.Error(entry.At("minCoverage"), LintCodes.Range, "'minCoverage' must be from 0 to 1.", "Write a share, for example 0.8 for 80 %.");
            }

            CheckNational(indicator, entry, metrics, log);
            if (formula is not null)
            {
                formulas.TryAdd(indicator.Code, formula);
                foreach (var together in FormulaUses.Together(formula))
                {
                    FeedChecks.Check(indicator, feed, [.. together.Select(u => metrics[u.Code]).Distinct()], entry, draft, log);
                }
            }
        }

        ReportCycles(draft, formulas, log);
    }

    // What can be added up could come to be: a published figure stands for its unit and period alone.
    private static void CheckNational(Indicator indicator, Entry entry, Dictionary<string, Metric> metrics, FindingLog log)
    {
        if (entry.Object("national") is not { } national)
        {
            return;
        }

        foreach (var name in new[] { "percent", "numerator", "denominator" }.Where(national.Has))
        {
            if (metrics.GetValueOrDefault(national.Text(name)!)?.Kind is not MetricKind.NonAdditive)
            {
                log.Error(national.At(name), LintCodes.National, $"'{national.Text(name)}' is no metric of the kind non-additive.", "Declare it in metrics.yaml with kind: non-additive; it is compared and never added.");
            }
        }
    }

    private static Formula? Parse(
        Indicator indicator, Entry entry, Dictionary<string, Metric> metrics, Dictionary<string, Indicator> indicators, FindingLog log)
    {
        if (indicator.Formula is null)
        {
            return null;
        }

        var parsed = FormulaParser.Parse(indicator.Formula);
        var errors = parsed.IsValid ? FormulaTypes.Check(parsed.Formula, metrics.GetValueOrDefault, indicators.GetValueOrDefault) : [parsed.Error];
        foreach (var error in errors)
        {
            log.Error(entry.Inside("formula", error.Position), error.Code, error.Message, error.Remedy);
        }

        return errors.Count == 0 ? parsed.Formula : null;
    }

    private static void CheckKind(Indicator indicator, Formula? formula, Entry entry, Draft draft, FindingLog log)
    {
        if (indicator.ValueMetric is { } value)
        {
            MetricChecks.CheckMetric(value, entry.At("value"), draft, log);
        }

        var wrong = indicator.Kind switch
        {
            RowKind.Ratio when indicator.Formula is null || formula is not (null or RatioFormula or ShareFormula) => "a ratio needs a formula ratio(…) or share(…)",
            RowKind.Composite when indicator.Formula is null || formula is not (null or AllFormula) => "a composite needs a formula all(…)",
            RowKind.Count or RowKind.Rank when indicator.Formula is null == indicator.ValueMetric is null => "a count or rank needs either a value or a formula",
            RowKind.Count or RowKind.Rank when formula is not (null or SumFormula) => "a count or rank needs a sum of metrics",
            RowKind.Milestone or RowKind.Narrative when indicator.Formula is not null => "a milestone or narrative has no formula",
            not (RowKind.Count or RowKind.Rank) when indicator.ValueMetric is not null => "only a count or rank has a value",
            _ => null,
        };
        if (wrong is not null)
        {
            log.Error(entry.At(indicator.Formula is not null ? "formula" : "kind"), LintCodes.IndicatorKind, $"'{indicator.Code}': {wrong}.", "Correct the kind, or what is computed.");
        }
    }

    private static void ReportCycles(Draft draft, Dictionary<string, Formula> formulas, FindingLog log)
    {
        foreach (var (indicator, entry) in draft.Indicators)
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            var open = new Stack<string>([indicator.Code]);
            while (open.TryPop(out var code))
            {
                foreach (var next in formulas.TryGetValue(code, out var formula) ? FormulaUses.Indicators(formula).Select(u => u.Code) : [])
                {
                    if (next == indicator.Code)
                    {
                        log.Error(entry.At("formula"), LintCodes.IndicatorCycle, $"'{indicator.Code}' refers to itself.", "Remove the reference, or write the ratio in place of it.");
                        open.Clear();
                        break;
                    }

                    if (seen.Add(next))
                    {
                        open.Push(next);
                    }
                }
            }
        }
    }
}
