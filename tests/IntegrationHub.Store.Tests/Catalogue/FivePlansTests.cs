using IntegrationHub.Indicators.Aggregation;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Formulas;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Indicators.Periods;
using IntegrationHub.Indicators.Progress;
using IntegrationHub.Indicators.Targets;
using IntegrationHub.Store.Catalogue;
using Xunit;

namespace IntegrationHub.Store.Tests.Catalogue;

/// <summary>Every line of the five printed plans through the engine, with figures that are chosen for each indicator.</summary>
public sealed class FivePlansTests
{
    private static readonly HubCatalogue Catalogue = CatalogueReader.Read(CatalogueFiles.Load(Checkout.Catalogue)).Catalogue!;
    private static readonly IndicatorDefinitions Definitions = new(Catalogue);
    private static readonly OrgTree Tree = new(Catalogue);

    // The agency codes are those of a deployment: here everybody has one.
    private static readonly Expectations Expectations = new(Catalogue, Tree, _ => Catalogue.Units.Keys.ToHashSet());
    private static readonly DateOnly Today = new(2024, 4, 1);
    private static readonly Period Quarter = Period.TryParse("2024-Q1", CalendarKind.Gregorian, out var period, out var error) ? period : throw new FormatException(error);

    public static TheoryData<string> Plans => [.. Catalogue.Plans.Keys];

    [Theory]
    [MemberData(nameof(Plans))]
    public void Every_row_has_a_state_before_anything_was_delivered(string plan)
    {
        var rows = Rows(plan, [], TypedValues.None);
        Assert.All(Catalogue.Plans[plan].Rows, printed => Assert.Contains(rows, r => r.Indicator == printed.Indicator && r.Part is null && r.Title == printed.Title));
        Assert.All(rows, r => Assert.Equal(("NoData", r.Kind is "narrative" ? "NoTarget" : "NotEvaluable"), (r.Status, r.Verdict)));
        Assert.All(rows.Where(r => r.Kind is not "narrative"), r => Assert.NotEmpty(r.Reasons));
    }

    [Theory]
    [MemberData(nameof(Plans))]
    public void Every_target_is_judged_once_everything_is_there(string plan)
    {
        var rows = Rows(plan, Filled(plan, _ => 100), Entered(plan));
        foreach (var printed in Catalogue.Plans[plan].Rows)
        {
            var row = Assert.Single(rows, r => r.Indicator == printed.Indicator && r.Part is null && r.Title == printed.Title);
            var where = $"{plan} {printed.No}: {row.Kind} {row.Display} {row.Status} {row.Verdict} {string.Join(' ', row.Reasons)}";
            if (row.Kind is "narrative")
            {
                Assert.Equal("NoTarget", row.Verdict);
                continue;
            }

            Assert.True(row.Verdict is "Met" or "NotMet", where);
            Assert.True(row.Status is "Complete" or "Provisional", where);

            // A part that no unit of the plan's subtree could fill is left out; all the others are judged.
            var parts = rows.Where(r => r.Indicator == printed.Indicator && r.Part is not null).ToList();
            Assert.Subset(printed.Parts.Select(p => p.Indicator).ToHashSet(), parts.Select(p => p.Part!).ToHashSet());
            Assert.True(row.Kind is not "composite" || parts.Count > 0, where);
            Assert.All(parts, p => Assert.True(p.Verdict is "Met" or "NotMet", $"{plan} {p.Part} {p.Verdict} {string.Join(' ', p.Reasons)}"));
        }
    }

    /// <summary>The figure lies between the plan's own threshold and the province's, or on the number where only the operator differs.</summary>
    [Theory]
    [InlineData("so-vhttdl-2024", "a.5", "60", "60.0", "Met", "NotMet", true)]
    [InlineData("luc-ngan-2024", "II.3", "12.5", "12.5", "NotMet", "Met", false)]
    [InlineData("luc-ngan-2024", "III.3", "75", "75.0", "NotMet", "Met", false)]
    [InlineData("luc-ngan-2024", "III.1", "80", "80.0", "Met", "NotMet", true)]
    [InlineData("luc-ngan-2024", "III.4", "95", "95.0", "Met", "NotMet", true)]
    public void Differences_from_the_plan_of_the_province_show_both_verdicts(string plan, string no, string percent, string shown, string own, string mandate, bool isWeaker)
    {
        var printed = Catalogue.Plans[plan].Rows.Single(r => r.No == no);
        var row = Assert.Single(Rows(plan, Filled(plan, _ => decimal.Parse(percent, System.Globalization.CultureInfo.InvariantCulture), printed.Indicator), TypedValues.None), r => r.Indicator == printed.Indicator);
        Assert.Equal((shown, own, mandate, plan), (row.Display, row.Verdict, row.MandateVerdict, row.Target!.Plan));
        Assert.Equal(isWeaker, row.Marks.Contains(TargetStrength.Weaker));

        // The same figure in the province's own table is judged by the province alone.
        var above = Assert.Single(Rows("bac-giang-2024", Filled("bac-giang-2024", _ => decimal.Parse(percent, System.Globalization.CultureInfo.InvariantCulture), printed.Indicator), TypedValues.None), r => r.Indicator == printed.Indicator);
        Assert.Equal((mandate, null, "bac-giang-2024"), (above.Verdict, above.MandateVerdict, above.Target!.Plan));
        Assert.DoesNotContain(TargetStrength.Weaker, above.Marks);
    }

