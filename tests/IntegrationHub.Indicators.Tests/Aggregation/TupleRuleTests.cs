using IntegrationHub.Indicators.Aggregation;
using IntegrationHub.Indicators.Formulas;
using Xunit;

namespace IntegrationHub.Indicators.Tests.Aggregation;

public sealed class TupleRuleTests
{
    private static readonly TupleRule Paired = Rule(independent: false);
    private static readonly TupleRule Independent = Rule(independent: true);

    [Fact]
    public void Complete_tuple_counts() => Assert.Equal(new(TupleState.Valid, 3, 4, 4, true), Paired.Of([3, 4]));

    [Fact]
    public void Zero_of_zero_counts() => Assert.Equal(new(TupleState.Valid, 0, 0, 0, true), Paired.Of([0, 0]));

    [Fact]
    public void Nothing_delivered_is_missing() => Assert.Equal(Contribution.Nothing, Paired.Of([null, null]));

    [Fact]
    public void Missing_numerator_leaves_both_sides_out_and_keeps_the_denominator_as_weight() =>
        Assert.Equal(new(TupleState.Missing, 0, 0, 100, true), Paired.Of([null, 100]));

    [Fact]
    public void Missing_denominator_leaves_both_sides_out() => Assert.Equal(new(TupleState.Missing, 0, 0, null, true), Paired.Of([5, null]));

    [Fact]
    public void Negative_amount_is_invalid() => Assert.Equal(new(TupleState.Invalid, 0, 0, null, true, TupleRule.Negative), Paired.Of([0, -1]));

    [Fact]
    public void Numerator_above_the_denominator_is_invalid_and_weighs_its_denominator() =>
        Assert.Equal(new(TupleState.Invalid, 0, 0, 100, true, TupleRule.AboveDenominator), Paired.Of([105, 100]));

    [Fact]
    public void Numerator_without_denominator_is_invalid() =>
        Assert.Equal(new(TupleState.Invalid, 0, 0, 0, true, TupleRule.ZeroDenominator), Paired.Of([3, 0]));

    [Fact]
    public void Sides_that_are_paired_independently_count_alone() =>
        Assert.Equal((TupleState.Missing, 5, 0), (Independent.Of([5, null]).State, Independent.Of([5, null]).N, Independent.Of([5, null]).D));

    [Fact]
    public void Ratio_that_is_no_subset_may_exceed_one()
    {
        var catalogue = Worlds.CatalogueOf(metrics: [Worlds.Metric("n"), Worlds.Metric("d")]);
        Assert.Equal(TupleState.Valid, new TupleRule(new IndicatorDefinitions(catalogue).Find("x")!).Of([105, 100]).State);
    }

    private static TupleRule Rule(bool independent)
    {
        var catalogue = Worlds.CatalogueOf(indicators: [Worlds.Indicator("x", "ratio(n, d)") with { IndependentPairing = independent }]);
        return new(new IndicatorDefinitions(catalogue).Find("x")!);
    }
}
