using System.Text.Json;
using IntegrationHub.Indicators.Aggregation;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Indicators.Progress;
using Xunit;
using static IntegrationHub.Indicators.Tests.Worlds;

namespace IntegrationHub.Indicators.Tests.Progress;

public sealed class PlanEvaluatorTests
{
    private static readonly Indicator[] WorkFiles =
    [
        Indicator("files", "all(@files.district > 85, @files.commune > 65)", RowKind.Composite),
        Indicator("files.district", "ratio(n, d) over level district"), Indicator("files.commune", "ratio(n, d) over level commune"),
    ];

    [Fact]
    public void Row_without_data_says_NoData_and_never_zero()
    {
        var row = Assert.Single(Rows([], plan: Plan("p", "P", null, Row("x", Target(TargetOperator.Greater, 70)))));
        Assert.Equal(("—", null, null, "NoData", "NotEvaluable"), (row.Display, row.Numerator, row.Percent, row.Status, row.Verdict));
        Assert.Equal([PairReasons.NotDelivered], row.Reasons);
        Assert.Equal(["A", "A1", "A2", "B", "B1", "P"], row.MissingUnits);
        Assert.Equal((66, 0), (row.Coverage.Expected, row.Coverage.Received));
    }

    [Fact]
    public void Current_view_of_monthly_figures_ends_with_the_last_full_month()
    {
        var row = Assert.Single(Rows([.. Cells("A1", "2024-M01", 40, 50), .. Cells("A1", "2024-M12", 1, 1)], plan: Plan("p", "P", null, Row("x", Target(TargetOperator.Greater, 70))), expected: "A1"));
        Assert.Equal(("2024-01-01..2024-12-01", "40", "50", "80.000000000000"), (row.Period.Id, row.Numerator, row.Denominator, row.Percent));
        Assert.Equal(("Partial", "Undetermined", ">", "70"), (row.Status, row.Verdict, row.Target?.Operator, row.Target?.Threshold));
    }

    [Fact]
    public void Period_that_goes_on_is_open()
    {
        var catalogue = CatalogueOf(metrics: [Metric("n", MetricKind.NonAdditive, "d"), Metric("d", MetricKind.NonAdditive)], plans: [Plan("p", "P", null, Row("x", Target(TargetOperator.Greater, 70)))]);
        var row = Assert.Single(Evaluator(catalogue, Cells("P", "2024", 8, 10, Scope.Subtree)).Rows("p", "P", null, null, Day("2024-12-20"), Scope.Subtree));
        Assert.Equal(("2024", "Open", "Met"), (row.Period.Id, row.Status, row.Verdict));
    }

    [Fact]
    public void Distinct_counts_of_the_current_view_fall_back_to_the_newest_ended_quarter()
    {
        var catalogue = CatalogueOf(metrics: [Metric("n", MetricKind.NonAdditive, "d"), Metric("d", MetricKind.NonAdditive)], plans: [Plan("p", "P", null, Row("x", null))]);
        var quarter = Assert.Single(Evaluator(catalogue, Cells("P", "2024-Q3", 8, 10, Scope.Subtree)).Rows("p", "P", null, null, Day("2024-12-20"), Scope.Subtree));
        Assert.Equal("2024-Q3", quarter.Period.Id);
        var nothing = Assert.Single(Evaluator(catalogue, []).Rows("p", "P", null, null, Day("2024-12-20"), Scope.Subtree));
        Assert.Equal(("2024", "NoData", "NoTarget"), (nothing.Period.Id, nothing.Status, nothing.Verdict));
        Assert.Equal([PairReasons.NotDeliveredForPeriod], nothing.Reasons);
    }

    [Fact]
    public void Where_nothing_was_ever_delivered_no_other_period_is_asked()
    {
        var catalogue = CatalogueOf(plans: [Plan("p", "P", null, Row("x", null))]);
        var untouched = new Asked(Figures(catalogue, "2024-12-20", [], []), true);
        var (left, right) = (RowOf(untouched), RowOf(new Asked(untouched.Inner, false)));
        Assert.Equal(JsonSerializer.Serialize(right), JsonSerializer.Serialize(left));
        Assert.Equal(1, untouched.Count);

        ProgressRow RowOf(IFigures figures) => Assert.Single(new PlanEvaluator(catalogue, new OrgTree(catalogue), figures).Rows("p", "P", null, null, Day("2024-12-20"), Scope.Subtree));
    }

    [Fact]
    public void Composite_has_the_slices_of_its_levels_as_parts()
    {
        var rows = Rows([.. Cells("A", "2024-M01", 9, 10), .. Cells("A1", "2024-M01", 7, 10), .. Cells("P", "2024-M01", 0, 10)], WorkFiles, WorkFilePlan(), "P", period: "2024-M01", expected: ["A", "A1", "P"]);
        Assert.Equal([("2/2", "Met"), ("90.0", "Met"), ("70.0", "Met")], rows.Select(r => (r.Display, r.Verdict)));
        Assert.Equal([null, "files.district", "files.commune"], rows.Select(r => r.Part));
        Assert.All(rows, r => Assert.Equal("files", r.Indicator));
    }

    [Fact]
    public void Part_without_units_in_the_subtree_is_omitted()
    {
        var rows = Rows([.. Cells("A1", "2024-M01", 7, 10)], WorkFiles, WorkFilePlan(), "A1", period: "2024-M01", expected: ["A", "A1"]);
        Assert.Equal([null, "files.commune"], rows.Select(r => r.Part));
        Assert.Equal("1/1", rows[0].Display);
    }

