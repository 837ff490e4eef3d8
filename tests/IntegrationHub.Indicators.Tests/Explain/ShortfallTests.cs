using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using IntegrationHub.Indicators.Aggregation;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Explain;
using IntegrationHub.Indicators.Targets;
using Xunit;
using static IntegrationHub.Indicators.Tests.Worlds;

namespace IntegrationHub.Indicators.Tests.Explain;

public sealed class ShortfallTests
{
    [Fact]
    public void Correction_after_the_report_leaves_11_existing_or_34_new_cases()
    {
        var shortfall = Of(TargetOperator.Greater, 70, 1390, 2000);
        Assert.Equal(new Shortfall(ShortfallKind.More, 11, 34), shortfall);
    }

    [Theory]
    [InlineData(TargetOperator.AtLeast, 70, 1390, 2000, 10, 34)]
    [InlineData(TargetOperator.AtLeast, 70, 70, 100, 0, 0)]
    [InlineData(TargetOperator.Greater, 70, 70, 100, 1, 1)]
    [InlineData(TargetOperator.Equal, 100, 9, 10, 1, null)]
    [InlineData(TargetOperator.AtLeast, 100, 9, 10, 1, null)]
    [InlineData(TargetOperator.Greater, 100, 9, 10, null, null)]
    [InlineData(TargetOperator.Equal, 50, 1, 3, null, 1)]
    [InlineData(TargetOperator.AtMost, 30, 40, 100, 10, 34)]
    [InlineData(TargetOperator.Less, 30, 30, 100, 1, 1)]
    [InlineData(TargetOperator.Less, 0, 30, 100, null, null)]
    [InlineData(TargetOperator.AtMost, 0, 30, 100, 30, null)]
    public void Smallest_numbers_that_meet_the_target(TargetOperator op, int threshold, int n, int d, int? existing, int? added)
    {
        var shortfall = Of(op, threshold, n, d);
        Assert.Equal((existing, added), ((int?)shortfall?.Existing, (int?)shortfall?.New));
    }

    [Fact]
    public void Closed_range_is_reached_from_either_side()
    {
        Assert.Equal(new Shortfall(ShortfallKind.More, 5, 8), Shortfall.Of(Target(TargetOperator.Between, 30, 50), PairOf(25, 100)));
        Assert.Equal(new Shortfall(ShortfallKind.Fewer, 10, 20), Shortfall.Of(Target(TargetOperator.Between, 30, 50), PairOf(60, 100)));
    }

    [Fact]
    public void Nothing_to_compare_with_needs_nothing()
    {
        Assert.Null(Of(TargetOperator.Greater, 70, 0, 0));
        Assert.Null(Shortfall.Of(new(TargetOperator.None, null, null, null, "", Validity.Always), PairOf(1, 2)));
    }

    [Fact]
    public void Numbers_are_the_smallest_ones() => Prop.ForAll(
        (from d in Gen.Choose(1, 400) from n in Gen.Choose(0, d) from tenths in Gen.Choose(0, 1000)
         from op in Gen.Elements(TargetOperator.Greater, TargetOperator.AtLeast, TargetOperator.Equal, TargetOperator.AtMost, TargetOperator.Less)
         select (n, d, tenths, op)).ToArbitrary(),
        x =>
        {
            var target = Target(x.op, x.tenths / 10m);
            var shortfall = Shortfall.Of(target, PairOf(x.n, x.d))!;
            var sign = shortfall.Kind is ShortfallKind.Fewer ? -1 : 1;
            return shortfall.Kind is ShortfallKind.Reached
                ? TargetTest.Holds(target, Ratio.Of(x.n, x.d))
                : IsSmallest(shortfall.Existing, k => (x.n + (sign * k), x.d)) && IsSmallest(shortfall.New, m => (sign > 0 ? x.n + m : x.n, x.d + m));

            bool IsSmallest(BigInteger? found, Func<int, (int N, int D)> then)
            {
                var by = Enumerable.Range(0, found is { } f ? (int)f + 1 : 2000).Where(k => then(k) is var (n, d) && n >= 0 && n <= d && TargetTest.Holds(target, Ratio.Of(n, d))).Select(k => (int?)k).FirstOrDefault();
                return by == (int?)found;
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    private static Shortfall? Of(TargetOperator op, int threshold, int n, int d) => Shortfall.Of(Target(op, threshold), PairOf(n, d));

    private static Pair PairOf(decimal n, decimal d) => new() { N = n, D = d, Expected = 1, Received = 1, AnythingDelivered = true };
}
