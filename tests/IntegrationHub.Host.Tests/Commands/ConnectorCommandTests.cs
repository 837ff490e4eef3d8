using System.Xml.Linq;
using IntegrationHub.Host.Acceptance;
using IntegrationHub.Testing;

namespace IntegrationHub.Host.Tests.Commands;

public sealed class ConnectorCommandTests
{
    public static TheoryData<string> Folders => new(Subject.Shipped.Select(m => m.GetType().Assembly.GetName().Name!.Split('.')[^1]));

    [Theory]
    [InlineData("Manual")]
    public async Task A_connector_passes_level_1_and_its_report_says_so(string name)
    {
        using var folder = new TemporaryFolder();

        var run = await HubRun.OfAsync(HubRun.NoSettings, "connector", "test", Repository.File("connectors/" + name), "--level", "1", "--format", "json", "--report", folder.File("report.xml"));

        Assert.True(run.Code == 0, run.Out + run.Error);
        Assert.True(run.Json.GetProperty("passed").GetBoolean());
        Assert.Equal(1, run.Json.GetProperty("passedLevel").GetInt32());
        Assert.Equal("alpha", run.Json.GetProperty("evidence").GetString());
        Assert.Equal("0", XDocument.Load(folder.File("report.xml")).Root!.Element("testsuite")!.Attribute("failures")!.Value);
        Assert.Contains("1 Manifest complete: Passed", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [Trait("Category", "Full")]
    [MemberData(nameof(Folders))]
    public async Task Every_connector_passes_level_2(string name)
    {
        // Where people enter what there is, nothing of level 2 applies.
        var run = await HubRun.OfAsync(HubRun.NoSettings, "connector", "test", Repository.File("connectors/" + name), "--level", name == "Manual" ? "1" : "2");

        Assert.True(run.Code == 0, run.Out + run.Error);
    }

    [Fact]
    public async Task A_level_of_which_the_kit_does_not_know_everything_passes_for_nobody()
    {
        var run = await HubRun.OfAsync(HubRun.NoSettings, "connector", "test", Repository.File("connectors/Ckan"), "--level", "4", "--check", "2", "35", "--format", "json");

        Assert.Equal(1, run.Code);
        Assert.Equal(-1, run.Json.GetProperty("passedLevel").GetInt32());
    }

    [Theory]
    [InlineData("connectors/Khong")]
    [InlineData("src/IntegrationHub.Host")]
    public async Task A_folder_that_is_no_connector_is_wrong_usage(string path)
    {
        var run = await HubRun.OfAsync(HubRun.NoSettings, "connector", "test", Repository.File(path));

        Assert.Equal(2, run.Code);
        Assert.Contains("connectors/Tthc", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--level", "5")]
    [InlineData("--report", "x.pdf")]
    [InlineData("--check", "99")]
    public async Task What_cannot_be_meant_is_wrong_usage(string option, string value)
    {
        Assert.Equal(2, (await HubRun.OfAsync(HubRun.NoSettings, "connector", "test", Repository.File("connectors/Ckan"), option, value)).Code);
    }

    [Fact]
    public async Task Lint_errors_and_failed_checks_end_with_the_code_for_what_is_bad()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("connectors/Ckan"));
        folder.Write("connectors/Ckan/IntegrationHub.Connectors.Ckan.csproj", "<Project />");
        folder.Write("connectors/Ckan/acceptance.yaml", "bypass:\n  - { check: 1, reason: x, owner: y, expires: 2020-01-01 }\n");

        var run = await HubRun.OfAsync(HubRun.NoSettings, "connector", "test", folder.File("connectors/Ckan"), "--level", "0", "--check", "2");

        Assert.Equal(1, run.Code);
        Assert.Contains("acceptance.yaml:2: the bypass of check 1 has expired on 2020-01-01", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void The_stability_of_each_connector_is_in_its_module_and_in_the_table_of_all()
    {
        var table = File.ReadAllText(Repository.File("connectors/README.md")).Split('\n');
        foreach (var module in Subject.Shipped)
        {
            var name = module.GetType().Assembly.GetName().Name!.Split('.')[^1];
            var row = Assert.Single(table, l => l.StartsWith($"| [{name}]({name}) |", StringComparison.Ordinal));
            Assert.Equal(module.Stability, row.Split('|')[3].Trim());
            Assert.Contains(module.Stability, new[] { "development", "alpha", "beta" });
            Assert.Contains($"*{module.Stability}*", File.ReadAllText(Repository.File($"connectors/{name}/README.md")), StringComparison.Ordinal);
        }

        Assert.Equal(("development", "alpha", "alpha", "beta"), (CheckList.StabilityOf(0), CheckList.StabilityOf(1), CheckList.StabilityOf(2), CheckList.StabilityOf(3)));
    }
}
