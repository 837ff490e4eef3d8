using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Formulas;
using Xunit;

namespace IntegrationHub.Indicators.Tests.Formulas;

public sealed class FormulaParserTests
{
    [Fact]
    public void Every_code_has_a_mistake_that_shows_it()
    {
        var shown = new[] { typeof(FormulaParserTests), typeof(FormulaTypesTests) }.SelectMany(t => t.GetMethods())
            .SelectMany(m => m.CustomAttributes).Where(a => a.AttributeType == typeof(InlineDataAttribute))
            .SelectMany(a => (IReadOnlyCollection<System.Reflection.CustomAttributeTypedArgument>)a.ConstructorArguments[0].Value!).Select(v => v.Value as string).ToHashSet();

        // A formula that is too long has a test of its own below.
        Assert.All(typeof(FormulaErrors).GetFields().Where(f => f.Name != nameof(FormulaErrors.Size)), code => Assert.Contains((string)code.GetRawConstantValue()!, shown));
    }

    [Fact]
    public void Ratio_of_two_metrics_is_read()
    {
        var ratio = Assert.IsType<RatioFormula>(Parse("ratio(tthc.dossier.full_online, tthc.dossier.completed)"));
        Assert.Equal("tthc.dossier.full_online", Assert.Single(ratio.Numerator.Terms).Metric.Code);
        Assert.Equal("tthc.dossier.completed", Assert.Single(ratio.Denominator.Terms).Metric.Code);
        Assert.Null(ratio.Over);
    }

    [Fact]
    public void Sums_keep_signs_and_factors()
    {
        var ratio = Assert.IsType<RatioFormula>(Parse("ratio(a + 2*b - c, d)"));
        Assert.Equal([1, 2, -1], ratio.Numerator.Terms.Select(t => t.Factor));
    }

    [Theory]
    [InlineData("own", OverKind.Own, null)]
    [InlineData("subtree", OverKind.Subtree, null)]
    [InlineData("level commune", OverKind.Level, Level.Commune)]
    public void Scope_of_a_ratio_is_read(string over, OverKind kind, Level? level) =>
        Assert.Equal(new Over(kind, level), Assert.IsType<RatioFormula>(Parse($"ratio(a, b) over {over}")).Over);

    [Fact]
    public void Time_of_a_stock_is_split_from_its_code()
    {
        var ratio = Assert.IsType<RatioFormula>(Parse("ratio(system.on_lgsp.last, system.total[kind=province, year=2024].avg)"));
        Assert.Equal(("system.on_lgsp", StockTime.Last), (ratio.Numerator.Terms[0].Metric.Code, ratio.Numerator.Terms[0].Metric.Time));
        var total = ratio.Denominator.Terms[0].Metric;
        Assert.Equal(("system.total", StockTime.Average), (total.Code, total.Time));
        Assert.Equal([new("kind", "province"), new("year", "2024")], total.Filters);
    }

    [Fact]
    public void Goals_of_a_composite_may_be_references_and_ratios()
    {
        var all = Assert.IsType<AllFormula>(Parse("all( @tthc-digitisation.e-result-rate >= 100, ratio(a, b) > 50.5 )"));
        Assert.Equal("tthc-digitisation.e-result-rate", all.Goals[0].Reference!.Code);
        Assert.Equal((TargetOperator.Greater, 50.5m), (all.Goals[1].Operator, all.Goals[1].Threshold));
    }

    [Fact]
    public void Share_of_units_has_conditions()
    {
        var share = Assert.IsType<ShareFormula>(Parse("share(units commune where @work-file-online-rate.commune > 65 and news >= 1)"));
        Assert.Equal(Level.Commune, share.Level);
        Assert.Equal(["work-file-online-rate.commune", null], share.Conditions.Select(c => c.Reference?.Code));
    }

    [Fact]
    public void A_bare_sum_is_a_count() => Assert.IsType<SumFormula>(Parse("drills.live + drills.desk"));

    [Theory]
    [InlineData("", FormulaErrors.Empty, 0)]
    [InlineData("ratio(a, b) ; drop", FormulaErrors.Character, 12)]
    [InlineData("ratio(a; b)", FormulaErrors.Character, 7)]
    [InlineData("a / b", FormulaErrors.Division, 2)]
    [InlineData("ratio(a, b", FormulaErrors.Syntax, 10)]
    [InlineData("ratio(a)", FormulaErrors.Syntax, 7)]
    [InlineData("ratio(a, b) above own", FormulaErrors.Syntax, 12)]
    [InlineData("ratio(a, b) over village", FormulaErrors.Syntax, 17)]
    [InlineData("ratio(a, b) over level village", FormulaErrors.Level, 23)]
    [InlineData("all(@x > 1e3)", FormulaErrors.Number, 9)]
    [InlineData("ratio(0*a, b)", FormulaErrors.Number, 6)]
    [InlineData("ratio(1.5*a, b)", FormulaErrors.Number, 6)]
    [InlineData("ratio(Tthc, b)", FormulaErrors.Character, 6)]
    [InlineData("ratio(tthc.Dossier, b)", FormulaErrors.Code, 6)]
    [InlineData("all(@ > 5)", FormulaErrors.Code, 4)]
    [InlineData("ratio(last, b)", FormulaErrors.Code, 6)]
    [InlineData("ratio(ratio(a, b), c)", FormulaErrors.RatioArithmetic, 6)]
    [InlineData("ratio(a, b) + ratio(c, d)", FormulaErrors.RatioArithmetic, 12)]
    [InlineData("avg(ratio(a, b))", FormulaErrors.RatioArithmetic, 0)]
    [InlineData("sum(a)", FormulaErrors.RatioArithmetic, 0)]
    [InlineData("@x + a", FormulaErrors.RatioArithmetic, 0)]
    [InlineData("all(@x + 1 > 5)", FormulaErrors.RatioArithmetic, 7)]
    public void Error_has_one_code_at_the_right_column(string text, string code, int position)
    {
        var result = FormulaParser.Parse(text);
        Assert.False(result.IsValid);
        Assert.Equal((code, position), (result.Error.Code, result.Error.Position));
        Assert.NotEmpty(result.Error.Message);
        Assert.NotEmpty(result.Error.Remedy);
    }

    [Fact]
    public void Message_says_what_was_expected_and_what_was_found() =>
        Assert.Equal("Expected ',', found ')'.", FormulaParser.Parse("ratio(a)").Error!.Message);

    [Fact]
    public void Formula_of_more_than_64_nodes_is_refused()
    {
        // The formula, its sum, and two nodes a term: 31 terms are 64 nodes.
        Assert.True(FormulaParser.Parse(string.Join(" + ", Enumerable.Repeat("a", 31))).IsValid);
        Assert.Equal(FormulaErrors.Size, FormulaParser.Parse(string.Join(" + ", Enumerable.Repeat("a", 32))).Error?.Code);
    }

    private static Formula Parse(string text)
    {
        var result = FormulaParser.Parse(text);
        Assert.True(result.IsValid, result.Error?.Message);
        return result.Formula;
    }
}
