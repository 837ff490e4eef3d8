using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Formulas;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Indicators.Periods;
using IntegrationHub.Indicators.Progress;
using IntegrationHub.Store.Figures;
using IntegrationHub.Store.Model;

namespace IntegrationHub.Store.Plans;

/// <summary>Marks the rows whose indicator uses a metric on which two feeds differ within the row's units and period. Rows may be of several units below one.</summary>
internal static class ReconcileMarks
{
    public static async Task<IReadOnlyList<ProgressRow>> AddAsync(
        HubDbContext db, Reconciliation reconciliation, FigureCatalogue catalogue, string unit, Scope scope, IReadOnlyList<ProgressRow> rows, CancellationToken cancellationToken)
    {
        var uses = rows.Select(r => MetricsOf(catalogue, r.Part ?? r.Indicator)).ToList();
        var metrics = uses.SelectMany(u => u).DistinctBy(m => m.Code).ToList();
        var counted = rows.Zip(uses).Where(r => r.Second.Count > 0).Select(r => r.First.Period).ToList();
        if (metrics.Count == 0)
        {
            return rows;
        }

        var window = new Interval(counted.Min(p => p.From), counted.Max(p => p.To));
        var units = catalogue.Tree.Members(unit, scope, window).Select(m => m.Unit.Id).Distinct(StringComparer.Ordinal).ToList();
        var differences = await reconciliation.DifferencesAsync(db, catalogue.Catalogue, new ReconciliationQuery(metrics, units, window), cancellationToken);
        if (differences.Count == 0)
        {
            return rows;
        }

        var marked = rows.Zip(uses).Where(r => Differs(catalogue, scope, r.First, r.Second, differences)).Select(r => r.First).ToHashSet();

        // A composite has no metrics of its own: it differs where one of its parts does.
        var composites = marked.Where(r => r.Part is not null).Select(r => (r.Indicator, r.Unit)).ToHashSet();
        return [.. rows.Select(r => marked.Contains(r) || composites.Contains((r.Indicator, r.Unit)) && r.Kind == "composite" ? r with { Marks = [.. r.Marks, Marks.Reconcile] } : r)];
    }

    private static bool Differs(
        FigureCatalogue catalogue, Scope scope, ProgressRow row, IReadOnlyList<Metric> metrics, IReadOnlyList<FeedDifference> differences)
    {
        var period = new Interval(row.Period.From, row.Period.To);
        var touching = differences.Where(d => metrics.Any(m => m.Code == d.Metric) && d.Interval.From < period.To && d.Interval.To > period.From).ToList();
        if (touching.Count == 0)
        {
            return false;
        }

        var narrowed = PlanEvaluator.EffectiveScope(catalogue.Definitions.Find(row.Part ?? row.Indicator), scope);
        var members = catalogue.Tree.Members(row.Unit, narrowed, period).Select(m => m.Unit.Id).ToHashSet(StringComparer.Ordinal);
        return touching.Exists(d => members.Contains(d.Unit));
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
