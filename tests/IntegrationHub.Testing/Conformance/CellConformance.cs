using IntegrationHub.Indicators.Aggregation;
using IntegrationHub.Indicators.Formulas;
using IntegrationHub.Indicators.OrgUnits;

namespace IntegrationHub.Testing.Conformance;

/// <summary>The cases through the figures that are counted in memory.</summary>
public static class CellConformance
{
    public static Task<IFigures> FiguresFor(ConformanceWorld world)
    {
        // The last observation of a cell is the current one.
        var cells = world.Observations.GroupBy(o => (o.Unit, o.Metric, o.Interval))
            .Select(g => new Cell(ConformanceWorld.FeedName, g.Key.Metric, g.Key.Unit, g.Key.Interval, g.Last().Amount, Scope.Own));
        var expectations = new Expectations(world.Catalogue, world.Tree, world.AliasedUnits);
        var delivered = world.Delivered.SelectMany(d => Enumerable.Range(0, d.Days.Days)
            .Select(day => new DeliveredDay(ConformanceWorld.FeedName, ConformanceWorld.OnField, d.Unit, d.Days.From.AddDays(day))));
        return Task.FromResult<IFigures>(new CellFigures(new IndicatorDefinitions(world.Catalogue), world.Tree, expectations, world.Today, cells, delivered, view: world.View));
    }
}