    [Fact]
    public void Composite_listed_without_parts_uses_the_thresholds_of_its_formula()
    {
        var rows = Rows([.. Cells("A", "2024-M01", 9, 10), .. Cells("A1", "2024-M01", 6, 10)], WorkFiles, Plan("p", "P", null, Row("files", null)), "P", period: "2024-M01", expected: ["A", "A1"]);
        Assert.Equal(["NotMet", "Met", "NotMet"], rows.Select(r => r.Verdict));
        Assert.Equal("1/2", rows[0].Display);
    }

    [Fact]
    public void Ratio_inside_a_composite_has_a_figure_of_its_own()
    {
        var inline = new[] { Indicator("both", "all(ratio(n, d) > 50, ratio(d, d) >= 100)", RowKind.Composite) };
        var rows = Rows([.. Cells("A1", "2024-M01", 6, 10)], inline, Plan("p", "P", null, Row("both", null)), "P", period: "2024-M01", expected: "A1");
        Assert.Equal([null, "both#1", "both#2"], rows.Select(r => r.Part));
        Assert.Equal("2/2", rows[0].Display);
    }

    [Theory]
    [InlineData(RowKind.Count, TargetOperator.AtLeast, "count", "—", "NotEvaluable")]
    [InlineData(RowKind.Milestone, TargetOperator.Done, "milestone", "—", "NotEvaluable")]
    [InlineData(RowKind.Rank, TargetOperator.None, "rank", "—", "NoTarget")]
    [InlineData(RowKind.Narrative, TargetOperator.None, "narrative", "không đo được", "NoTarget")]
    public void Typed_row_without_an_entry_has_no_data(RowKind kind, TargetOperator op, string word, string display, string verdict)
    {
        var row = Assert.Single(Rows([], [Indicator("typed", null, kind)], Plan("p", "P", null, Row("typed", Target(op, 1)))));
        Assert.Equal((word, display, "NoData", verdict), (row.Kind, row.Display, row.Status, row.Verdict));
        Assert.Equal(kind is RowKind.Narrative ? [] : [PairReasons.NotEntered], row.Reasons);
    }

    [Fact]
    public void Unit_outside_its_validity_has_no_rows() => Assert.Empty(Rows([], plan: Plan("p", "P", null, Row("x", null)), unit: "nobody"));

    [Fact]
    public void Quarter_of_a_flow_is_informative_and_the_year_to_date_is_not()
    {
        var plan = Plan("p", "P", null, Row("x", Target(TargetOperator.Greater, 70)));
        Cell[] cells = [.. Cells("A1", "2024-M01", 1, 1), .. Cells("A1", "2024-M04", 1, 1)];
        Assert.Contains(Marks.Informative, Rows(cells, plan: plan, period: "2024-Q2", expected: "A1")[0].Marks);
        Assert.DoesNotContain(Marks.Informative, Rows(cells, plan: plan, period: "2024-H1", expected: "A1")[0].Marks);
    }

    [Fact]
    public void Indicator_that_the_plan_does_not_list_inherits_its_target()
    {
        var catalogue = CatalogueOf(plans: [Plan("top", "P", null, Row("x", Target(TargetOperator.Greater, 70))), Plan("sub", "A", "top")]);
        var row = Evaluator(catalogue, Cells("A1", "2024-M01", 8, 10), "A1").Row("x", new("sub", "A", Period("2024-M01"), null, Day("2024-12-20"), Scope.Subtree));
        Assert.Equal(("Met", "top"), (row?.Verdict, row?.Target?.Plan));
    }

    [Fact]
    public void Row_as_JSON_has_the_fields_of_the_interface()
    {
        var row = Assert.Single(Rows([.. Cells("A1", "2024-M01", 8, 10)], plan: Plan("p", "P", null, Row("x", Target(TargetOperator.Greater, 70))), period: "2024-M01", expected: "A1"));
        using var json = JsonDocument.Parse(JsonSerializer.Serialize(row, JsonSerializerOptions.Web));
        Assert.Equal(
            ["indicator", "part", "kind", "title", "value", "evidence", "marks", "reasons", "rejected", "unit", "level", "period", "numerator", "denominator", "percent", "display", "segments", "target",
             "verdict", "mandateVerdict", "status", "coverage", "missingUnits", "revision", "recordedAt", "sources", "lineage"],
            json.RootElement.EnumerateObject().Select(p => p.Name));
        Assert.Equal("2024-02-01", json.RootElement.GetProperty("period").GetProperty("to").GetString());
        Assert.Equal(Snapshots, Assert.Single(row.Sources));
    }

    private static Plan WorkFilePlan() => Plan("p", "P", null, Row("files", null,
        new PlanPart("files.district", "district", Target(TargetOperator.Greater, 85, selector: new(Level: Level.District))),
        new PlanPart("files.commune", "commune", Target(TargetOperator.Greater, 65, selector: new(Level: Level.Commune)))));

    private static IReadOnlyList<ProgressRow> Rows(
        IEnumerable<Cell> cells, IEnumerable<Indicator>? indicators = null, Plan? plan = null, string unit = "P", string? period = null, params string[] expected) =>
        Evaluator(CatalogueOf(indicators: indicators, plans: [plan!]), cells, expected)
            .Rows(plan!.Id, unit, period is null ? null : Period(period), null, Day("2024-12-20"), Scope.Subtree);

    private static PlanEvaluator Evaluator(HubCatalogue catalogue, IEnumerable<Cell> cells, params string[] expected) =>
        new(catalogue, new OrgTree(catalogue), Figures(catalogue, "2024-12-20", cells, [], expected));

    private sealed class Asked(IFigures inner, bool isUntouched) : IFigures
    {
        public IFigures Inner => inner;

        public int Count { get; private set; }

        public DateOnly Today => inner.Today;

        public bool IsUntouched(string indicator) => isUntouched;

        public Pair Pair(FigureKey key)
        {
            Count++;
            return inner.Pair(key);
        }
    }
}
