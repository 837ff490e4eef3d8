using IntegrationHub.Indicators.Aggregation;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Targets;
using Xunit;

namespace IntegrationHub.Indicators.Tests.Targets;

public sealed class TargetTestTests
{
    [Theory]
    [InlineData(TargetOperator.Greater, 70, null, Verdict.NotMet)]
    [InlineData(TargetOperator.AtLeast, 70, null, Verdict.Met)]
    [InlineData(TargetOperator.Equal, 70, null, Verdict.Met)]
    [InlineData(TargetOperator.AtMost, 70, null, Verdict.Met)]
    [InlineData(TargetOperator.Less, 70, null, Verdict.NotMet)]
    [InlineData(TargetOperator.Between, 60, 70, Verdict.Met)]
    [InlineData(TargetOperator.Between, 70, 80, Verdict.Met)]
    [InlineData(TargetOperator.Between, 71, 80, Verdict.NotMet)]
    [InlineData(TargetOperator.None, 70, null, Verdict.NoTarget)]
    public void Complete_figure_is_compared_exactly(TargetOperator op, int threshold, int? upper, Verdict verdict) =>
        Assert.Equal(verdict, TargetTest.Of(Worlds.Target(op, threshold, upper), Complete(70, 100)));

    [Theory]
    [InlineData(TargetOperator.Greater, 70, null, Verdict.MetCertain)]
    [InlineData(TargetOperator.Greater, 97, null, Verdict.NotMetCertain)]
    [InlineData(TargetOperator.Greater, 95, null, Verdict.Undetermined)]
    [InlineData(TargetOperator.Less, 97, null, Verdict.MetCertain)]
    [InlineData(TargetOperator.Equal, 95, null, Verdict.Undetermined)]
    [InlineData(TargetOperator.Equal, 99, null, Verdict.NotMetCertain)]
    [InlineData(TargetOperator.Between, 95, 96, Verdict.Undetermined)]
    [InlineData(TargetOperator.Between, 90, 99, Verdict.MetCertain)]
    public void Partial_figure_is_judged_by_its_bounds(TargetOperator op, int threshold, int? upper, Verdict verdict) =>
        Assert.Equal(verdict, TargetTest.Of(Worlds.Target(op, threshold, upper), Complete(960, 1000) with { Expected = 2, MissingWeight = 20 }));

    [Fact]
    public void Partial_figure_without_bounds_is_undetermined()
    {
        var target = Worlds.Target(TargetOperator.Greater, 70);
        Assert.Equal(Verdict.Undetermined, TargetTest.Of(target, Complete(96, 100) with { Expected = 2, MissingWeight = null }));
        Assert.Equal(Verdict.Undetermined, TargetTest.Of(target, Complete(96, 100) with { Expected = 2, MissingWeight = 5, IsBounded = false }));
    }

    [Fact]
    public void Figure_that_cannot_be_judged_says_why()
    {
        var target = Worlds.Target(TargetOperator.Greater, 70);
        Assert.Equal(Verdict.NotEvaluable, TargetTest.Of(target, Pair.Nothing(3, PairReasons.NotDelivered)));
        Assert.Equal(Verdict.NotApplicable, TargetTest.Of(target, Pair.Nothing(0, PairReasons.NoUnits)));
        Assert.Equal(Verdict.NotApplicable, TargetTest.Of(target, Complete(0, 0)));
        Assert.Equal(Verdict.NotEvaluable, TargetTest.Of(target, Complete(0, 0) with { Received = 0, InvalidUnits = ["A"], MissingWeight = 100 }));
        Assert.Equal(Verdict.NotEvaluable, TargetTest.Of(target, Complete(0, 0) with { Expected = 2 }));
        Assert.Equal(Verdict.NoTarget, TargetTest.Of(null, Pair.Nothing(3, PairReasons.NotDelivered)));
    }

    [Theory]
    [InlineData(TargetOperator.Greater, 50, TargetOperator.Greater, 70, true)]
    [InlineData(TargetOperator.Greater, 80, TargetOperator.Greater, 70, false)]
    [InlineData(TargetOperator.Greater, 70, TargetOperator.Greater, 70, false)]
    [InlineData(TargetOperator.AtLeast, 50, TargetOperator.Greater, 50, true)]
    [InlineData(TargetOperator.Greater, 50, TargetOperator.AtLeast, 50, false)]
    [InlineData(TargetOperator.AtLeast, 100, TargetOperator.Equal, 100, false)]
    [InlineData(TargetOperator.AtMost, 10, TargetOperator.AtMost, 5, true)]
    [InlineData(TargetOperator.AtMost, 5, TargetOperator.Less, 5, true)]
    public void Plan_is_weaker_when_a_value_satisfies_it_and_not_the_plan_above(TargetOperator mine, int my, TargetOperator theirs, int their, bool weaker) =>
        Assert.Equal(weaker, TargetStrength.IsWeaker(Worlds.Target(mine, my), Worlds.Target(theirs, their), isPercent: true));

    private static Pair Complete(decimal n, decimal d) => new() { N = n, D = d, Expected = 1, Received = 1, AnythingDelivered = true, IsBounded = true, Units = 1 };
}
