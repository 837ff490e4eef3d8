using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Formulas;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Indicators.Periods;
using IntegrationHub.Indicators.Progress;
using IntegrationHub.Store.Figures;
using IntegrationHub.Store.Model;

namespace IntegrationHub.Store.Plans;

/// <summary>Marks the rows whose indicator uses a metric on which two feeds differ within the row's units and period. Rows may be of several units.</summary>
internal static class ReconcileMarks
{
    public static async Task<IReadOnlyList<ProgressRow>> AddAsync(
        HubDbContext db, Reconciliation reconciliation, FigureCatalogue catalogue, IReadOnlyCollection<string> of, Scope scope, IReadOnlyList<ProgressRow> rows, CancellationToken cancellationToken)
    {
        var known = new Dictionary<string, IReadOnlyList<Metric>>(StringComparer.Ordinal);
        var uses = rows.Select(r => r.Part ?? r.Indicator).Select(code => known.TryGetValue(code, out var used) ? used : known[code] = MetricsOf(catalogue, code)).ToList();
        var metrics = uses.SelectMany(u => u).DistinctBy(m => m.Code).ToList();
        var counted = rows.Zip(uses).Where(r => r.Second.Count > 0).Select(r => r.First.Period).ToList();
        if (metrics.Count == 0)
        {
            return rows;
        }

        var window = new Interval(counted.Min(p => p.From), counted.Max(p => p.To));
        var units = of.SelectMany(u => catalogue.Tree.Members(u, scope, window)).Select(m => m.Unit.Id).Distinct(StringComparer.Ordinal).ToList();
        var differences = await reconciliation.DifferencesAsync(db, catalogue.Catalogue, new ReconciliationQuery(metrics, units, window), cancellationToken);
        if (differences.Count == 0)
        {
            return rows;
        }

        var places = differences.ToLookup(d => (d.Metric, d.Unit), d => d.Interval);
        bool[] marked = [.. rows.Zip(uses, (row, metrics) => Differs(catalogue, scope, row, metrics, places))];

        // A composite has no metrics of its own: it differs where one of its parts does.
        var composites = rows.Zip(marked).Where(r => r.Second && r.First.Part is not null).Select(r => (r.First.Indicator, r.First.Unit)).ToHashSet();
        return [.. rows.Zip(marked, (r, isMarked) => isMarked || (r.Kind == "composite" && composites.Contains((r.Indicator, r.Unit))) ? r with { Marks = [.. r.Marks, Marks.Reconcile] } : r)];
    }

    private static bool Differs(
        FigureCatalogue catalogue, Scope scope, ProgressRow row, IReadOnlyList<Metric> metrics, ILookup<(string Metric, string Unit), Interval> differences)
    {
        if (metrics.Count == 0)
        {
            return false;
        }

        var period = new Interval(row.Period.From, row.Period.To);
        var narrowed = PlanEvaluator.EffectiveScope(catalogue.Definitions.Find(row.Part ?? row.Indicator), scope);
        return catalogue.Tree.Members(row.Unit, narrowed, period).Any(member => metrics.Any(m => differences[(m.Code, member.Unit.Id)].Any(d => d.From < period.To && d.To > period.From)));
    }

    private static IReadOnlyList<Metric> MetricsOf(FigureCatalogue catalogue, string indicator)
    {
        var definition = catalogue.Definitions.Find(indicator);
        var metrics = definition?.Formula is ShareFormula share
            ? share.Conditions.Where(c => c.Reference is not null).SelectMany(c => catalogue.Definitions.Find(c.Reference!.Code)?.Metrics ?? [])
            : definition?.Metrics ?? [];
        return [.. metrics.Where(m => Reconciliation.IsCarriedTwice(catalogue.Catalogue, m))];
    }
}
