using IntegrationHub.Indicators.Aggregation;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Display;
using IntegrationHub.Indicators.Formulas;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Indicators.Progress;
using Xunit;
using static IntegrationHub.Indicators.Tests.Worlds;

namespace IntegrationHub.Indicators.Tests.OrgUnits;

public sealed class ViewTests
{
    private static readonly DateOnly Now = Day("2024-04-01");

    // X and Y merge into Z on 1 March.
    private static readonly OrgUnit[] Merging =
    [
        Unit("P", Level.Province, null), Unit("X", Level.Commune, "P", to: "2024-03-01"), Unit("Y", Level.Commune, "P", to: "2024-03-01"), Unit("Z", Level.Commune, "P", "2024-03-01"),
        Unit("K", Level.Commune, "P"),
    ];

    private static readonly SuccessionEvent Merger = new(Day("2024-03-01"), SuccessionKind.Merge, ["X", "Y"], ["Z"], "");

    [Fact]
    public void Distinct_counts_are_not_carried_across_a_merger()
    {
        var catalogue = CatalogueOf(Merging, [Metric("n", MetricKind.NonAdditive, "d"), Metric("d", MetricKind.NonAdditive)]) with { Successions = [Merger] };
        Cell[] cells = [.. Cells("Z", "2024-Q1", 1, 2), .. Cells("K", "2024-Q1", 3, 4), .. Cells("P", "2024-Q1", 5, 9, Scope.Subtree)];

        var z = Figures(catalogue, View.AsNow(Now), cells).Pair(new("x", "Z", Scope.Subtree, Period("2024-Q1")));
        Assert.Equal((false, PairReasons.NotDeliveredForPeriod), (z.AnythingDelivered, Assert.Single(z.Reasons)));
        Assert.Equal(2, Figures(catalogue, View.AsWas, cells).Pair(new("x", "Z", Scope.Subtree, Period("2024-Q1"))).D);
        Assert.Equal(4, Figures(catalogue, View.AsNow(Now), cells).Pair(new("x", "K", Scope.Subtree, Period("2024-Q1"))).D);
    }

    [Fact]
    public void Share_of_units_as_now_asks_the_units_of_the_day_with_all_that_they_took_over()
    {
        var catalogue = CatalogueOf(Merging, indicators: [Indicator("x", "ratio(n, d)"), Indicator("share", "share(units commune where @x > 50)")]) with { Successions = [Merger] };
        Cell[] cells =
        [
            .. new[] { "2024-M01", "2024-M02" }.SelectMany(m => Cells("X", m, 10, 10).Concat(Cells("Y", m, 0, 40)).Concat(Cells("K", m, 8, 10))),
            .. Cells("Z", "2024-M03", 9, 10), .. Cells("K", "2024-M03", 8, 10),
        ];
        Pair Share(View view, string period = "2024-Q1") => new ShareOfUnits(new OrgTree(catalogue), Figures(catalogue, view, cells), view)
            .PairOf((ShareFormula)new IndicatorDefinitions(catalogue).Find("share")!.Formula!, "P", Scope.Subtree, Period(period));

        Assert.Equal((3m, 4m), (Share(View.AsWas).N, Share(View.AsWas).D));
        Assert.Equal((1m, 2m), (Share(View.AsNow(Now)).N, Share(View.AsNow(Now)).D));
        Assert.Equal((1m, 2m), (Share(View.AsNow(Now), "2024-M01").N, Share(View.AsNow(Now), "2024-M01").D));
    }

    [Fact]
    public void Move_that_is_recorded_afterwards_changes_the_districts_and_not_the_province()
    {
        var before = CatalogueOf();
        var moved = Province.Where(u => u.Id != "A1").Append(new("A1", "commune",
            [new(Valid(null, "2024-02-01"), "A", Level.Commune, new("A1")), new(Valid("2024-02-01", null), "B", Level.Commune, new("A1"))]));
        var after = before with { Units = moved.ToDictionary(u => u.Id) };
        Cell[] cells = [.. new[] { "2024-M01", "2024-M02", "2024-M03" }.SelectMany(m => new[] { "A1", "A2", "B1" }.SelectMany(u => Cells(u, m, 1, u == "A1" ? 2 : 4)))];
        (decimal, decimal) Sums(HubCatalogue catalogue, string unit)
        {
            var pair = Figures(catalogue, View.AsWas, cells).Pair(new("x", unit, Scope.Subtree, Period("2024-Q1")));
            return (pair.N, pair.D);
        }

        Assert.Equal([(6m, 18m), (3m, 12m)], new[] { "A", "B" }.Select(u => Sums(before, u)));
        Assert.Equal([(4m, 14m), (5m, 16m)], new[] { "A", "B" }.Select(u => Sums(after, u)));
        Assert.Equal(Sums(before, "P"), Sums(after, "P"));
    }

    [Fact]
    public void Plan_as_now_has_rows_of_units_of_the_day_judged_by_the_targets_of_the_period()
    {
        var catalogue = CatalogueOf(Merging, plans: [Plan("plan", "P", null, Row("x", Target(Catalogue.TargetOperator.Greater, 50, selector: new(Level: Level.Commune))))]) with { Successions = [Merger] };
        Cell[] cells = [.. Cells("X", "2024-M01", 6, 10), .. Cells("Y", "2024-M01", 3, 10)];
        IReadOnlyList<ProgressRow> Rows(string unit, View view) => new PlanEvaluator(catalogue, new OrgTree(catalogue), Figures(catalogue, view, cells), view: view)
            .Rows("plan", unit, Period("2024-M01"), null, Now, Scope.Own);

        Assert.Equal(("9", "20", "NotMet"), Rows("Z", View.AsNow(Now)).Select(r => (r.Numerator, r.Denominator, r.Verdict)).Single());
        Assert.Equal(("6", "10", "Met"), Rows("X", View.AsWas).Select(r => (r.Numerator, r.Denominator, r.Verdict)).Single());
        Assert.Empty(Rows("Z", View.AsWas));
        Assert.Empty(Rows("X", View.AsNow(Now)));
    }

    [Fact]
    public void Estimated_figure_does_not_become_final_by_a_release()
    {
        Assert.Equal("Final", new StatusAxes(Availability.Complete) { IsFinal = true }.Word);
        Assert.Equal("Provisional", new StatusAxes(Availability.Complete) { IsFinal = true, IsEstimated = true }.Word);
    }

    private static CellFigures Figures(HubCatalogue catalogue, View view, IEnumerable<Cell> cells) =>
        new(new IndicatorDefinitions(catalogue), new OrgTree(catalogue), Expectations(catalogue), Now, cells, [], view: view);
}
