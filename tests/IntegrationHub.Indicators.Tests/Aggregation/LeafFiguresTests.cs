using System.Text.Json;
using IntegrationHub.Indicators.Aggregation;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Formulas;
using IntegrationHub.Indicators.OrgUnits;
using Xunit;
using static IntegrationHub.Indicators.Tests.Worlds;

namespace IntegrationHub.Indicators.Tests.Aggregation;

public sealed class LeafFiguresTests
{
    [Theory]
    [InlineData(MetricKind.StockLast, "2024")]
    [InlineData(MetricKind.StockLast, "2024-M12")]
    [InlineData(MetricKind.StockAverage, "2024-Q3")]
    [InlineData(MetricKind.StockAverage, "2025-M03")]
    [InlineData(MetricKind.RunningTotal, "2024")]
    public void Said_to_be_untouched_a_figure_is_what_looking_everywhere_finds_and_nothing_is_looked_up(MetricKind kind, string period)
    {
        var catalogue = CatalogueOf(metrics: [Metric("n", kind, "d"), Metric("d", kind)]);
        var definition = new IndicatorDefinitions(catalogue).Find("x")!;
        var expectations = Expectations(catalogue);
        var key = new FigureKey("x", "P", Scope.Subtree, Period(period));
        var expected = expectations.Of(definition, "P", Scope.Subtree, key.Period, Day("2024-12-20"));
        var looked = 0;

        Assert.Equal(PairOf(false), PairOf(true));
        Assert.True(looked > 0 || expected.Count == 0);
        looked = 0;
        PairOf(true);
        Assert.Equal(0, looked);

        string PairOf(bool isUntouched) => JsonSerializer.Serialize(new LeafFigures(definition, catalogue, new OrgTree(catalogue), expectations, Day("2024-12-20"), (_, _, _, _) =>
        {
            looked++;
            return null;
        }, isUntouched).PairOf(key, expected, 0));
    }
}
