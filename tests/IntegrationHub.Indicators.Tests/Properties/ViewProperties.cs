using FsCheck;
using FsCheck.Fluent;
using IntegrationHub.Indicators.Aggregation;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.OrgUnits;
using Xunit;
using static IntegrationHub.Indicators.Tests.Worlds;

namespace IntegrationHub.Indicators.Tests.Properties;

/// <summary>
/// What holds through any series of mergers, splits, moves and ends of units. A failing property prints the changes and the seed with
/// which it can be replayed.
/// </summary>
public sealed class ViewProperties
{
    private const int Few = 200;
    private const int Many = 20_000;

    private static readonly Gen<Change> AnyChange =
        from kind in Gen.Choose(0, 7)
        from first in Gen.Choose(0, 9)
        from second in Gen.Choose(0, 9)
        from days in Gen.Choose(0, 59)
        from tenths in Gen.Choose(1, 9)
        select new Change(kind, first, second, days, tenths);

    private static readonly Gen<(Change[] Changes, int Seed, string Period, int At, int Today)> Histories =
        from count in Gen.Choose(0, 7)
        from changes in Gen.ArrayOf(AnyChange, count)
        from seed in Gen.Choose(0, int.MaxValue - 1)
        from period in Gen.Elements("2026", "2026", "2026-Q1", "2026-H1", "2026-M03", "2026-04-01..2026-11-01")
        from at in Gen.Frequency((1, Gen.Choose(0, 364)), (1, Gen.Constant(365)))
        from today in Gen.Elements(365, 365, 250)
        select (changes, seed, period, at, today);

    [Fact]
    public void Node_whose_territory_did_not_change_is_equal_in_both_views() => CheckUnchanged(Few);

    [Fact]
    [Trait("Category", "Full")]
    public void Node_whose_territory_did_not_change_is_equal_in_both_views_many_times() => CheckUnchanged(Many);

    [Fact]
    public void Unit_has_as_now_exactly_what_it_took_over() => CheckTakenOver(Few);

    [Fact]
    public void Change_after_the_day_of_the_view_is_none_of_its_business() => Assert.True(HasTakenOver(
        ([new(1, 3, 7, 54, 9), new(1, 8, 9, 58, 5), new(4, 4, 8, 45, 9), new(7, 4, 2, 56, 3), new(3, 1, 6, 57, 4), new(7, 9, 5, 57, 3), new(1, 6, 3, 35, 5)],
        383527662, "2026-H1", 365, 250)));

    [Fact]
    [Trait("Category", "Full")]
    public void Unit_has_as_now_exactly_what_it_took_over_many_times() => CheckTakenOver(Many);

    [Fact]
    public void Coverage_and_bounds_hold_in_every_view() => CheckCoverage(Few);

    [Fact]
    [Trait("Category", "Full")]
    public void Coverage_and_bounds_hold_in_every_view_many_times() => CheckCoverage(Many);

    private static void CheckUnchanged(int runs) => Check(runs, x =>
    {
        var (world, period, at, today) = (new ChangingWorld(x.Changes, x.Seed), Period(x.Period), Day(x.At), Day(x.Today));
        var (asWas, asNow) = (world.Figures(View.AsWas, today), world.Figures(View.AsNow(at), today));
        var keys = world.SameTerritories.SelectMany(u => new FigureKey[] { new("x", u, Scope.Subtree, period), new("x", u, Scope.Slice(Level.Commune), period) })
            .Concat(world.SameUnits.Select(u => new FigureKey("x", u, Scope.Own, period)));
        return keys.All(k => Told(asWas.Pair(k)) == Told(asNow.Pair(k)) && !asNow.Pair(k).IsEstimated);
    });

    private static void CheckTakenOver(int runs) => Check(runs, HasTakenOver);

    private static bool HasTakenOver((Change[] Changes, int Seed, string Period, int At, int Today) x)
    {
        var (world, period, today) = (new ChangingWorld(x.Changes, x.Seed), Period(x.Period), Day(x.Today));
        var asNow = world.Figures(View.AsNow(ChangingWorld.End), today);
        foreach (var (unit, held) in world.Holdings)
        {
            var mine = world.Deliveries.Where(d => period.Interval.Contains(d.Interval.From) && d.Interval.To <= today && held.ContainsKey((d.Unit, d.Version)))
                .Select(d => (Share: held[(d.Unit, d.Version)], Tuple: d)).ToList();
            var valid = mine.Where(m => m.Tuple.IsValid).ToList();
            var pair = asNow.Pair(new("x", unit, Scope.Own, period));
            if (pair.N != valid.Sum(m => m.Share * m.Tuple.N!.Value) || pair.D != valid.Sum(m => m.Share * m.Tuple.D!.Value)
                || pair.Expected != mine.Count || pair.Received != valid.Count || (mine.Exists(m => m.Share != 1) && !pair.IsEstimated))
            {
                return false;
            }
        }

        return true;
    }

    private static void CheckCoverage(int runs) => Check(runs, x =>
    {
        var (world, period, today) = (new ChangingWorld(x.Changes, x.Seed), Period(x.Period), Day(x.Today));
        View[] views = [View.AsWas, View.AsNow(Day(x.At))];
        Scope[] scopes = [Scope.Own, Scope.Subtree, Scope.Slice(Level.Commune)];
        return views.All(view =>
        {
            var figures = world.Figures(view, today);
            return world.Catalogue.Units.Keys.SelectMany(u => scopes.Select(s => figures.Pair(new("x", u, s, period)))).All(IsSound);
        });
    });

    private static bool IsSound(Pair pair) =>
        pair.Received >= 0 && pair.Received <= pair.Expected
        && (pair.WeightedCoverage is not { } coverage || (coverage.CompareTo(0) >= 0 && coverage.CompareTo(100) <= 0))
        && (pair is not { Low: { } low, High: { } high, Value: { } value }
            || (low.CompareTo(0) >= 0 && high.CompareTo(100) <= 0 && low.N * value.D <= value.N * low.D && value.N * high.D <= high.N * value.D));

    private static string Told(Pair p) => FormattableString.Invariant(
        $"{p.N / 1.0000m} {p.D / 1.0000m} {p.Expected} {p.Received} {p.MissingWeight / 1.0000m} {p.WeightEstimated} {p.AnythingDelivered} {p.Units} [{string.Join(' ', p.MissingUnits)}] [{string.Join(' ', p.InvalidUnits)}] [{string.Join(' ', p.Reasons)}]");

    private static DateOnly Day(int ofYear) => new DateOnly(2026, 1, 1).AddDays(ofYear);

    private static void Check(int runs, Func<(Change[] Changes, int Seed, string Period, int At, int Today), bool> holds) =>
        Prop.ForAll(Histories.ToArbitrary(), holds).Check(Config.QuickThrowOnFailure.WithMaxTest(runs));
}
