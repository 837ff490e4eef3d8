using FsCheck;
using FsCheck.Fluent;
using IntegrationHub.Indicators.Aggregation;
using IntegrationHub.Indicators.Explain;
using Xunit;

namespace IntegrationHub.Indicators.Tests.Explain;

public sealed class MovementTests
{
    private static readonly MoveCause[] Causes = Enum.GetValues<MoveCause>();

    [Fact]
    public void Correction_after_the_report_is_worth_one_and_a_half_points()
    {
        var movement = Movement.Between(PairOf(1420, 2000), [(MoveCause.Corrections, PairOf(1390, 2000))])!;
        Assert.Equal(("-3/2", "-1.5"), (movement.Difference.ToString(), movement.Difference.Text(1)));
        Assert.Equal([(MoveCause.Corrections, "-3/2")], movement.Parts.Select(p => (p.Cause, p.Points.ToString())));
        Assert.Equal(Points.Zero, movement.Residual);
    }

    [Fact]
    public void Every_cause_is_worth_what_it_moves_on_top_of_those_before_it()
    {
        var movement = Movement.Between(PairOf(1, 3),
            [(MoveCause.Corrections, PairOf(1, 4)), (MoveCause.LateArrivals, PairOf(2, 5)), (MoveCause.NewActivity, PairOf(5, 9)), (MoveCause.Geography, PairOf(6, 11)), (MoveCause.Definition, PairOf(6, 10))])!;
        Assert.Equal(["-25/3", "15", "140/9", "-100/99", "60/11"], movement.Parts.Select(p => p.Points.ToString()));
        Assert.Equal("80/3", movement.Difference.ToString());
        Assert.Equal(Points.Zero, movement.Residual);
    }

    [Fact]
    public void Causes_come_in_one_order()
    {
        Assert.Throws<ArgumentException>(() => Movement.Between(PairOf(1, 2), [(MoveCause.Definition, PairOf(1, 3)), (MoveCause.Corrections, PairOf(1, 4))]));
        Assert.Throws<ArgumentException>(() => Movement.Between(PairOf(1, 2), [(MoveCause.Corrections, PairOf(1, 3)), (MoveCause.Corrections, PairOf(1, 4))]));
    }

    [Fact]
    public void Figure_without_value_between_hands_its_movement_to_the_next_cause()
    {
        var movement = Movement.Between(PairOf(1, 2), [(MoveCause.Corrections, PairOf(0, 0)), (MoveCause.LateArrivals, PairOf(1, 4))])!;
        Assert.Equal([new(MoveCause.Corrections, Points.Zero), new(MoveCause.LateArrivals, movement.Difference, IsJoined: true)], movement.Parts);
        Assert.Null(Movement.Between(PairOf(0, 0), [(MoveCause.LateArrivals, PairOf(1, 4))]));
        Assert.Null(Movement.Between(PairOf(1, 4), [(MoveCause.Corrections, PairOf(0, 0))]));
    }

    [Fact]
    public void What_counted_and_changes_is_corrected_and_what_did_not_count_is_late()
    {
        var (nothing, invalid) = (Contribution.Nothing, new Contribution(TupleState.Invalid, 0, 0, 10, true));
        var steps = DataSteps.Of(PairOf(90, 150), [new(Valid(60, 100), Valid(50, 100)), new(Valid(30, 50), nothing), new(nothing, Valid(7, 10)), new(invalid, Valid(1, 10))]);
        Assert.Equal([(MoveCause.Corrections, 50m, 100m), (MoveCause.LateArrivals, 58m, 120m)], steps.Select(s => (s.Cause, s.Pair.N, s.Pair.D)));
    }

    [Fact]
    public void Nothing_is_left_over() => Prop.ForAll(
        Gen.Choose(0, 1_000_000).Two().ListOf(6).ToArbitrary(),
        pairs =>
        {
            var figures = pairs.Select(p => PairOf(Math.Min(p.Item1, p.Item2), Math.Max(p.Item1, p.Item2))).ToList();
            var movement = Movement.Between(figures[0], [.. Causes.Zip(figures.Skip(1))]);
            return movement is null
                ? figures[0].D == 0 || figures[^1].D == 0
                : movement.Residual == Points.Zero && movement.Parts.Aggregate(Points.Zero, (all, p) => all + p.Points) == Points.Between(figures[0].Value!.Value, figures[^1].Value!.Value);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    private static Contribution Valid(decimal n, decimal d) => new(TupleState.Valid, n, d, d, true);

    private static Pair PairOf(decimal n, decimal d) => new() { N = n, D = d, Expected = 1, Received = 1, AnythingDelivered = true };
}
