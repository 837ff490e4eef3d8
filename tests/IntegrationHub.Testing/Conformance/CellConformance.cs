using IntegrationHub.Indicators.Aggregation;
using IntegrationHub.Indicators.Formulas;
using IntegrationHub.Indicators.OrgUnits;

namespace IntegrationHub.Testing.Conformance;

/// <summary>The cases through the figures that are counted in memory.</summary>
public static class CellConformance
{
    public static Task<IFigures> FiguresFor(ConformanceWorld world)
    {
        // The observation with the greatest number is the current one; without numbers the last.
        var cells = world.Observations.GroupBy(o => (o.Unit, o.Metric, o.Interval)).Select(g => (g.Key, Current: g.OrderBy(o => o.Seq).Last()))
            .Where(c => c.Current.Amount is not null)
            .Select(c => new Cell(ConformanceWorld.FeedName, c.Key.Metric, c.Key.Unit, c.Key.Interval, c.Current.Amount!.Value, Scope.Own));
        var expectations = new Expectations(world.Catalogue, world.Tree, world.AliasedUnits);
        var delivered = world.Delivered.SelectMany(d => Enumerable.Range(0, d.Days.Days)
            .Select(day => new DeliveredDay(ConformanceWorld.FeedName, ConformanceWorld.OnField, d.Unit, d.Days.From.AddDays(day))));
        return Task.FromResult<IFigures>(new CellFigures(new IndicatorDefinitions(world.Catalogue), world.Tree, expectations, world.Today, cells, delivered, view: world.View));
    }
}
