using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.OrgUnits;
using Xunit;
using static IntegrationHub.Indicators.Tests.Worlds;

namespace IntegrationHub.Indicators.Tests.OrgUnits;

public sealed class OrgTreeTests
{
    // Commune C moves from district A to B on 1 February; district B ends on 1 July.
    private static readonly OrgTree Moving = new(new[]
    {
        Unit("P", Level.Province, null), Unit("A", Level.District, "P"), Unit("B", Level.District, "P", to: "2024-07-01"),
        new OrgUnit("C", "commune", [new(Valid(null, "2024-02-01"), "A", Level.Commune, new("C")), new(Valid("2024-02-01", null), "B", Level.Commune, new("C"))]),
        Unit("M", Level.Central, "P"), Unit("G", Level.Province, "P", unitClass: "department-group"),
    }.ToDictionary(u => u.Id));

    [Fact]
    public void Path_has_the_unit_first_and_the_root_last()
    {
        Assert.Equal(["C", "A", "P"], Moving.PathAt("C", Day("2024-01-31")));
        Assert.Equal(["C", "B", "P"], Moving.PathAt("C", Day("2024-02-01")));
    }

    [Fact]
    public void Unit_outside_its_validity_has_no_path_and_no_subtree()
    {
        Assert.Empty(Moving.PathAt("B", Day("2024-07-01")));
        Assert.Empty(Moving.SubtreeAt("B", Day("2024-07-01")));
        Assert.Null(Moving.LevelOf("B", Day("2024-07-01")));
        Assert.Empty(Moving.PathAt("nobody", Day("2024-01-01")));
    }

    [Fact]
    public void Subtree_is_that_of_the_day()
    {
        Assert.Equal(["A", "C"], Moving.SubtreeAt("A", Day("2024-01-31")));
        Assert.Equal(["A"], Moving.SubtreeAt("A", Day("2024-02-01")));
        Assert.True(Moving.IsLeafAt("A", Day("2024-02-01")));
    }

    [Fact]
    public void Central_bodies_and_groups_are_never_expected()
    {
        Assert.False(Moving.IsExpected("M", Day("2024-01-01")));
        Assert.False(Moving.IsExpected("G", Day("2024-01-01")));
        Assert.True(Moving.IsExpected("C", Day("2024-01-01")));
    }

    [Fact]
    public void Members_of_a_year_have_the_days_on_which_they_belonged()
    {
        var year = Period("2024").Interval;
        Assert.Equal(["A 2024-01-01..2025-01-01", "C 2024-01-01..2024-02-01"], Spans("A"));
        Assert.Equal(["B 2024-01-01..2024-07-01", "C 2024-02-01..2024-07-01"], Spans("B"));

        IEnumerable<string> Spans(string unit) => Moving.Members(unit, Scope.Subtree, year).Select(m => $"{m.Unit.Id} {m.Span.From:yyyy-MM-dd}..{m.Span.To:yyyy-MM-dd}");
    }

    [Fact]
    public void Member_whose_district_left_and_came_back_has_two_stretches()
    {
        // The commune has one version throughout; it is its district that is elsewhere in February.
        var district = new OrgUnit("D", "district",
        [
            new(Valid(null, "2024-02-01"), "P", Level.District, new("D")), new(Valid("2024-02-01", "2024-03-01"), "Q", Level.District, new("D")), new(Valid("2024-03-01", null), "P", Level.District, new("D")),
        ]);
        var tree = new OrgTree(new[] { Unit("P", Level.Province, null), Unit("Q", Level.Province, null), district, Unit("C", Level.Commune, "D") }.ToDictionary(u => u.Id));
        Assert.Equal([Period("2024-M01").Interval, Period("2024-M03").Interval], tree.Members("P", Scope.Slice(Level.Commune), Period("2024-Q1").Interval).Select(m => m.Span));
    }

    [Fact]
    public void Slice_has_the_units_of_one_level() =>
        Assert.Equal(["A", "B"], Moving.Members("P", Scope.Slice(Level.District), Period("2024-Q1").Interval).Select(m => m.Unit.Id));

    [Fact]
    public void Circle_of_parents_ends()
    {
        var circle = new OrgTree(new[] { Unit("X", Level.District, "Y"), Unit("Y", Level.District, "X") }.ToDictionary(u => u.Id));
        Assert.Equal(["X", "Y"], circle.SubtreeAt("X", Day("2024-01-01")));
        Assert.NotEmpty(circle.PathAt("X", Day("2024-01-01")));
    }

    [Theory]
    [InlineData("own")]
    [InlineData("subtree")]
    [InlineData("level:commune")]
    public void Scope_is_read_as_it_is_written(string text)
    {
        Assert.True(Scope.TryParse(text, out var scope));
        Assert.Equal(text, scope.ToString());
        Assert.False(Scope.TryParse("level:village", out _));
    }
}
