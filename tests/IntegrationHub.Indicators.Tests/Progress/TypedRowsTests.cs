using IntegrationHub.Indicators.Aggregation;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Indicators.Periods;
using IntegrationHub.Indicators.Progress;
using Xunit;
using static IntegrationHub.Indicators.Tests.Worlds;

namespace IntegrationHub.Indicators.Tests.Progress;

public sealed class TypedRowsTests
{
    private static readonly Interval Year = Period("2024").Interval;

    [Theory]
    [InlineData(TargetOperator.AtLeast, 30, null, "30", "Met")]
    [InlineData(TargetOperator.Greater, 30, null, "30", "NotMet")]
    [InlineData(TargetOperator.Between, 30, 50, "30", "Met")]
    [InlineData(TargetOperator.Between, 10, 30, "30", "Met")]
    [InlineData(TargetOperator.Between, 31, 50, "30", "NotMet")]
    public void Count_is_the_sum_of_its_metrics_and_is_compared_with_the_target(TargetOperator op, int threshold, int? upper, string value, string verdict)
    {
        var row = Row([.. Cells("A1", "2024-M01", 5, 10), .. Cells("A2", "2024-M01", 5, 10)], Counting("n + d"), Target(op, threshold, upper), "2024-M01", null, ["A1", "A2"]);
        Assert.Equal((value, value, verdict, null, null), (row.Value, row.Display, row.Verdict, row.Numerator, row.Percent));
        Assert.Equal(("count", "Provisional", 2, 2), (row.Kind, row.Status, row.Coverage.Expected, row.Coverage.Received));
    }

    [Fact]
    public void Count_that_is_asked_for_by_itself_is_a_count()
    {
        var catalogue = CatalogueOf(indicators: [Counting("n")], plans: [Plan("p", "P", null, Worlds.Row("x", Target(TargetOperator.AtLeast, 5)))]);
        var evaluator = new PlanEvaluator(catalogue, new OrgTree(catalogue), Figures(catalogue, "2024-12-20", Cells("A1", "2024-M01", 5, 10), [], "A1"));
        var row = evaluator.Row("x", new("p", "P", Period("2024-M01"), null, Day("2024-12-20"), Scope.Subtree));
        Assert.Equal(("count", "5", "Met", null), (row?.Kind, row?.Value, row?.Verdict, row?.Denominator));
    }

    [Fact]
    public void Value_without_formula_is_that_of_its_metric()
    {
        var row = Row([.. Cells("A1", "2024-M01", 5, 10)], Counting(null) with { ValueMetric = "n" }, Target(TargetOperator.AtLeast, 5), "2024-M01", null, "A1");
        Assert.Equal(("5", "Met"), (row.Value, row.Verdict));
    }

    [Theory]
    [InlineData(TargetOperator.AtLeast, 5, "MetCertain")]
    [InlineData(TargetOperator.AtLeast, 6, "Undetermined")]
    [InlineData(TargetOperator.AtMost, 4, "NotMetCertain")]
    [InlineData(TargetOperator.AtMost, 5, "Undetermined")]
    [InlineData(TargetOperator.Less, 5, "NotMetCertain")]
    [InlineData(TargetOperator.Equal, 4, "NotMetCertain")]
    [InlineData(TargetOperator.Equal, 5, "Undetermined")]
    public void Count_with_missing_parts_can_only_grow(TargetOperator op, int threshold, string verdict)
    {
        var row = Row([.. Cells("A1", "2024-M01", 5, 10)], Counting("n"), Target(op, threshold), "2024-M01", null, ["A1", "A2"]);
        Assert.Equal(("5", "Partial", verdict), (row.Value, row.Status, row.Verdict));
        Assert.Equal(["A2"], row.MissingUnits);
    }

    [Fact]
    public void Difference_with_missing_parts_decides_nothing()
    {
        var row = Row([.. Cells("A1", "2024-M01", 5, 10)], Counting("d - n"), Target(TargetOperator.AtLeast, 5), "2024-M01", null, ["A1", "A2"]);
        Assert.Equal("Undetermined", row.Verdict);
    }

    [Fact]
    public void Count_of_zero_is_a_zero_and_no_count_is_none()
    {
        var zero = Row([.. Cells("A1", "2024-M01", 0, 0)], Counting("n"), Target(TargetOperator.AtLeast, 1), "2024-M01", null, "A1");
        Assert.Equal(("0", "0", "NotMet", "Provisional"), (zero.Value, zero.Display, zero.Verdict, zero.Status));
        var none = Row([], Counting("n"), Target(TargetOperator.AtLeast, 1), "2024-M01", null, "A1");
        Assert.Equal((null, "—", "NotEvaluable", "NoData"), (none.Value, none.Display, none.Verdict, none.Status));
    }

    [Fact]
    public void Entered_value_goes_before_the_feeds_and_is_marked()
    {
        var row = Row([.. Cells("P", "2024-M01", 5, 10)], Counting("n") with { Kind = RowKind.Rank }, Target(TargetOperator.AtMost, 10), "2024",
            [new("x", "P", Year, 9, Document: "QĐ 1", Date: Day("2024-11-01")), new("x", "A", Year, 1)], "P");
        Assert.Equal(("rank", "9", "Met"), (row.Kind, row.Value, row.Verdict));
        Assert.Equal([Marks.Typed], row.Marks);
        Assert.Equal(("QĐ 1", Day("2024-11-01")), (row.Evidence?.Document, row.Evidence?.Date));
    }

