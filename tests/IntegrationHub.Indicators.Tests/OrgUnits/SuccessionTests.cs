using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.OrgUnits;
using Xunit;
using static IntegrationHub.Indicators.Tests.Worlds;

namespace IntegrationHub.Indicators.Tests.OrgUnits;

public sealed class SuccessionTests
{
    private static readonly DateOnly Later = Day("2027-01-01");

    [Fact]
    public void Merger_of_a_merger_is_followed_to_its_end()
    {
        var succession = Of(
            [Unit("A", Level.Commune, "P", to: "2026-02-01"), Unit("B", Level.Commune, "P", "2026-02-01", "2026-06-01"), Unit("C", Level.Commune, "P", "2026-06-01")],
            Event("2026-06-01", SuccessionKind.Merge, "B", "C"), Event("2026-02-01", SuccessionKind.Merge, "A", "B"));

        Assert.Equal(["C"], Lands(succession, "A", "2026-01-01", Later));
        Assert.Equal(["B"], Lands(succession, "A", "2026-01-01", Day("2026-05-31")));
        Assert.Equal(["A"], Lands(succession, "A", "2026-01-01", Day("2026-01-31")));
        Assert.Equal("C", succession.SuccessorOn("A", Later));
        Assert.Equal("B", succession.SuccessorOn("A", Day("2026-03-01")));
        Assert.Equal("A", succession.SuccessorOn("A", Day("2026-01-31")));
    }

    [Fact]
    public void Shares_of_a_split_of_a_split_are_multiplied()
    {
        var succession = Of(
            [
                Unit("W", Level.Commune, "P", to: "2026-02-01"), Unit("W1", Level.Commune, "P", "2026-02-01", "2026-06-01"), Unit("W2", Level.Commune, "P", "2026-02-01"),
                Unit("V1", Level.Commune, "P", "2026-06-01"), Unit("V2", Level.Commune, "P", "2026-06-01"),
            ],
            Split("2026-02-01", "W", ("W1", 0.6m), ("W2", 0.4m)), Split("2026-06-01", "W1", ("V1", 0.25m), ("V2", 0.75m)));

        Assert.Equal([("V1", 0.15m), ("V2", 0.45m), ("W2", 0.4m)], succession.Landings("W", Day("2026-01-01"), Later).Select(l => (l.Unit, l.Share.Of("n"))));
        Assert.Null(succession.SuccessorOn("W", Later));
    }

    [Fact]
    public void Parts_that_come_together_again_are_the_whole()
    {
        var succession = Of(
            [
                Unit("W", Level.Commune, "P", to: "2026-02-01"), Unit("W1", Level.Commune, "P", "2026-02-01", "2026-06-01"), Unit("W2", Level.Commune, "P", "2026-02-01", "2026-06-01"),
                Unit("Z", Level.Commune, "P", "2026-06-01"),
            ],
            Split("2026-02-01", "W", ("W1", 0.6m), ("W2", 0.4m)), Event("2026-06-01", SuccessionKind.Merge, "W1 W2", "Z"));

        var landing = Assert.Single(succession.Landings("W", Day("2026-01-01"), Later));
        Assert.True(landing is { Unit: "Z", Share.IsWhole: true });
        Assert.Equal("Z", succession.SuccessorOn("W", Later));
    }

    [Fact]
    public void Metric_with_shares_of_its_own_uses_no_other()
    {
        var split = Split("2026-02-01", "W", ("W1", 0.6m), ("W2", 0.4m)) with
        {
            Shares = [new("W1", 0.6m), new("W2", 0.4m), new("W1", 1m, "staff")],
        };

        Assert.Equal((0.6m, 1m), (split.ShareOf("W1")!.Of("n"), split.ShareOf("W1")!.Of("staff")));
        Assert.Equal((0.4m, 0m), (split.ShareOf("W2")!.Of("n"), split.ShareOf("W2")!.Of("staff")));
    }

    [Fact]
    public void Unit_that_ended_without_successor_stays_below_what_its_parent_has_become()
    {
        var succession = Of(
            [Unit("H", Level.District, "P", to: "2026-06-01"), Unit("K", Level.District, "P"), Unit("C", Level.Commune, "H", to: "2026-02-01")],
            Event("2026-02-01", SuccessionKind.Abolish, "C", ""), Event("2026-06-01", SuccessionKind.Merge, "H", "K"));

        Assert.Equal([new Landing("H", UnitShare.Whole, Level.Commune)], succession.Landings("C", Day("2026-01-01"), Day("2026-03-01")));
        Assert.Equal([new Landing("K", UnitShare.Whole, Level.Commune)], succession.Landings("C", Day("2026-01-01"), Later));
        Assert.Null(succession.SuccessorOn("C", Later));
    }

    [Fact]
    public void Unit_that_is_absorbed_goes_to_the_one_that_stays_and_that_one_to_itself()
    {
        var succession = Of([Unit("A", Level.Commune, "P", to: "2026-02-01"), Unit("B", Level.Commune, "P")], Event("2026-02-01", SuccessionKind.Merge, "A B", "B"));

        Assert.Equal(["B"], Lands(succession, "A", "2026-01-01", Later));
        Assert.Equal(["B"], Lands(succession, "B", "2026-01-01", Later));
    }

