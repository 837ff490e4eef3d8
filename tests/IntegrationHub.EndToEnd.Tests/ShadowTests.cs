using System.Text.Json.Nodes;
using IntegrationHub.EndToEnd.Tests.Fixture;
using IntegrationHub.Store.Catalogue;
using Xunit;

namespace IntegrationHub.EndToEnd.Tests;

/// <summary>A mapping that is not enabled yet, on servers; what it tells of an embedded store the tests of its command show.</summary>
public sealed class ShadowTests
{
    [Fact]
    [Trait("Category", "Full")]
    public async Task What_a_new_mapping_would_change_is_what_enabling_and_replaying_changes()
    {
        await using var hub = await SurveyHub.StartAsync(Stack.PostgreSqlAndRabbitMq);
        await hub.PullAsync();
        var before = await hub.RowAsync();
        var text = SurveyHub.Mapping.Replace("version: 1", "version: 2", StringComparison.Ordinal).Replace("survey.asked: asked", "survey.asked: [asked, content]", StringComparison.Ordinal);
        var mapping = Path.Combine(hub.Servers.Folder, "counts.map.yaml");
        await File.WriteAllTextAsync(mapping, text);

        var run = await HubProcess.RunAsync(
            ["source", "shadow", "survey", "--stream", "counts", "--mapping", mapping, "--format", "json"],
            hub.Servers.Environment().Append(new("HUB_CLOCK_START", "2024-12-20T09:00:00+07:00")).ToDictionary());

        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Equal(before.Percent, (await hub.RowAsync()).Percent);
        var told = JsonNode.Parse(run.Output)!["rows"]!.AsArray().First(r => (string?)r!["unit"] == "province" && (string?)r["period"] == before.Period.Id)!;
        await hub.ApplyAsync(new CatalogueFile("mappings/rest/counts.map.yaml", text));
        await hub.ReplayAsync(all: true);
        var after = await hub.RowAsync();
        Assert.NotEqual(before.Percent, after.Percent);
        Assert.Equal((before.Percent, after.Percent), ((string?)told["old"]!["percent"], (string?)told["new"]!["percent"]));
    }
}
