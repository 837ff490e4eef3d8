using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Formulas;
using Xunit;

namespace IntegrationHub.Indicators.Tests.Formulas;

public sealed class FormulaTypesTests
{
    private static readonly Dictionary<string, Metric> Metrics = new[]
    {
        Worlds.Metric("part", subsetOf: "half"), Worlds.Metric("half", subsetOf: "whole"), Worlds.Metric("whole"), Worlds.Metric("other", subsetOf: "whole"),
        Worlds.Metric("money", unit: "VND"), Worlds.Metric("stock", MetricKind.StockLast), Worlds.Metric("distinct", MetricKind.NonAdditive),
    }.ToDictionary(m => m.Code);

    private static readonly Dictionary<string, Indicator> Indicators = new[]
    {
        Worlds.Indicator("rate", "ratio(part, whole)"), Worlds.Indicator("drills", null, RowKind.Count),
    }.ToDictionary(i => i.Code);

    [Theory]
    [InlineData("ratio(part, nowhere)", FormulaErrors.UnknownMetric, 12)]
    [InlineData("all(@nobody > 5)", FormulaErrors.UnknownIndicator, 4)]
    [InlineData("all(@drills > 5)", FormulaErrors.NotComparable, 4)]
    [InlineData("ratio(part + money, whole)", FormulaErrors.MixedUnits, 13)]
    [InlineData("ratio(part + stock, whole)", FormulaErrors.MixedKinds, 13)]
    [InlineData("ratio(part, stock)", FormulaErrors.StockNeedsTime, 12)]
    [InlineData("ratio(part, distinct)", FormulaErrors.MixedKinds, 12)]
    [InlineData("ratio(part.last, whole)", FormulaErrors.FlowHasNoTime, 6)]
    [InlineData("ratio(part[kind=1], whole)", FormulaErrors.Filter, 6)]
    [InlineData("share(units commune where part[kind=1] > 1)", FormulaErrors.Filter, 26)]
    [InlineData("share(units commune where missing > 1)", FormulaErrors.UnknownMetric, 26)]
    public void Error_has_one_code_at_the_right_column(string text, string code, int position)
    {
        var error = Assert.Single(Check(text));
        Assert.Equal((code, position), (error.Code, error.Position));
        Assert.NotEmpty(error.Remedy);
    }

    [Theory]
    [InlineData("ratio(part, stock.last)")]
    [InlineData("ratio(stock, stock.last)")]
    [InlineData("ratio(money, whole)")]
    [InlineData("all(@rate > 5)")]
    public void Well_typed_formula_has_no_errors(string text) => Assert.Empty(Check(text));

    [Theory]
    [InlineData("ratio(part, whole)", FormulaType.Percent01)]
    [InlineData("ratio(whole, whole)", FormulaType.Percent01)]
    [InlineData("ratio(2*part, 2*whole)", FormulaType.Percent01)]
    [InlineData("ratio(2*part, whole)", FormulaType.Ratio)]
    [InlineData("ratio(whole, part)", FormulaType.Ratio)]
    [InlineData("ratio(half + other, whole)", FormulaType.Ratio)]
    [InlineData("ratio(part, whole - other)", FormulaType.Ratio)]
    [InlineData("ratio(part, half + other)", FormulaType.Percent01)]
    [InlineData("share(units commune where @rate > 5)", FormulaType.Percent01)]
    [InlineData("all(@rate > 5)", FormulaType.Verdict)]
    [InlineData("part + half", FormulaType.Amount)]
    public void Type_follows_from_the_declared_subsets(string text, FormulaType type) =>
        Assert.Equal(type, FormulaTypes.Of(FormulaParser.Parse(text).Formula!, Metrics.GetValueOrDefault));

    [Fact]
    public void Circle_of_subsets_ends()
    {
        var circle = new[] { Worlds.Metric("a", subsetOf: "b"), Worlds.Metric("b", subsetOf: "a"), Worlds.Metric("c") }.ToDictionary(m => m.Code);
        Assert.Equal(FormulaType.Ratio, FormulaTypes.Of(FormulaParser.Parse("ratio(a, c)").Formula!, circle.GetValueOrDefault));
    }

    private static IReadOnlyList<FormulaError> Check(string text) =>
        FormulaTypes.Check(FormulaParser.Parse(text).Formula!, Metrics.GetValueOrDefault, Indicators.GetValueOrDefault);
}
