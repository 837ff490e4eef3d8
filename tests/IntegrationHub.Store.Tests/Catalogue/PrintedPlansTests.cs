using System.Globalization;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Duties;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Store.Catalogue;
using Xunit;

namespace IntegrationHub.Store.Tests.Catalogue;

/// <summary>The catalogue that ships: the units of the province and the five printed plans.</summary>
public sealed class PrintedPlansTests
{
    private static readonly CatalogueReadResult Read = CatalogueReader.Read(CatalogueFiles.Load(Checkout.Catalogue));

    private static HubCatalogue Catalogue => Read.Catalogue ?? throw new InvalidOperationException(string.Join('\n', Read.Findings));

    [Fact]
    public void It_has_no_findings() => Assert.Empty(Read.Findings.Select(f => f.ToString()));

    [Theory]
    [InlineData("bac-giang-2024", 24)]
    [InlineData("ban-dan-toc-2024", 14)]
    [InlineData("luc-ngan-2024", 22)]
    [InlineData("so-noi-vu-2024", 15)]
    [InlineData("so-vhttdl-2024", 12)]
    public void Every_printed_scalar_target_is_there(string plan, int printed)
    {
        var targets = ScalarTargets(Catalogue.Plans[plan]).ToList();
        Assert.True(targets.Count == printed, $"{plan}.yaml has {targets.Count} scalar targets in table and body, the document prints {printed}: {string.Join(", ", targets)}");
    }

    [Fact]
    public void The_five_plans_have_87_scalar_targets_in_all()
    {
        var counts = Catalogue.Plans.Values.Select(p => (p.Id, Count: ScalarTargets(p).Count())).ToList();
        Assert.True(counts.Sum(c => c.Count) == 87, $"The plans print 87 scalar targets, the files have {counts.Sum(c => c.Count)}: {string.Join(", ", counts)}");
    }

    [Theory]
    [InlineData("bac-giang-2024", 20, 0, 2, 9)]
    [InlineData("ban-dan-toc-2024", 11, 0, 0, 6)]
    [InlineData("luc-ngan-2024", 19, 0, 0, 1)]
    [InlineData("so-noi-vu-2024", 12, 2, 0, 1)]
    [InlineData("so-vhttdl-2024", 11, 0, 0, 1)]
    public void Rows_of_table_body_milestones_and_running_text_are_complete(string plan, int table, int body, int milestones, int text)
    {
        var rows = Catalogue.Plans[plan].Rows.ToLookup(r => r.Origin);
        Assert.Equal(
            (table, body, milestones, text),
            (rows[RowOrigin.Table].Count(), rows[RowOrigin.Body].Count(), rows[RowOrigin.Milestone].Count(), rows[RowOrigin.Text].Count()));
    }

    [Fact]
    public void The_units_are_the_ten_districts_and_209_communes_under_the_provincial_committee()
    {
        var day = new DateOnly(2024, 6, 1);
        var tree = new OrgTree(Catalogue);
        var committees = tree.SubtreeAt("ubnd-tinh-bac-giang", day).Select(u => Catalogue.Units[u]).Where(u => u.Class == "peoples-committee").Select(u => (Unit: u, Now: u.At(day)!)).ToList();
        var districts = committees.Where(c => c.Now.Level is Level.District).ToList();
        var communes = committees.Where(c => c.Now.Level is Level.Commune).ToList();
        Assert.Equal((10, 209), (districts.Count, communes.Count));
        Assert.All(districts, d => Assert.Equal("ubnd-tinh-bac-giang", d.Now.Parent));
        Assert.All(communes, c => Assert.Contains(districts, d => d.Unit.Id == c.Now.Parent));
        Assert.Equal((29, 17), (communes.Count(c => c.Now.Parent == "ubnd-huyen-luc-ngan"), communes.Count(c => c.Now.Parent == "ubnd-huyen-son-dong")));
        Assert.Equal("07771", Catalogue.Units["xa-huong-mai"].At(day)!.Code);
        Assert.All(communes.Where(c => c.Unit.Id != "xa-huong-mai"), c => Assert.Equal($"xa-{c.Now.Code}", c.Unit.Id));
    }

    [Fact]
    public void Groups_are_external_so_that_they_are_never_expected() =>
        Assert.All(
            Catalogue.Units.Values.Where(u => u.Class.EndsWith("-group", StringComparison.Ordinal)),
            u => Assert.Equal(Level.External, u.Latest.Level));

    [Fact]
    public void Plans_come_after_their_parents() => Assert.Equal("bac-giang-2024", Catalogue.Plans.Keys.First());

    [Fact]
    public void Tet_and_swapped_days_are_known()
    {
        Assert.Contains(new DateOnly(2024, 2, 14), Catalogue.Holidays);
        Assert.DoesNotContain(new DateOnly(2024, 2, 15), Catalogue.Holidays);
        Assert.Contains(new DateOnly(2024, 5, 4), Catalogue.WorkedWeekendDays);
        Assert.All(Catalogue.Holidays, d => Assert.False(d.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday, $"{d:O} is a weekend anyway"));
        Assert.All(Catalogue.WorkedWeekendDays, d => Assert.True(d.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday, $"{d:O} is a working day anyway"));
    }

    [Theory]
    [InlineData("bac-giang-2024", "2024-03-19 2024-06-19 2024-09-19 2024-12-19")]
    [InlineData("ban-dan-toc-2024", "")]
    [InlineData("luc-ngan-2024", "2024-03-19 2024-06-19 2024-09-19 2024-12-19")]
    [InlineData("so-noi-vu-2024", "2024-03-14 2024-06-14 2024-09-14 2024-12-14 2024-03-19 2024-06-19 2024-09-19 2024-12-19")]
    [InlineData("so-vhttdl-2024", "2024-02-14")]
    public void Reporting_duties_have_their_dates(string plan, string dates)
    {
        var days = WorkingDays.Of(Catalogue);
        var found = Catalogue.Plans[plan].Reporting.SelectMany(d => DutyDates.Of(d, Catalogue.Plans[plan], days)).Select(d => d.LastDay.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        Assert.Equal(dates, string.Join(' ', found));
    }

    [Fact]
    public void Duties_that_roll_avoid_weekends_and_Tet()
    {
        var days = WorkingDays.Of(Catalogue);
        DateOnly Last(string plan, int duty, int date) => DutyDates.Of(Catalogue.Plans[plan].Reporting[duty] with { Rolls = true }, Catalogue.Plans[plan], days)[date].LastDay;
        Assert.Equal((new(2024, 9, 13), new(2024, 12, 13)), (Last("so-noi-vu-2024", 0, 2), Last("so-noi-vu-2024", 0, 3)));
        Assert.Equal(new(2024, 2, 7), Last("so-vhttdl-2024", 0, 0));
    }

    /// <summary>Targets with a number in table or body: parts of a composite count each, milestones and narratives do not.</summary>
    private static IEnumerable<string> ScalarTargets(Plan plan)
    {
        var rows = plan.Rows.Where(r => r.Origin is RowOrigin.Table or RowOrigin.Body).ToList();
        return rows.SelectMany(r => r.Parts.Select(p => (p.Indicator, p.Target)))
            .Concat(rows.Where(r => r.Target is not null).Select(r => (r.Indicator, Target: r.Target!)))
            .Where(t => t.Target.Threshold is not null)
            .Select(t => t.Indicator);
    }
}