    [Fact]
    public void Current_view_shows_the_newest_value_entered_before_the_cut_off()
    {
        TypedRecord[] typed = [new("x", "P", Period("2024-Q2").Interval, 2), new("x", "P", Period("2024-Q3").Interval, 3), new("x", "P", Period("2024-Q4").Interval, 4, Date: Day("2024-12-31"))];
        var row = Row([], Counting(null), null, null, typed);
        Assert.Equal(("3", "2024-Q3", "NoTarget"), (row.Value, row.Period.Id, row.Verdict));
    }

    [Theory]
    [InlineData(MilestoneState.Done, "2024-06-30", "Met", "done", "Provisional")]
    [InlineData(MilestoneState.Done, "2024-07-01", "NotMet", "done", "Provisional")]
    [InlineData(MilestoneState.Done, null, "Undetermined", "done", "Provisional")]
    [InlineData(MilestoneState.Open, null, "NotMet", "open", "Open")]
    [InlineData(MilestoneState.NotTriggered, null, "NotApplicable", "not-triggered", "NotApplicable")]
    public void Milestone_is_met_when_done_by_its_due_date(MilestoneState state, string? date, string verdict, string value, string status)
    {
        var row = Row([], Counting(null) with { Kind = RowKind.Milestone }, Due("2024-06-30"), null, [new("x", "P", Year, State: state, Document: "12/QĐ", Date: date is null ? null : Day(date))]);
        Assert.Equal((verdict, value, status), (row.Verdict, row.Value, row.Status));
        Assert.Equal("12/QĐ", row.Evidence?.Document);
    }

    [Fact]
    public void Open_milestone_whose_last_day_is_not_over_is_not_failed_yet()
    {
        var open = Counting(null) with { Kind = RowKind.Milestone };
        Assert.Equal("Undetermined", Row([], open, Due("2024-12-20"), null, [new("x", "P", Year, State: MilestoneState.Open)]).Verdict);
        Assert.Equal("NotMet", Row([], open, Due("2024-12-19"), null, [new("x", "P", Year, State: MilestoneState.Open)]).Verdict);
        Assert.Equal("NotEvaluable", Row([], open, Due("2024-12-19"), null).Verdict);
    }

    [Fact]
    public void Narrative_says_that_it_cannot_be_measured()
    {
        var row = Row([], Counting(null) with { Kind = RowKind.Narrative }, new(TargetOperator.None, null, null, null, "", Validity.Always), null);
        Assert.Equal(("không đo được", "NoTarget", "narrative"), (row.Display, row.Verdict, row.Kind));
        Assert.Null(row.Target);
    }

    [Fact]
    public void Weekly_count_is_that_of_the_worst_unit_and_week()
    {
        // Two whole weeks begin in the period: 1 and 8 January; the days after the 14th are no week.
        string[] units = ["A1", "A2"];
        var weekly = Counting("n") with { WorstUnitWeek = true };
        var days = Enumerable.Range(0, 16).Select(i => Day("2024-01-01").AddDays(i)).ToList();
        var delivered = units.SelectMany(u => days.Select(d => new DeliveredDay(Records, "day", u, d))).ToList();
        Cell[] cells = [News("A1", "2024-01-02", 3), News("A1", "2024-01-09", 2), News("A2", "2024-01-07", 2), News("A2", "2024-01-08", 5), News("A2", "2024-01-16", 9)];
        var row = Weekly(cells, delivered);
        Assert.Equal(("2", "Met"), (row.Value, row.Verdict));
        var worse = Weekly(cells.Where(c => c.Interval.From != Day("2024-01-09")), delivered);
        Assert.Equal(("0", "NotMet"), (worse.Value, worse.Verdict));
        Assert.Contains("WorstUnitWeek:A1:2024-01-08", worse.Reasons);
        var missing = Weekly(cells, delivered.Where(d => d.Unit != "A2" || d.Day != Day("2024-01-10")));
        Assert.Equal(("2", "Undetermined"), (missing.Value, missing.Verdict));
        var certain = Weekly(cells.Where(c => c.Interval.From != Day("2024-01-09")), delivered.Where(d => d.Unit != "A2" || d.Day != Day("2024-01-10")));
        Assert.Equal(("0", "NotMetCertain"), (certain.Value, certain.Verdict));

        static Cell News(string unit, string day, decimal amount) => new(Records, "n", unit, Interval.Day(Day(day)), amount);
        ProgressRow Weekly(IEnumerable<Cell> cells, IEnumerable<DeliveredDay> delivered)
        {
            var catalogue = CatalogueOf(metrics: [Metric("n", feed: Records)], indicators: [weekly], plans: [Plan("p", "P", null, Worlds.Row("x", Target(TargetOperator.AtLeast, 2)))]);
            return Assert.Single(new PlanEvaluator(catalogue, new OrgTree(catalogue), Figures(catalogue, "2024-01-17", cells, delivered, units))
                .Rows("p", "P", Period("2024-01-01..2024-01-17"), null, Day("2024-01-17"), Scope.Subtree));
        }
    }

    private static Indicator Counting(string? formula) => Indicator("x", formula, RowKind.Count);

    private static Target Due(string day) => new(TargetOperator.Done, null, null, null, "", Validity.Always, Day(day));

    private static ProgressRow Row(IEnumerable<Cell> cells, Indicator indicator, Target? target, string? period, IReadOnlyList<TypedRecord>? typed = null, params string[] expected)
    {
        var catalogue = CatalogueOf(indicators: [indicator], plans: [Plan("p", "P", null, Worlds.Row("x", target))]);
        return Assert.Single(new PlanEvaluator(catalogue, new OrgTree(catalogue), Figures(catalogue, "2024-12-20", cells, [], expected), typed: new(typed ?? []))
            .Rows("p", "P", period is null ? null : Period(period), null, Day("2024-12-20"), Scope.Subtree));
    }
}
