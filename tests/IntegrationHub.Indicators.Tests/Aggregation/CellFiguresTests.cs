using IntegrationHub.Indicators.Aggregation;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Formulas;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Indicators.Periods;
using Xunit;
using static IntegrationHub.Indicators.Tests.Worlds;

namespace IntegrationHub.Indicators.Tests.Aggregation;

public sealed class CellFiguresTests
{
    private static readonly HubCatalogue Daily = CatalogueOf(metrics: [Metric("n", subsetOf: "d", feed: Records), Metric("d", feed: Records)]);

    [Fact]
    public void Delivered_day_without_cases_is_zero_and_an_undelivered_one_is_missing()
    {
        DeliveredDay[] delivered = [new(Records, "day", "A1", Day("2024-01-01")), new(Records, "day", "A1", Day("2024-01-02"))];
        Cell[] cells =
        [
            new(Records, "n", "A1", Interval.Day(Day("2024-01-01")), 3), new(Records, "d", "A1", Interval.Day(Day("2024-01-01")), 4),
            new(Records, "d", "A1", Interval.Day(Day("2024-01-03")), 9),
        ];
        var pair = Figures(Daily, "2024-01-04", cells, delivered, "A1").Pair(new("x", "A1", Scope.Own, Period("2024-01-01..2024-01-04")));
        Assert.Equal((3m, 4m, 2, 3), (pair.N, pair.D, pair.Received, pair.Expected));
        Assert.Equal(["A1"], pair.MissingUnits);
    }

    [Fact]
    public void Day_that_has_not_ended_is_not_expected()
    {
        var pair = Figures(Daily, "2024-01-03", [], [], "A1").Pair(new("x", "P", Scope.Subtree, Period("2024-M01")));
        Assert.Equal(2, pair.Expected);
    }

    [Fact]
    public void Missing_day_weighs_like_the_same_weekday_up_to_four_weeks_before()
    {
        var (week, fourWeeks) = (WeightOf("2024-01-24"), WeightOf("2024-01-03"));
        Assert.Equal((7m, false), (week.MissingWeight, week.WeightEstimated));
        Assert.Equal((7m, false), (fourWeeks.MissingWeight, fourWeeks.WeightEstimated));
        Assert.Null(WeightOf("2023-12-27").MissingWeight);

        Pair WeightOf(string day) => Figures(
            Daily, "2024-02-01", [new(Records, "d", "A1", Interval.Day(Day(day)), 7)], [new(Records, "day", "A1", Day(day))], "A1")
            .Pair(new("x", "A1", Scope.Own, new("2024-01-31..2024-02-01", CalendarKind.Gregorian, PeriodType.Range, Day("2024-01-31"), Day("2024-02-01"))));
    }

    [Fact]
    public void Unit_that_never_delivered_weighs_the_median_of_its_class_rounded_up()
    {
        var cells = Cells("A1", "2024-M01", 1, 10).Concat(Cells("A2", "2024-M01", 1, 15));
        var pair = Figures(CatalogueOf(), "2024-02-01", cells, [], "A1", "A2", "B1").Pair(new("x", "P", Scope.Subtree, Period("2024-M01")));
        Assert.Equal((13m, true), (pair.MissingWeight, pair.WeightEstimated));
        var alone = Figures(CatalogueOf(), "2024-02-01", cells, [], "A1", "A2", "B1").Pair(new("x", "B1", Scope.Own, Period("2024-M01")));
        Assert.Equal(13m, alone.MissingWeight);
    }

    [Fact]
    public void Without_any_basis_the_weight_is_unknown_and_there_are_no_bounds()
    {
        var pair = Figures(CatalogueOf(), "2024-02-01", Cells("A", "2024-M01", 1, 10), [], "A", "A1").Pair(new("x", "P", Scope.Subtree, Period("2024-M01")));
        Assert.Null(pair.MissingWeight);
        Assert.Null(pair.Low);
        Assert.Null(pair.High);
    }

    [Fact]
    public void Gregorian_months_do_not_nest_in_a_quarter_of_the_reporting_calendar()
    {
        var pair = Figures(CatalogueOf(), "2024-12-20", Cells("A1", "2024-M01", 1, 10), [], "A1").Pair(new("x", "P", Scope.Subtree, Period("2024-Q1", CalendarKind.Admin)));
        Assert.False(pair.AnythingDelivered);
        Assert.Equal(["E_CALENDAR"], pair.Reasons);
    }

    [Fact]
    public void Unit_is_expected_only_while_it_is_valid_and_on_the_roster()
    {
        var metrics = new[] { Metric("n", subsetOf: "d"), Metric("d") with { Roster = [new(null, Level.Commune, [], Valid("2024-02-01", null)), new(null, null, ["A1", "gone"], Valid("2024-03-01", null))] } };
        var catalogue = CatalogueOf([.. Province, Unit("gone", Level.Commune, "A", to: "2024-03-01")], metrics);
        var figures = Figures(catalogue, "2025-01-01", []);
        Assert.Equal(2, figures.Pair(new("x", "A1", Scope.Own, Period("2024-Q1"))).Expected);
        Assert.Equal(1, figures.Pair(new("x", "gone", Scope.Own, Period("2024-Q1"))).Expected);
        Assert.Equal(0, figures.Pair(new("x", "A", Scope.Own, Period("2024-Q1"))).Expected);
        Assert.Equal([PairReasons.NotExpected], figures.Pair(new("x", "A", Scope.Own, Period("2024-Q1"))).Reasons);
    }

