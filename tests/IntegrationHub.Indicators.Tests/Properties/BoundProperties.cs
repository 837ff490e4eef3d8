using FsCheck;
using FsCheck.Fluent;
using IntegrationHub.Indicators.Aggregation;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Targets;
using IntegrationHub.Indicators.Tests.Reference;
using Xunit;
using static IntegrationHub.Indicators.Tests.Worlds;

namespace IntegrationHub.Indicators.Tests.Properties;

/// <summary>What was said while cells were missing, against what is known when they have come. A failure prints the number of its world.</summary>
public sealed class BoundProperties
{
    // Kinds in which every tuple stands for itself: flows by month and by day, and means of stocks.
    private static readonly Gen<(int Number, int Left)> Late = from tens in Gen.Choose(0, 10_000_000) from kind in Gen.Elements(0, 1, 4) from left in Gen.Choose(0, 9) select ((tens * 10) + kind, left);

    [Fact]
    public void Bounds_contain_the_final_value_when_what_comes_late_is_no_more_than_was_assumed()
    {
        var counted = 0;
        Prop.ForAll(Late.ToArbitrary(), late =>
        {
            var (before, after) = Answers(late.Number, late.Left);
            if (before is not { Low: { } low, High: { } high, MissingWeight: { } weight } || after.Value is not { } final || after.Received == before.Received || after.D - before.D > weight)
            {
                return true;
            }

            counted++;
            return Order(low, final) <= 0 && Order(final, high) <= 0;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(600));
        Assert.True(counted > 15, $"Only {counted} worlds had something to say.");
    }

    [Fact]
    public void Certain_verdict_is_the_final_one_when_what_comes_late_is_no_more_than_was_assumed()
    {
        var counted = 0;
        Prop.ForAll(Late.ToArbitrary(), late =>
        {
            var (before, after) = Answers(late.Number, late.Left);
            var target = Target((TargetOperator)(late.Number % 5 % 2), 10 * late.Left);
            var (said, final) = (TargetTest.Of(target, before), TargetTest.Of(target, after));
            if (said is not (Verdict.MetCertain or Verdict.NotMetCertain) || after.D - before.D > before.MissingWeight || after.Value is not { } value)
            {
                return true;
            }

            counted++;
            return TargetTest.Holds(target, value) == (said is Verdict.MetCertain) && final is not Verdict.NoTarget;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(600));
        Assert.True(counted > 5, $"Only {counted} worlds had something to say.");
    }

    [Fact]
    public void Coverage_stays_between_zero_and_one_in_every_world() => Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), number =>
    {
        var pair = RandomWorlds.Of(number).Answer;
        return pair.Received >= 0 && pair.Received <= pair.Expected && (pair.WeightedCoverage is not { } coverage || (coverage.CompareTo(0) >= 0 && coverage.CompareTo(100) <= 0));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(600));

    // The same world with and without some of its cells; what was there stays as it was.
    private static (Pair Before, Pair After) Answers(int number, int left)
    {
        var question = RandomWorlds.Of(number);
        var random = new Random(number);
        var early = question.World with
        {
            Cells = question.World.IsDaily ? question.World.Cells : [.. question.World.Cells.Where(_ => random.Next(10) <= left)],
            Delivered = question.World.Delivered.Where(_ => random.Next(10) <= left).ToHashSet(),
        };
        return ((question with { World = early }).Answer, question.Answer);
    }

    private static int Order(Ratio left, Ratio right) => (left.N * right.D).CompareTo(right.N * left.D);
}
