using IntegrationHub.Host.Commands;

namespace IntegrationHub.Host.Tests.Commands;

[Collection(PulledHubTests.Name)]
public sealed class CatalogueCommandTests(PulledHub hub)
{
    [Fact]
    public void The_first_apply_names_every_file()
    {
        Assert.Equal((ExitCodes.Success, ""), (hub.Apply.Code, hub.Apply.Error));
        Assert.StartsWith("version 1:", hub.Apply.Out, StringComparison.Ordinal);
        Assert.Contains("added    plans/bac-giang-2024.yaml", hub.Apply.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Applying_the_same_again_changes_nothing()
    {
        using var copy = hub.Copy();
        var run = await copy.RunAsync("apply", "-f", hub.Catalogue);
        Assert.Equal("", run.Error);
        Assert.Equal((ExitCodes.Success, "no change: version 1 has these files already\n"), (run.Code, run.Out));
        Assert.Equal(1, copy.Count("SELECT count(*) FROM catalogue_version"));
    }

    [Fact]
    public async Task A_changed_file_is_a_new_version_that_names_it()
    {
        using var copy = hub.Copy();
        var file = copy.Folder.Write("sources/tthc-bac-giang.yaml", hub.SourceYaml().Replace("*/15", "*/20", StringComparison.Ordinal));
        var run = await copy.RunAsync("apply", "-f", file, "--format", "json");
        Assert.Equal(ExitCodes.Success, run.Code);
        Assert.True(run.Json.GetProperty("changed").GetBoolean());
        Assert.Equal(2, run.Json.GetProperty("version").GetInt64());
        Assert.Equal("sources/tthc-bac-giang.yaml", Assert.Single(run.Json.GetProperty("files").EnumerateArray()).GetProperty("path").GetString());
    }

    [Fact]
    public async Task A_changed_formula_has_its_sums_with_the_apply_and_a_new_agency_code_too()
    {
        using var copy = hub.Copy();
        const string AllSummed = """
            SELECT count(*) FROM code WHERE kind = 'figure' AND value LIKE 'online-service-remote-user-rate@tthc/dossiers#%'
            AND id IN (SELECT figure FROM figure_state) AND id IN (SELECT figure FROM figure_sum WHERE d > 0)
            """;
        var old = copy.Count("SELECT max(id) FROM code");
        var text = await File.ReadAllTextAsync(Path.Combine(hub.Catalogue, "indicators.yaml"));
        var applied = await copy.RunAsync("apply", "-f", copy.Folder.Write("indicators.yaml", text.Replace("ratio(tthc.dossier.received_online, tthc.dossier.received)", "ratio(tthc.dossier.received, tthc.dossier.received)", StringComparison.Ordinal)));
        Assert.Equal((ExitCodes.Success, ""), (applied.Code, applied.Error));
        Assert.Equal(1, copy.Count(AllSummed + $" AND id > {old}"));
        old = copy.Count("SELECT max(id) FROM code");

        var run = await copy.RunAsync("alias", "add", PulledHub.Source, "H02.99", "so-tp", "--from", "2024-03-01");
        Assert.Equal(ExitCodes.Success, run.Code);
        Assert.Equal(0, copy.Count(AllSummed + $" AND id > {old}"));
        Assert.Equal(ExitCodes.Success, (await copy.RunAsync("db", "verify")).Code);
    }

    [Fact]
    public async Task A_catalogue_with_errors_is_not_applied()
    {
        using var copy = hub.Copy();
        var file = copy.Folder.Write("plans/bac-giang-2024.yaml", File.ReadAllText(Path.Combine(hub.Catalogue, "plans/bac-giang-2024.yaml"))
            .Replace("indicator: tthc-online-full-rate", "indicator: tthc-online-ful-rate", StringComparison.Ordinal));
        var run = await copy.RunAsync("apply", "-f", file);
        Assert.Equal(ExitCodes.Bad, run.Code);
        Assert.Contains($"{file}:", run.Error, StringComparison.Ordinal);
        Assert.Contains("E_INDICATOR_UNKNOWN", run.Error, StringComparison.Ordinal);
        Assert.Equal(1, copy.Count("SELECT count(*) FROM catalogue_version"));
    }

    [Fact]
    public async Task An_option_that_the_connector_does_not_know_is_not_applied()
    {
        using var copy = hub.Copy();
        var file = copy.Folder.Write("sources/tthc-bac-giang.yaml", hub.SourceYaml().Replace("username:", "user:", StringComparison.Ordinal));
        var run = await copy.RunAsync("apply", "-f", file);
        Assert.Equal(ExitCodes.Bad, run.Code);
        Assert.Contains("E_OPTION_UNKNOWN", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_without_a_catalogue_says_what_to_apply_first()
    {
        using var folder = new Testing.TemporaryFolder();
        var run = await HubRun.OfAsync(HubRun.With("sqlite:" + folder.File("new.db"), hub.Clock), "apply", "-f", folder.Write("tthc-bac-giang.yaml", hub.SourceYaml()));
        Assert.Equal(ExitCodes.Bad, run.Code);
        Assert.Contains("hub apply -f FOLDER", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_gives_back_what_was_applied_byte_for_byte()
    {
        using var folder = new Testing.TemporaryFolder();
        var run = await hub.RunAsync("export", "--out", folder.Path);
        Assert.Equal(ExitCodes.Success, run.Code);
        var applied = Files(hub.Catalogue);
        Assert.Equal(applied, Files(folder.Path));
        Assert.All(applied, f => Assert.Equal(File.ReadAllBytes(Path.Combine(hub.Catalogue, f)), File.ReadAllBytes(folder.File(f))));

        static List<string> Files(string of) => [.. Directory.EnumerateFiles(of, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(of, f)).Order(StringComparer.Ordinal)];
    }

    [Fact]
    public async Task Export_lists_the_files_and_prints_one()
    {
        var list = await hub.RunAsync("export");
        Assert.Equal(ExitCodes.Success, list.Code);
        Assert.Contains(list.Lines, l => l.StartsWith("metrics.yaml", StringComparison.Ordinal));
        var one = await hub.RunAsync("export", "metrics.yaml");
        Assert.Equal(File.ReadAllText(Path.Combine(hub.Catalogue, "metrics.yaml")), one.Out);
        Assert.Equal(ExitCodes.Bad, (await hub.RunAsync("export", "nothing.yaml")).Code);
    }

    [Fact]
    public async Task An_added_alias_is_a_new_version_and_the_rest_of_the_file_stays()
    {
        using var copy = hub.Copy();
        var run = await copy.RunAsync("alias", "add", PulledHub.Source, "H02.99", "so-tp", "--from", "2024-03-01");
        Assert.Equal((ExitCodes.Success, "version 2: H02.99 means so-tp\n"), (run.Code, run.Out));
        var before = File.ReadAllText(Path.Combine(hub.Catalogue, "aliases/tthc-bac-giang.yaml"));
        Assert.Equal(before + "  - { code: \"H02.99\", unit: so-tp, from: 2024-03-01 }\n", (await copy.RunAsync("export", "aliases/tthc-bac-giang.yaml")).Out);
        var again = await copy.RunAsync("alias", "add", PulledHub.Source, "H02.99", "so-tp", "--from", "2024-03-01");
        Assert.Equal((ExitCodes.Success, "no change: H02.99 means so-tp already\n"), (again.Code, again.Out));
    }

    [Theory]
    [InlineData(new[] { "nobody", "H02.99", "so-tp" }, ExitCodes.Bad, "known are tthc-bac-giang")]
    [InlineData(new[] { PulledHub.Source, "H02.99", "so-nothing" }, ExitCodes.Bad, "no unit 'so-nothing'")]
    [InlineData(new[] { PulledHub.Source, "H02.01", "so-noi-vu" }, ExitCodes.Bad, "E_ALIAS_OVERLAP")]
    [InlineData(new[] { PulledHub.Source, "H02\"", "so-tp" }, ExitCodes.Usage, "quotes")]
    [InlineData(new[] { PulledHub.Source, "H02.99", "so-tp", "--from", "01/03/2024" }, ExitCodes.Usage, "2024-03-15")]
    public async Task A_wrong_alias_is_refused(string[] arguments, int code, string said)
    {
        using var copy = hub.Copy();
        var run = await copy.RunAsync(["alias", "add", .. arguments]);
        Assert.Equal(code, run.Code);
        Assert.Contains(said, run.Error, StringComparison.Ordinal);
        Assert.Equal(1, copy.Count("SELECT count(*) FROM catalogue_version"));
    }
}
