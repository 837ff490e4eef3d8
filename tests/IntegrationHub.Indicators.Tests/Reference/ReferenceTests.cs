using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using IntegrationHub.Indicators.Aggregation;
using Xunit;

namespace IntegrationHub.Indicators.Tests.Reference;

/// <summary>The engine against the reference on random worlds. A failure prints the number of its world, with which it can be made again.</summary>
public sealed class ReferenceTests
{
    private const int Some = 600;
    private const int Many = 30_000;

    [Fact]
    public void Figures_are_those_of_the_reference() => Check(Some);

    [Fact]
    [Trait("Category", "Full")]
    public void Figures_are_those_of_the_reference_in_many_worlds() => Check(Many);

    [Fact]
    public void Every_kind_of_world_has_figures_and_gaps()
    {
        var answers = Enumerable.Range(0, 500).Select(RandomWorlds.Of).Select(q => (q.Kind, Pair: q.Answer)).ToLookup(a => a.Kind, a => a.Pair);
        Assert.All(RandomWorlds.Kinds, kind =>
        {
            Assert.Contains(answers[kind], p => p.Received > 0 && p.Received == p.Expected);
            Assert.Contains(answers[kind], p => p.Received > 0 && p.Received < p.Expected);
        });
        Assert.Contains(answers["stock"], p => p.IsStale);
        Assert.Contains(answers["average"], p => p.Divisor > 1);
        Assert.Contains(answers["counter"], p => p.InvalidCodes.Contains(CounterFlows.Fell));
        Assert.Contains(answers["totals"], p => p.IsEstimated);
        Assert.Contains(answers["totals"], p => p.Differences.Count > 0);
        Assert.Contains(answers["break"], p => p.IsBridged);
        Assert.Contains(answers["break"], p => p is { IsBreak: true, IsBridged: false });
    }

    private static void Check(int worlds) => Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), number =>
    {
        var question = RandomWorlds.Of(number);
        var (found, wanted) = (Described(question.Answer), Described(question.Reference));
        Assert.True(found == wanted, $"World {number}: the engine says\n{found}\nthe reference\n{wanted}\n{question}");
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(worlds));

    private static string Described(Pair pair) => Described(new ReferenceFigure(
        Fraction(pair.N, pair.Divisor), Fraction(pair.D, pair.Divisor), pair.Expected, pair.Received, pair.MissingWeight is { } weight ? Fraction(weight, pair.Divisor) : null,
        pair.WeightEstimated || pair.IsEstimated, pair.IsStale, pair is not { IsBreak: true, IsBridged: false }, pair.MissingUnits, pair.InvalidUnits));

    // Without a value nothing is said about what it would be made of.
    private static string Described(ReferenceFigure figure) => figure.HasValue
        ? $"{Reduced(figure.N)} of {Reduced(figure.D)}, {figure.Received} of {figure.Expected}, W {(figure.W is { } weight ? Reduced(weight) : "unknown")}, "
            + $"estimated {figure.IsEstimated}, stale {figure.IsStale}, missing {string.Join(' ', figure.Missing)}, invalid {string.Join(' ', figure.Invalid)}"
        : $"no value, {figure.Received} of {figure.Expected}, missing {string.Join(' ', figure.Missing)}, invalid {string.Join(' ', figure.Invalid)}";

    private static (BigInteger, BigInteger) Fraction(decimal over, decimal under) => (new(over * 1000), new(under * 1000));

    private static string Reduced((BigInteger Over, BigInteger Under) fraction)
    {
        var common = BigInteger.GreatestCommonDivisor(fraction.Over, fraction.Under);
        return $"{fraction.Over / common}/{fraction.Under / common}";
    }
}
