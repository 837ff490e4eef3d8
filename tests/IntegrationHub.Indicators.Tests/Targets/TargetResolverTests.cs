using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Indicators.Targets;
using Xunit;
using static IntegrationHub.Indicators.Tests.Worlds;

namespace IntegrationHub.Indicators.Tests.Targets;

public sealed class TargetResolverTests
{
    [Fact]
    public void Unit_goes_before_class_before_level_before_all()
    {
        var rows = new[] { new TargetSelector(), new(Level: Level.Commune), new(Class: "commune"), new(Unit: "A1") }
            .Select((s, i) => Row("x", Target(TargetOperator.Greater, i, selector: i == 0 ? null : s))).ToArray();
        Assert.Equal([3m, 2m, 1m, 0m], Enumerable.Range(1, 4).Select(count => Own(Resolver(Plan("p", "P", null, rows[..^(count - 1)])), "p", "A1", Scope.Own)));
    }

    [Fact]
    public void Nearest_plan_with_a_target_judges_and_the_next_above_has_the_mandate()
    {
        var resolver = Resolver(
            Plan("top", "P", null, Row("x", Target(TargetOperator.Greater, 70))),
            Plan("middle", "A", "top"),
            Plan("bottom", "A1", "middle", Row("x", Target(TargetOperator.Greater, 50))));
        var resolution = resolver.Resolve("bottom", "x", "A1", Scope.Subtree, Period("2024"));
        Assert.Equal(("bottom", "top", true), (resolution.Own?.Plan.Id, resolution.Mandate?.Plan.Id, resolution.IsWeaker));
        var inherited = resolver.Resolve("middle", "x", "A", Scope.Subtree, Period("2024"));
        Assert.Equal(("top", null), (inherited.Own?.Plan.Id, inherited.Mandate?.Plan.Id));
        Assert.Null(resolver.Resolve("top", "y", "P", Scope.Subtree, Period("2024")).Own);
    }

    [Fact]
    public void Target_is_the_one_valid_on_the_last_day_of_the_period()
    {
        var resolver = Resolver(Plan("p", "P", null,
            Row("x", Target(TargetOperator.Greater, 50, validity: Valid(null, "2024-07-01"))), Row("x", Target(TargetOperator.Greater, 65, validity: Valid("2024-07-01", null)))));
        Assert.Equal(50, resolver.Resolve("p", "x", "P", Scope.Subtree, Period("2024-H1")).Own?.Target.Threshold);
        Assert.Equal(65, resolver.Resolve("p", "x", "P", Scope.Subtree, Period("2024-9M")).Own?.Target.Threshold);
    }

    [Fact]
    public void Levels_of_a_row_say_whose_own_figures_are_judged()
    {
        var resolver = Resolver(Plan("p", "P", null, Row("x", Target(TargetOperator.Greater, 70)) with { Levels = [Level.Commune] }));
        Assert.Equal(70, Own(resolver, "p", "A1", Scope.Own));
        Assert.Equal(70, Own(resolver, "p", "P", Scope.Slice(Level.Commune)));
        Assert.Equal(70, Own(resolver, "p", "A", Scope.Subtree));
        Assert.Equal(70, Own(resolver, "p", "P", Scope.Subtree));
        Assert.Null(Own(resolver, "p", "A", Scope.Own));
        Assert.Null(Own(resolver, "p", "P", Scope.Slice(Level.District)));
    }

    [Fact]
    public void Row_about_the_province_alone_does_not_judge_a_commune()
    {
        var resolver = Resolver(Plan("p", "P", null, Row("x", Target(TargetOperator.Greater, 70)) with { Levels = [Level.Province] }));
        Assert.Null(Own(resolver, "p", "A1", Scope.Subtree));
        Assert.Equal(70, Own(resolver, "p", "P", Scope.Subtree));
    }

    [Fact]
    public void Row_about_the_province_alone_is_the_mandate_of_a_plan_below_that_takes_it_up()
    {
        var resolver = Resolver(
            Plan("top", "P", null, Row("x", Target(TargetOperator.Greater, 80)) with { Levels = [Level.Province] }),
            Plan("bottom", "A", "top", Row("x", Target(TargetOperator.AtLeast, 80)) with { Levels = [Level.District] }));
        var resolution = resolver.Resolve("bottom", "x", "A", Scope.Subtree, Period("2024"));
        Assert.Equal(("bottom", "top", true), (resolution.Own?.Plan.Id, resolution.Mandate?.Plan.Id, resolution.IsWeaker));
        Assert.Null(resolver.Resolve("bottom", "x", "A", Scope.Own, Period("2024")).Mandate);
        Assert.Null(Own(resolver, "bottom", "A1", Scope.Subtree));
    }

    [Fact]
    public void Threshold_of_a_level_judges_a_unit_without_children_in_either_scope()
    {
        var resolver = Resolver(Plan("p", "P", null, Row("x", Target(TargetOperator.Greater, 65, selector: new(Level: Level.Commune)))));
        Assert.Equal(65, Own(resolver, "p", "A1", Scope.Subtree));
        Assert.Null(Own(resolver, "p", "A", Scope.Subtree));
    }

    [Fact]
    public void Plan_of_a_unit_is_its_own_or_that_of_the_nearest_above()
    {
        var resolver = Resolver(Plan("top", "P", null), Plan("middle", "A", "top"));
        Assert.Equal("middle", resolver.NearestPlan("A1", 2024, Day("2024-05-01"))?.Id);
        Assert.Equal("top", resolver.NearestPlan("B1", 2024, Day("2024-05-01"))?.Id);
        Assert.Null(resolver.NearestPlan("A1", 2023, Day("2024-05-01")));
    }

    private static decimal? Own(TargetResolver resolver, string plan, string unit, Scope scope) => resolver.Resolve(plan, "x", unit, scope, Period("2024")).Own?.Target.Threshold;

    private static TargetResolver Resolver(params Plan[] plans)
    {
        var catalogue = CatalogueOf(plans: plans);
        return new(catalogue, new OrgTree(catalogue));
    }
}
