using IntegrationHub.Host.Commands;
using IntegrationHub.Testing;

namespace IntegrationHub.Host.Tests.Commands;

public sealed class LintCommandTests : IDisposable
{
    private const string GoodSource = """
        id: a
        connector: tthc
        name: { vi: "A" }
        options:
          baseUrl: https://a.example.gov.vn
          username: hub
          password: { secret: "env:A" }
        """;

    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task The_bundled_catalogue_has_no_errors()
    {
        var run = await HubRun.OfAsync(HubRun.NoSettings, "lint", Repository.File("contracts/catalogue"));
        Assert.Equal((ExitCodes.Success, ""), (run.Code, run.Error));
        Assert.Contains(" 0 errors", run.Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_single_plan_is_read_with_the_catalogue_around_it()
    {
        var run = await HubRun.OfAsync(HubRun.NoSettings, "lint", Repository.File("contracts/catalogue/plans/bac-giang-2024.yaml"));
        Assert.Equal((ExitCodes.Success, "1 files, 0 errors, 0 warnings"), (run.Code, run.Lines[^1]));
    }

    [Fact]
    public async Task A_finding_names_file_line_and_column_code_and_remedy()
    {
        var file = folder.Write("sources/a.yaml", GoodSource.Replace("username", "usernam", StringComparison.Ordinal));
        var run = await HubRun.OfAsync(HubRun.NoSettings, "lint", folder.File("sources"));
        Assert.Equal(ExitCodes.Bad, run.Code);
        Assert.Contains($"{file}:6:3: error E_OPTION_UNKNOWN", run.Out, StringComparison.Ordinal);
        Assert.Contains("→", run.Out, StringComparison.Ordinal);
        Assert.Contains("username", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_in_clear_text_is_found_and_not_repeated()
    {
        var file = folder.Write("a.yaml", GoodSource.Replace("{ secret: \"env:A\" }", "geheim123", StringComparison.Ordinal));
        var run = await HubRun.OfAsync(HubRun.NoSettings, "lint", file);
        Assert.Equal(ExitCodes.Bad, run.Code);
        Assert.Contains("E_SECRET_LITERAL", run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim123", run.Out + run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_holds_the_same_findings()
    {
        var file = folder.Write("a.yaml", GoodSource + "\nschedule: \"every day\"\n");
        var run = await HubRun.OfAsync(HubRun.NoSettings, "lint", file, "--format", "json");
        Assert.Equal(ExitCodes.Bad, run.Code);
        var finding = Assert.Single(run.Json.EnumerateArray());
        Assert.Equal((file, 8, "E_CRON", "error"),
            (finding.GetProperty("file").GetString(), finding.GetProperty("line").GetInt32(), finding.GetProperty("code").GetString(), finding.GetProperty("severity").GetString()));
    }

    [Fact]
    public async Task A_good_source_on_its_own_is_fine()
    {
        var run = await HubRun.OfAsync(HubRun.NoSettings, "lint", folder.Write("a.yaml", GoodSource));
        Assert.Equal((ExitCodes.Success, "1 files, 0 errors, 0 warnings\n"), (run.Code, run.Out));
    }

    [Fact]
    public async Task A_path_without_files_is_wrong_usage()
    {
        Assert.Equal(ExitCodes.Usage, (await HubRun.OfAsync(HubRun.NoSettings, "lint", folder.File("nothing"))).Code);
        var empty = await HubRun.OfAsync(HubRun.NoSettings, "lint", folder.Path);
        Assert.Equal(ExitCodes.Usage, empty.Code);
        Assert.Contains("no YAML files", empty.Error, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();
}
