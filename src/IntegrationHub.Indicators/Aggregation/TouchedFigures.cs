using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Formulas;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Indicators.Periods;

namespace IntegrationHub.Indicators.Aggregation;

/// <summary>
/// What one changed observation can change, as was: the indicators that use its metric, for its unit and all above it, in the named
/// periods that contain it. I·(d+1)·p figures, however many units there are.
/// </summary>
public static class TouchedFigures
{
    public static IReadOnlyList<FigureKey> Of(IndicatorDefinitions definitions, OrgTree tree, string metric, string unit, Interval interval, CalendarKind calendar)
    {
        ArgumentNullException.ThrowIfNull(definitions);
        ArgumentNullException.ThrowIfNull(tree);
        var periods = Period.NamedIn(calendar, CalendarYear.MonthOf(calendar, interval.From).Year).Where(p => p.Interval.Contains(interval)).ToList();
        return
        [
            .. from definition in definitions.Ratios()
               where definition.Metrics.Any(m => m.Code == metric)
               from at in tree.PathAt(unit, interval.From)
               from period in periods
               select new FigureKey(definition.Code, at, Scope.Subtree, period),
        ];
    }
}