    [Fact]
    public void Feed_that_no_source_delivers_is_said_so_and_not_laid_to_the_units()
    {
        var catalogue = CatalogueOf();
        var nobody = new Expectations(catalogue, new OrgTree(catalogue), _ => new HashSet<string>());
        var figures = new CellFigures(new IndicatorDefinitions(catalogue), new OrgTree(catalogue), nobody, Day("2025-01-01"), [], []);
        Assert.Equal([PairReasons.NoSource], figures.Pair(new("x", "P", Scope.Subtree, Period("2024-Q1"))).Reasons);
        Assert.Equal([PairReasons.NotExpected], Figures(catalogue, "2025-01-01", [], [], "A1").Pair(new("x", "B", Scope.Subtree, Period("2024-Q1"))).Reasons);
    }

    [Fact]
    public void Months_are_cut_where_a_unit_begins_and_ends()
    {
        // X and Y become Z on 16 February: six tuples, as the two units before and the one after are each expected for their days.
        var units = new[] { Unit("P", Level.Province, null), Unit("X", Level.Commune, "P", to: "2026-02-16"), Unit("Y", Level.Commune, "P", to: "2026-02-16"), Unit("Z", Level.Commune, "P", from: "2026-02-16") };
        var figures = Figures(CatalogueOf(units), "2026-04-01", [], [], "X", "Y", "Z");
        Assert.Equal(6, figures.Pair(new("x", "P", Scope.Subtree, Period("2026-Q1"))).Expected);
    }

    [Fact]
    public void Cells_go_to_the_ancestors_of_their_interval()
    {
        var moved = new OrgUnit("C", "commune", [new(Valid(null, "2024-02-01"), "A", Level.Commune, new("C")), new(Valid("2024-02-01", null), "B", Level.Commune, new("C"))]);
        var cells = Cells("C", "2024-M01", 10, 20).Concat(Cells("C", "2024-M02", 20, 20)).Concat(Cells("C", "2024-M03", 20, 20));
        var figures = Figures(CatalogueOf([.. Province, moved]), "2024-04-01", cells, [], "C");
        Assert.Equal((10m, 20m), Sums("A"));
        Assert.Equal((40m, 40m), Sums("B"));
        Assert.Equal((50m, 60m), Sums("P"));

        (decimal, decimal) Sums(string unit) => (figures.Pair(new("x", unit, Scope.Subtree, Period("2024-Q1"))).N, figures.Pair(new("x", unit, Scope.Subtree, Period("2024-Q1"))).D);
    }

    [Fact]
    public void Distinct_counts_are_used_at_exactly_their_unit_period_and_scope()
    {
        var catalogue = CatalogueOf(metrics: [Metric("n", MetricKind.NonAdditive, "d"), Metric("d", MetricKind.NonAdditive)]);
        var cells = Cells("P", "2024", 7, 10, Scope.Subtree).Concat(Cells("A1", "2024", 1, 3)).Concat(Cells("A2", "2024-Q1", 1, 3));
        var figures = Figures(catalogue, "2024-12-20", cells);
        Assert.Equal((7m, 10m), Pair("P", Scope.Subtree, "2024"));
        Assert.Equal((1m, 3m), Pair("A1", Scope.Subtree, "2024"));
        Assert.Equal([PairReasons.NotDeliveredForPeriod], figures.Pair(new("x", "A", Scope.Subtree, Period("2024"))).Reasons);
        Assert.Equal([PairReasons.NotDeliveredForPeriod], figures.Pair(new("x", "A2", Scope.Own, Period("2024-H1"))).Reasons);
        Assert.Equal([PairReasons.NotDeliveredForPeriod], figures.Pair(new("x", "P", Scope.Own, Period("2024"))).Reasons);

        (decimal, decimal) Pair(string unit, Scope scope, string period) => (figures.Pair(new("x", unit, scope, Period(period))).N, figures.Pair(new("x", unit, scope, Period(period))).D);
    }

    [Fact]
    public void Stock_is_its_last_interval_and_not_a_sum()
    {
        var catalogue = CatalogueOf(metrics: [Metric("n", MetricKind.StockLast, "d"), Metric("d", MetricKind.StockLast)], indicators: [Indicator("x", "ratio(n.last, d.last)")]);
        var cells = Cells("A1", "2024-M01", 40, 100).Concat(Cells("A1", "2024-M02", 55, 110)).Concat(Cells("A1", "2024-M03", 60, 120)).Concat(Cells("A2", "2024-M02", 30, 50));
        var pair = Figures(catalogue, "2024-04-01", cells, [], "A1", "A2").Pair(new("x", "P", Scope.Subtree, Period("2024-Q1")));
        Assert.Equal((60m, 120m, 1, 2, 50m), (pair.N, pair.D, pair.Received, pair.Expected, pair.MissingWeight));
    }

    [Fact]
    public void Rejected_record_adds_one_to_the_missing_weight()
    {
        var figures = new CellFigures(
            new(Daily), new OrgTree(Daily), Expectations(Daily, "A1"), Day("2024-01-02"),
            [new(Records, "n", "A1", Interval.Day(Day("2024-01-01")), 3), new(Records, "d", "A1", Interval.Day(Day("2024-01-01")), 4)],
            [new(Records, "day", "A1", Day("2024-01-01"))],
            [new(Records, "A1", Day("2024-01-01")), new(Records, "P", Day("2024-01-01"))]);
        Assert.Equal((1, 1m), Of("A1"));
        Assert.Equal((2, 2m), Of("P"));

        (int, decimal?) Of(string unit) => (figures.Pair(new("x", unit, Scope.Subtree, Period("2024-M01"))).Rejected, figures.Pair(new("x", unit, Scope.Subtree, Period("2024-M01"))).MissingWeight);
    }

    [Fact]
    public void Indicator_without_a_ratio_has_no_pair() => Assert.Equal([PairReasons.NotComputed], Figures(CatalogueOf(), "2024-02-01", []).Pair(new("none", "P", Scope.Subtree, Period("2024-M01"))).Reasons);
}
