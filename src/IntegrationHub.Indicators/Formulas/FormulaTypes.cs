using IntegrationHub.Indicators.Catalogue;

namespace IntegrationHub.Indicators.Formulas;

public enum FormulaType
{
    Amount,
    Ratio,

    /// <summary>A ratio whose numerator is a subset of its denominator: between 0 and 100, so missing data give bounds.</summary>
    Percent01,

    /// <summary>Has a verdict and no number.</summary>
    Verdict,
}

/// <summary>Amount and Ratio are different types, and amounts carry a unit and a kind. Errors come in the order of their position.</summary>
public static class FormulaTypes
{
    public static IReadOnlyList<FormulaError> Check(Formula formula, Func<string, Metric?> metrics, Func<string, Indicator?> indicators)
    {
        var errors = new List<FormulaError>();
        foreach (var sum in SumsOf(formula))
        {
            CheckSum(sum, metrics, errors);
        }

        // A sum that mixes kinds is one error, not also one of the ratio around it.
        foreach (var ratio in errors.Count == 0 ? RatiosOf(formula) : [])
        {
            CheckRatio(ratio, metrics, errors);
        }

        foreach (var (reference, type) in ReferencesOf(formula))
        {
            CheckReference(reference, type, indicators, errors);
        }

        return [.. errors.OrderBy(e => e.Position)];
    }

    /// <summary>The type of a formula that has passed <see cref="Check"/>.</summary>
    public static FormulaType Of(Formula formula, Func<string, Metric?> metrics) => formula switch
    {
        RatioFormula ratio => IsSubset(ratio, metrics) ? FormulaType.Percent01 : FormulaType.Ratio,
        ShareFormula => FormulaType.Percent01,
        AllFormula => FormulaType.Verdict,
        _ => FormulaType.Amount,
    };

    /// <summary>
    /// Each numerator term needs a denominator term of its own that bounds it, and nothing may be subtracted from the denominator;
    /// two numerator terms below one denominator term could exceed it together.
    /// </summary>
    public static bool IsSubset(RatioFormula ratio, Func<string, Metric?> metrics)
    {
        var free = ratio.Denominator.Terms.ToList();
        if (free.Any(t => t.Factor < 0))
        {
            return false;
        }

        foreach (var term in ratio.Numerator.Terms.Where(t => t.Factor > 0))
        {
            var bound = free.FindIndex(t => t.Factor >= term.Factor && t.Metric.Time == term.Metric.Time && Bounds(t.Metric.Code, term.Metric.Code, metrics));
            if (bound < 0)
            {
                return false;
            }

            free.RemoveAt(bound);
        }

        return true;
    }

    private static bool Bounds(string superset, string code, Func<string, Metric?> metrics)
    {
        // The number of steps is limited because a catalogue that is being checked may declare a circle.
        for (var (at, steps) = (code, 0); at is not null && steps < 16; at = metrics(at)?.SubsetOf, steps++)
        {
            if (at == superset)
            {
                return true;
            }
        }

        return false;
    }

    private static void CheckSum(Sum sum, Func<string, Metric?> metrics, List<FormulaError> errors)
    {
        Metric? first = null;
        foreach (var use in sum.Metrics)
        {
            var metric = metrics(use.Code);
            if (metric is null)
            {
                errors.Add(new(FormulaErrors.UnknownMetric, $"There is no metric '{use.Code}'.", use.Position, "Declare it in metrics.yaml or correct the code."));
                continue;
            }

            if (use.Filters is [var filter, ..])
            {
                errors.Add(new(FormulaErrors.Filter, $"'{use.Code}[{filter.Dimension}={filter.Value}]': cells are not kept by dimension, so the filter would count nothing.", use.Position,
                    "Declare a metric of its own for what the filter means, and let the mapping count it."));
            }

            if (use.Time is not null && !IsStock(metric))
            {
                errors.Add(new(FormulaErrors.FlowHasNoTime, $"'{use.Code}' is no stock: it has no .last or .avg.", use.Position, "Remove the suffix: flows are summed over the period."));
            }

            first ??= metric;
            if (metric.Unit != first.Unit)
            {
                errors.Add(new(FormulaErrors.MixedUnits, $"'{use.Code}' counts {metric.Unit}, '{first.Code}' counts {first.Unit}: they cannot be added.", use.Position, "Add only amounts of one unit."));
            }
            else if (KindOf(metric) != KindOf(first))
            {
                errors.Add(new(FormulaErrors.MixedKinds, $"'{use.Code}' is a {KindOf(metric)}, '{first.Code}' is a {KindOf(first)}: they cannot be added.", use.Position, "Add only amounts of one kind."));
            }
        }
    }

