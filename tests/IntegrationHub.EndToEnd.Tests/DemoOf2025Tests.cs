using System.Text.Json.Nodes;
using IntegrationHub.EndToEnd.Tests.Fixture;
using IntegrationHub.Host.Demo;
using IntegrationHub.Host.Hosting;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Simulators;
using IntegrationHub.Simulators.World;
using IntegrationHub.Store.Catalogue;
using Xunit;

namespace IntegrationHub.EndToEnd.Tests;

/// <summary>What the demo of 2025 is made of, and the command that plays it.</summary>
public sealed class DemoOf2025Tests
{
    private static readonly CatalogueReadResult Read = CatalogueReader.Read(DemoRun.Catalogue("http://127.0.0.1:1", 2025), HubServices.Connectors);

    private static HubCatalogue Catalogue => Read.Catalogue!;

    [Fact]
    public void Its_catalogue_has_no_findings_and_one_plan_that_says_what_it_is()
    {
        Assert.Empty(Read.Findings.Select(f => f.ToString()));
        var plan = Assert.Single(Catalogue.Plans).Value;
        Assert.Equal((DemoPlans.Id, 2025, null), (plan.Id, plan.Year, plan.Number));
        Assert.Contains("mô phỏng", plan.Title.Vi, StringComparison.Ordinal);
        Assert.Contains(plan.Remarks, r => r.Contains("mô phỏng", StringComparison.Ordinal));
        var model = CatalogueReader.Read(DemoRun.Catalogue("http://127.0.0.1:1"), HubServices.Connectors).Catalogue!.Plans["bac-giang-2024"];
        Assert.Equal(model.Rows.Select(r => (r.Indicator, r.Target?.Threshold)), plan.Rows.Select(r => (r.Indicator, r.Target?.Threshold)));
        Assert.All(Catalogue.Aliases.Where(a => a.Source != "systems"), a => Assert.True(a.Synthetic));
    }

    [Fact]
    public void Its_agencies_are_there_when_the_catalogue_says_so_and_are_followed_by_whom_it_says()
    {
        var tree = new OrgTree(Catalogue);
        foreach (var unit in DemoCast.Of2025.All)
        {
            DateOnly? ended = unit.EndDay == int.MaxValue ? null : WorldTime.DateOf(unit.EndDay);
            var first = unit.FirstDay == int.MinValue ? new DateOnly(2024, 12, 1) : WorldTime.DateOf(unit.FirstDay);
            var versions = Catalogue.Units[unit.Id].Versions;
            Assert.Equal((unit.Id, unit.FirstDay == int.MinValue ? null : first, ended), (unit.Id, versions[0].Validity.From, versions[^1].Validity.To));
            Assert.Equal(unit.Level.ToString(), tree.LevelOf(unit.Id, first).ToString());
            Assert.Equal(unit.ParentOn(WorldTime.DayOf(first)), tree.VersionAt(unit.Id, first)!.Parent);
            var lastDay = ended?.AddDays(-1) ?? new DateOnly(2025, 6, 30);
            if (lastDay > first)
            {
                Assert.Equal(unit.ParentOn(WorldTime.DayOf(lastDay)), tree.VersionAt(unit.Id, lastDay)!.Parent);
            }

            Assert.Equal((unit.Id, unit.Successor?.Id), (unit.Id, ended is { } end ? tree.Succession.SuccessorOn(unit.Id, end) : null));
        }

        foreach (var day in new DateOnly[] { new(2024, 12, 31), new(2025, 1, 1), new(2025, 6, 30), new(2025, 7, 1) })
        {
            var there = DemoCast.Of2025.All.Where(u => u.IsThereAllOf(WorldTime.DayOf(day), WorldTime.DayOf(day) + 1)).Select(u => u.Id).Order(StringComparer.Ordinal);
            string[] roots = day < new DateOnly(2025, 7, 1) ? ["ubnd-tinh-bac-giang", "ubnd-tinh-bac-ninh"] : ["ubnd-tinh-bac-ninh-2025"];
            Assert.Equal(
                roots.SelectMany(r => tree.SubtreeAt(r, day).Skip(1)).Where(u => Catalogue.Units[u].Class is "peoples-committee" or "department" || u == "vp-ubnd-tinh").Order(StringComparer.Ordinal), there);
        }
    }

    [Fact]
    [Trait("Category", "Full")]
    public async Task The_command_plays_it_and_shows_the_year_of_the_new_province_as_now()
    {
        using var servers = await StackServers.StartAsync(Stack.SqliteAndInMemoryBus);
        var run = await HubProcess.RunAsync(["demo", "--once", "--world", "2025", "--scale", "0.001", "--view", "as-now", "--format", "json"], servers.Environment());

        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Null(PlantedPersonalData.FirstLeakIn(run.Output + run.Errors));
        var progress = JsonNode.Parse(run.Output)!;
        Assert.Equal(("bac-ninh-2025", "ubnd-tinh-bac-ninh-2025", "as-now:2025-09-10"), ((string?)progress["plan"], (string?)progress["unit"], (string?)progress["view"]));
        var row = progress["rows"]!.AsArray().First(r => (string?)r!["indicator"] == "tthc-online-full-rate")!;
        Assert.Equal(("2025-01-01", "2025-09-10"), ((string?)row["period"]!["from"], (string?)row["period"]!["to"]));
        Assert.True(long.Parse((string)row["denominator"]!) > 300, $"{row}");
        Assert.Equal((int)row["coverage"]!["expected"]!, (int)row["coverage"]!["received"]!);
    }
}