    [Fact]
    public void Only_three_targets_of_all_plans_ask_for_less_than_the_province()
    {
        var weaker = Catalogue.Plans.Keys.SelectMany(p => Rows(p, Filled(p, _ => 50), Entered(p)).Where(r => r.Marks.Contains(TargetStrength.Weaker)).Select(r => $"{p} {r.Part ?? r.Indicator}"));
        Assert.Equal(
            ["luc-ngan-2024 adult-smartphone-rate", "luc-ngan-2024 e-health-record-rate", "so-vhttdl-2024 dvcqg-online-payment-procedure-rate"],
            weaker.Order(StringComparer.Ordinal));
    }

    private static IReadOnlyList<ProgressRow> Rows(string plan, IEnumerable<Cell> cells, TypedValues typed)
    {
        var all = cells.Distinct().ToList();
        var delivered = all.Where(c => Catalogue.Feeds[c.Feed].Kind is FeedKind.Records)
            .Select(c => new DeliveredDay(c.Feed, Catalogue.Metrics[c.Metric].Feeds[c.Feed], c.Unit, c.Interval.From)).Distinct();
        var figures = new CellFigures(Definitions, Tree, Expectations, Today, all, delivered);
        return new PlanEvaluator(Catalogue, Tree, figures, Definitions, typed: typed)
            .Rows(new PlanQuery(plan, Catalogue.Plans[plan].Owner, Quarter, null, Today, Scope.Subtree));
    }

    /// <summary>Cells that make each figure of the plan, or of one indicator, the given percentage: 1,000 in every denominator.</summary>
    private static List<Cell> Filled(string plan, Func<string, decimal> percent, string? only = null)
    {
        var owner = Catalogue.Plans[plan].Owner;
        var cells = new Dictionary<(string Feed, string Metric, string Unit, Interval Interval, Scope Scope), Cell>();
        foreach (var definition in Definitions.Counted().Where(d => only is null || d.Code == only))
        {
            if (definition.Measure is MeasureKind.NonAdditive)
            {
                var classes = Tree.Members(owner, Scope.Subtree, Quarter.Interval).Select(m => m.Unit.Class).Distinct();
                Add(definition, FeedChoice.At(Catalogue, definition, classes, CalendarKind.Gregorian, Today.AddDays(-1))!, owner, Quarter.Interval, Scope.Subtree);
                continue;
            }

            foreach (var span in Expectations.Of(definition, owner, PlanEvaluator.EffectiveScope(definition, Scope.Subtree), Quarter, Today).Spans)
            {
                foreach (var interval in span.Intervals())
                {
                    Add(definition, span.Feed, span.UnitId, interval, Scope.Own);
                }
            }
        }

        return [.. cells.Values];

        void Add(IndicatorDefinition definition, Feed feed, string unit, Interval interval, Scope scope)
        {
            var below = definition.Ratio?.Denominator.Metrics.Select(m => m.Code).ToHashSet() ?? [];
            foreach (var metric in definition.Metrics)
            {
                // What several indicators share stays what it was: 1,000 wherever it is a denominator.
                var amount = below.Contains(metric.Code) ? 1000 : 10 * percent(definition.Code);
                var key = (feed.Name, metric.Code, unit, interval, scope);
                if (!cells.TryGetValue(key, out var known) || amount > known.Amount)
                {
                    cells[key] = new(feed.Name, metric.Code, unit, interval, amount, scope);
                }
            }
        }
    }

    /// <summary>What no feed fills, as a person would enter it.</summary>
    private static TypedValues Entered(string plan) => new(
    [
        .. Catalogue.Plans[plan].Rows.Select(r => r.Indicator).Distinct().Select(code => Catalogue.Indicators[code].Kind switch
        {
            RowKind.Count or RowKind.Rank => new TypedRecord(code, Catalogue.Plans[plan].Owner, Quarter.Interval, Value: 1, Document: "12/BC", Date: new(2024, 3, 15)),
            RowKind.Milestone => new TypedRecord(code, Catalogue.Plans[plan].Owner, Quarter.Interval, State: MilestoneState.Done, Document: "12/QĐ", Date: new(2024, 3, 15)),
            _ => null,
        }).OfType<TypedRecord>(),
    ]);
}