    private static void CheckRatio(RatioFormula ratio, Func<string, Metric?> metrics, List<FormulaError> errors)
    {
        var kinds = ratio.Numerator.Metrics.Concat(ratio.Denominator.Metrics)
            .Select(u => (Use: u, Metric: metrics(u.Code))).Where(u => u.Metric is not null)
            .Select(u => (u.Use, Kind: KindOf(u.Metric!))).ToList();
        if (kinds.Select(k => k.Kind).Distinct().Count() < 2)
        {
            return;
        }

        if (kinds.FirstOrDefault(k => k.Kind is "non-additive count") is { Use: { } distinct })
        {
            errors.Add(new(FormulaErrors.MixedKinds, $"'{distinct.Code}' is a non-additive count and the other side is not.", distinct.Position, "Both sides of a ratio of distinct counts must be delivered for the same period."));
        }
        else if (kinds.FirstOrDefault(k => k.Kind is "stock" && k.Use.Time is null) is { Use: { } stock })
        {
            errors.Add(new(FormulaErrors.StockNeedsTime, $"'{stock.Code}' is a stock beside a flow: when in the period is it taken?", stock.Position, $"Write {stock.Code}.last or {stock.Code}.avg."));
        }
    }

    private static void CheckReference(IndicatorUse use, FormulaType wanted, Func<string, Indicator?> indicators, List<FormulaError> errors)
    {
        var indicator = indicators(use.Code);
        if (indicator is null)
        {
            errors.Add(new(FormulaErrors.UnknownIndicator, $"There is no indicator '{use.Code}'.", use.Position, "Declare it in indicators.yaml or correct the code."));
        }
        else if (wanted is FormulaType.Ratio && indicator.Kind is not RowKind.Ratio)
        {
            errors.Add(new(FormulaErrors.NotComparable, $"'{use.Code}' is a {indicator.Kind} and has no ratio to compare.", use.Position, "Refer to an indicator of kind ratio."));
        }
    }

    private static bool IsStock(Metric metric) => metric.Kind is MetricKind.StockLast or MetricKind.StockAverage;

    private static string KindOf(Metric metric) => metric.Kind switch
    {
        MetricKind.StockLast or MetricKind.StockAverage => "stock",
        MetricKind.NonAdditive => "non-additive count",
        _ => "flow",
    };

    private static IEnumerable<Sum> SumsOf(Formula formula) => formula switch
    {
        SumFormula sum => [sum.Sum],
        ShareFormula share => share.Conditions.Where(c => c.Metric is not null).Select(c => new Sum([new Term(1, c.Metric!)])),
        _ => RatiosOf(formula).SelectMany(r => new[] { r.Numerator, r.Denominator }),
    };

    private static IEnumerable<RatioFormula> RatiosOf(Formula formula) => formula switch
    {
        RatioFormula ratio => [ratio],
        AllFormula all => all.Goals.Where(g => g.Ratio is not null).Select(g => g.Ratio!),
        _ => [],
    };

    private static IEnumerable<(IndicatorUse Use, FormulaType Wanted)> ReferencesOf(Formula formula) => formula switch
    {
        AllFormula all => all.Goals.Where(g => g.Reference is not null).Select(g => (g.Reference!, FormulaType.Ratio)),
        ShareFormula share => share.Conditions.Where(c => c.Reference is not null).Select(c => (c.Reference!, FormulaType.Ratio)),
        _ => [],
    };
}
