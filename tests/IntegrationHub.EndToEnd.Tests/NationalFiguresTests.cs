using System.Text.Json.Nodes;
using IntegrationHub.Collect.Archive;
using IntegrationHub.EndToEnd.Tests.Fixture;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Progress;
using IntegrationHub.Simulators.Sources;
using IntegrationHub.Simulators.World;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Host.Demo;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Plans;
using IntegrationHub.Store.Sources;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace IntegrationHub.EndToEnd.Tests;

/// <summary>Figures that are published nationally, beside those that the hub counts.</summary>
public sealed class NationalFiguresTests
{
    [Fact]
    public async Task Published_figure_stands_beside_the_counted_one_with_both_definitions_and_is_part_of_no_sum()
    {
        await using var hub = await SurveyHub.StartAsync();
        var catalogue = (await hub.Services.GetRequiredService<CatalogueStore>().CurrentAsync(CancellationToken.None))!.Files;
        await hub.ApplyAsync(
            new CatalogueFile("metrics.yaml", catalogue.Find("metrics.yaml")!
                + "  - { code: survey.published, name: Công bố, kind: non-additive, unit: percent, scale: 2, feeds: { rest/counts: {} }, authorities: [{ feed: rest/counts }] }\n"),
            new CatalogueFile("indicators.yaml", catalogue.Find("indicators.yaml")!.Replace(" }\n", ", national: { percent: survey.published, definition: Theo báo chí } }\n", StringComparison.Ordinal)),
            new CatalogueFile("mappings/rest/counts.map.yaml", SurveyHub.Mapping.Replace("  content: count?\n", "  content: count?\n  published: amount?\n", StringComparison.Ordinal)
                .Replace("  survey.content: content\n", "  survey.content: content\n  survey.published: published\n", StringComparison.Ordinal)));
        hub["c1", 11]["published"] = 51.55;
        hub["c2", 10]["published"] = 60;
        await hub.PullAsync();
        hub.Rows.Remove(hub["c2", 10]);

        var compared = await hub.Services.GetRequiredService<NationalComparison>().ReadAsync(null, null, CancellationToken.None);

        Assert.Equal(["c1 2024-M11", "c2 2024-M10"], compared.Select(c => $"{c.Unit} {c.Period.Id}"));
        var first = compared[0];
        Assert.Equal(("610", "1000", "61.000000000000", "Tỷ lệ hài lòng: ratio(survey.content, survey.asked)"), (first.Hub.Numerator, first.Hub.Denominator, first.Hub.Percent, first.Hub.Definition));
        Assert.Equal((null, null, "51.55", "Theo báo chí"), (first.National.Numerator, first.National.Denominator, first.National.Percent, first.National.Definition));
        Assert.Equal("9.45", first.Points);
        Assert.Equal(("Provisional", 1, 1), (first.Status, first.Coverage.Expected, first.Coverage.Received));
        Assert.Equal("-5.454545", compared[1].Points);
        Assert.Equal(($"{Enumerable.Range(9, 3).Sum(m => 500 + (10 * m)) * 6}", "22500"), ((await hub.RowAsync()).Numerator, (await hub.RowAsync()).Denominator));
        Assert.Single(await hub.Services.GetRequiredService<NationalComparison>().ReadAsync("c2", "content-rate", CancellationToken.None));

        // And from the command line.
        var told = await HubProcess.RunAsync(["reconciliation", "national", "--unit", "c1", "--format", "json"], hub.Servers.Environment());
        Assert.True(told.ExitCode == 0, told.Errors);
        Assert.Equal("9.45", (string?)JsonNode.Parse(told.Output)!.AsArray().Single()!["points"]);
        var shown = await HubProcess.RunAsync(["reconciliation", "national"], hub.Servers.Environment());
        Assert.Contains(shown.Output.Split('\n'), l => l.StartsWith("content-rate", StringComparison.Ordinal) && l.Contains("61.00", StringComparison.Ordinal) && l.Contains("51.55", StringComparison.Ordinal) && l.Contains("9.45", StringComparison.Ordinal));
        Assert.Contains("Theo báo chí", shown.Output, StringComparison.Ordinal);
    }
}