    [Fact]
    public void Renamed_units_go_pair_by_pair()
    {
        var succession = Of(
            [Unit("A", Level.Commune, "P", to: "2026-02-01"), Unit("B", Level.Commune, "P", to: "2026-02-01"), Unit("A2", Level.Commune, "P", "2026-02-01"), Unit("B2", Level.Commune, "P", "2026-02-01")],
            Event("2026-02-01", SuccessionKind.Rename, "A B", "A2 B2"));

        Assert.Equal(["B2"], Lands(succession, "B", "2026-01-01", Later));
    }

    [Fact]
    public void Created_unit_takes_nothing_over_and_before_its_time_it_is_a_guest_of_its_parent()
    {
        var succession = Of([Unit("N", Level.Commune, "P", "2026-02-01")], Event("2026-02-01", SuccessionKind.Create, "", "N"));

        Assert.Equal([new Landing("P", UnitShare.Whole, Level.Commune)], succession.Landings("N", Day("2026-03-01"), Day("2026-01-01")));
        Assert.Equal(["N"], Lands(succession, "N", "2026-03-01", Later));
    }

    [Fact]
    public void Split_without_shares_has_no_rule_and_loses_nothing_above()
    {
        var succession = Of(
            [Unit("W", Level.Commune, "P", to: "2026-02-01"), Unit("W1", Level.Commune, "P", "2026-02-01"), Unit("W2", Level.Commune, "P", "2026-02-01")],
            Event("2026-02-01", SuccessionKind.Split, "W", "W1 W2"));

        Assert.Equal([new Landing("P", UnitShare.Whole, Level.Commune)], succession.Landings("W", Day("2026-01-01"), Later));
        Assert.Null(succession.SuccessorOn("W", Later));
    }

    [Fact]
    public void Members_as_now_are_the_predecessors_with_their_versions_and_shares()
    {
        OrgUnit[] units = [Unit("P", Level.Province, null), Unit("W", Level.Commune, "P", to: "2026-02-01"), Unit("W1", Level.Commune, "P", "2026-02-01"), Unit("W2", Level.Commune, "P", "2026-02-01")];
        var tree = new OrgTree(units.ToDictionary(u => u.Id), [Split("2026-02-01", "W", ("W1", 0.6m), ("W2", 0.4m))]);
        var year = Period("2026").Interval;

        Assert.Equal(["W 0.6 2026-01-01..2026-02-01", "W1 1 2026-02-01..2027-01-01"], Told(tree.Members("W1", Scope.Own, year, View.AsNow(Later))));
        Assert.Equal(
            ["P 1 2026-01-01..2027-01-01", "W 1.0 2026-01-01..2026-02-01", "W1 1 2026-02-01..2027-01-01", "W2 1 2026-02-01..2027-01-01"],
            Told(tree.Members("P", Scope.Subtree, year, View.AsNow(Later))));
        Assert.Empty(tree.Members("W", Scope.Subtree, year, View.AsNow(Later)));
        Assert.Equal(["W1", "W2"], tree.UnitsIn("P", Scope.Slice(Level.Commune), year, View.AsNow(Later)));
    }

    [Theory]
    [InlineData("as-was", "as-was")]
    [InlineData("as-now", "as-now:2027-01-01")]
    [InlineData("as-now:2026-02-01", "as-now:2026-02-01")]
    [InlineData("as-now:2026-2-1", null)]
    [InlineData("AsNow", null)]
    [InlineData(null, null)]
    public void View_is_read_and_written(string? text, string? written)
    {
        Assert.Equal(written is not null, View.TryParse(text, Later, out var view));
        Assert.Equal(written, view?.ToString());
    }

    private static IEnumerable<string> Told(IEnumerable<Member> members) =>
        members.Select(m => FormattableString.Invariant($"{m.Unit.Id} {m.Share.Of("n")} {m.Span.From:yyyy-MM-dd}..{m.Span.To:yyyy-MM-dd}"));

    private static Succession Of(IEnumerable<OrgUnit> units, params SuccessionEvent[] events) => new(units.Prepend(Unit("P", Level.Province, null)).ToDictionary(u => u.Id), events);

    private static IEnumerable<string> Lands(Succession succession, string unit, string day, DateOnly at) => succession.Landings(unit, Day(day), at).Select(l =>
    {
        Assert.True(l is { Guest: null, Share.IsWhole: true });
        return l.Unit;
    });

    private static SuccessionEvent Event(string day, SuccessionKind kind, string from, string to) => new(Day(day), kind, Words(from), Words(to), "");

    private static SuccessionEvent Split(string day, string from, params (string To, decimal Share)[] shares) =>
        new(Day(day), SuccessionKind.Split, [from], [.. shares.Select(s => s.To)], "") { Shares = [.. shares.Select(s => new SuccessionShare(s.To, s.Share))] };

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
