using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Formulas;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Indicators.Periods;
using IntegrationHub.Indicators.Targets;

namespace IntegrationHub.Indicators.Aggregation;

/// <summary>
/// The share of units for which every condition holds. A unit without activity is in neither number; one without a certain verdict is
/// expected and missing, with weight 1, so it widens the bounds.
/// </summary>
public sealed class ShareOfUnits(OrgTree tree, IFigures figures, View view = default)
{
    /// <param name="feed">The feed that the indicator names for the metrics of its conditions.</param>
    public Pair PairOf(ShareFormula share, string unit, Scope scope, Period period, string? feed = null)
    {
        var units = tree.UnitsIn(unit, Scope.Slice(share.Level), period.Interval, view).Where(u => scope.Kind is not ScopeKind.Own || u == unit).ToList();
        if (units.Count == 0)
        {
            return Pair.Nothing(0, PairReasons.NoUnits);
        }

        var asked = new List<Pair>();
        var verdicts = units.Select(u => (Unit: u, Verdict: VerdictOf(share, u, period, feed, asked))).Where(v => v.Verdict is not Verdict.NoTarget).ToList();
        var (met, notMet) = (verdicts.Count(v => v.Verdict is Verdict.Met or Verdict.MetCertain), verdicts.Count(v => v.Verdict is Verdict.NotMet or Verdict.NotMetCertain));
        var missing = verdicts.Where(v => v.Verdict is Verdict.NotEvaluable or Verdict.Undetermined).ToList();
        var notApplicable = verdicts.Count(v => v.Verdict is Verdict.NotApplicable);
        return new()
        {
            N = met,
            D = met + notMet,
            Expected = met + notMet + missing.Count,
            Received = met + notMet,
            MissingWeight = missing.Count,
            AnythingDelivered = met + notMet + notApplicable > 0 || missing.Exists(v => v.Verdict is Verdict.Undetermined),
            IsBounded = true,
            Units = units.Count,
            MissingUnits = [.. missing.Select(v => v.Unit)],
            NotApplicableUnits = notApplicable,
            Reasons = met + notMet + notApplicable + missing.Count > 0 ? [] : [PairReasons.NotExpected],
            Frozen = [.. asked.SelectMany(p => p.Frozen).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            Held = [.. asked.SelectMany(p => p.Held).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
        };
    }

    // NoTarget stands for a unit that is not expected at all.
    private Verdict VerdictOf(ShareFormula share, string unit, Period period, string? feed, List<Pair> asked)
    {
        var verdicts = new List<Verdict>();
        foreach (var condition in share.Conditions)
        {
            var pair = figures.Pair(new(condition.Reference?.Code ?? MetricFigures.CodeOf(condition.Metric!, feed), unit, Scope.Own, period));
            asked.Add(pair);
            if (pair.Expected == 0 && !pair.AnythingDelivered)
            {
                return Verdict.NoTarget;
            }

            verdicts.Add(TargetTest.Of(new(condition.Operator, condition.Threshold, null, null, "", Validity.Always), pair));
        }

        if (verdicts.Exists(v => v is Verdict.NotMet or Verdict.NotMetCertain))
        {
            return Verdict.NotMet;
        }

        if (verdicts.Contains(Verdict.NotApplicable))
        {
            return Verdict.NotApplicable;
        }

        return verdicts.TrueForAll(v => v is Verdict.Met or Verdict.MetCertain) ? Verdict.Met : Verdict.Undetermined;
    }
}
