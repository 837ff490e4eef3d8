using System.Text.Json;
using System.Xml.Linq;
using IntegrationHub.Connectors;
using IntegrationHub.Host.Acceptance;
using IntegrationHub.Host.Acceptance.Bench;
using IntegrationHub.Host.Acceptance.Level0;
using IntegrationHub.Host.Acceptance.Reports;
using IntegrationHub.Host.Hosting;
using IntegrationHub.Testing;

namespace IntegrationHub.Host.Tests.Acceptance;

/// <summary>A check that cannot fail is worth nothing: each of these plants what one of them must find.</summary>
public sealed class KitTests : IDisposable
{
    private static readonly DateOnly Today = new(2026, 1, 31);

    private readonly TemporaryFolder folder = new();

    private static ConnectorModule Ckan => HubServices.Connectors.Single(m => m.Key == "ckan");

    private static string CkanFolder => Repository.File("connectors/Ckan");

    [Theory]
    [InlineData("bypass: []", null)]
    [InlineData("bypass:\n  - { check: 17, reason: \"a\", owner: b, expires: 2026-01-31 }", null)]
    [InlineData("bypass:\n  - { check: 17, reason: \"a\", owner: b, expires: 2026-01-30 }", "acceptance.yaml:2: the bypass of check 17 has expired on 2026-01-30")]
    [InlineData("bypass:\n  - { check: 37, reason: \"a\", owner: b, expires: 2027-01-01 }", "acceptance.yaml:2: there is no check '37'")]
    [InlineData("bypass:\n\n  - { check: 17, reason: \" \", owner: b, expires: 2027-01-01 }", "acceptance.yaml:3: the bypass has no reason")]
    [InlineData("bypass:\n  - { check: 17, reason: a, expires: 2027-01-01 }", "acceptance.yaml:2: the bypass has no owner")]
    [InlineData("bypass:\n  - { check: 17, reason: a, owner: b }", "acceptance.yaml:2: the bypass has no expires")]
    [InlineData("bypass:\n  - { check: 17, reason: a, owner: b, expires: soon }", "acceptance.yaml:2: 'soon' is no day")]
    [InlineData("bypass:\n  - { check: 17, reason: a, owner: b, expires: 2027-01-01, until: x }", "acceptance.yaml:2: 'until' is no word of a bypass")]
    [InlineData("skip: []", "acceptance.yaml:1: there is one word, 'bypass', with a list")]
    public void A_bypass_has_a_known_check_a_reason_an_owner_and_a_day_that_is_not_over(string yaml, string? problem)
    {
        var file = AcceptanceFile.Read(folder.Write(AcceptanceFile.Name, yaml), Today);

        Assert.Equal(problem, file.Problems.Count == 0 ? null : $"{file.Problems[0].Place}: {file.Problems[0].What}");
        Assert.Equal(problem is null && yaml.Contains("17", StringComparison.Ordinal) ? [17] : [], file.Bypasses.Select(b => b.Check));
    }

    [Fact]
    public async Task An_option_without_help_and_one_whose_name_is_a_secret_are_found()
    {
        await using var subject = Planted(new PlantedModule
        {
            PlantedOptions =
            [
                new("baseUrl", OptionType.Url, "Địa chỉ", "Address", "", "Root address.", Required: true, Example: "https://x.example.gov.vn"),
                new("pageSize", OptionType.Number, "Cỡ trang", "Page size", "Số dòng.", "Rows.", Default: "0", Minimum: 1, Maximum: 10),
                new("apiToken", OptionType.Text, "Token", "Token", "Khóa.", "Key.", Example: "x"),
            ],
        });

        Assert.Equal(["options.baseUrl", "options.pageSize"], (await FindingsAsync(subject, 2)).Select(f => f.Place));
        Assert.Equal(["options.apiToken"], (await FindingsAsync(subject, 3)).Select(f => f.Place));
    }

    [Fact]
    public async Task A_secret_in_a_message_is_found()
    {
        await using (var good = Planted(new PlantedModule()))
        {
            Assert.Empty(await FindingsAsync(good, 3));
        }

        await using var leaking = Planted(new PlantedModule { LeaksItsPassword = true });
        Assert.Equal("connection test, step sign-in", Assert.Single(await FindingsAsync(leaking, 3)).Place);
    }

    [Fact]
    public async Task Streams_that_change_from_one_question_to_the_next_are_found()
    {
        await using var subject = Planted(new PlantedModule { ChangesItsMind = true });

        Assert.NotEmpty(await FindingsAsync(subject, 9));
    }

    [Fact]
    public async Task A_folder_without_readme_configurations_and_baseline_fails_the_checks_of_them()
    {
        Directory.CreateDirectory(folder.File("connectors/Ckan"));
        await using var subject = new Subject(folder.File("connectors/Ckan"), Ckan);

        var report = await KitRun.RunAsync(subject, 0, TimeProvider.System, _ => { }, CancellationToken.None);

        Assert.False(report.Passed);
        Assert.Equal([1, 4, 5, 6, 7], report.Results.Where(r => r.Outcome.State == CheckState.Failed).Select(r => r.Check.Number));
        Assert.Equal(AcceptanceFile.Name, Assert.Single(report.FileProblems).Place);
        Assert.Equal(-1, report.PassedLevel);
    }

    [Fact]
    public async Task What_the_baseline_promised_and_is_gone_is_found()
    {
        await using var subject = new Subject(CkanFolder, Ckan);
        var now = Baseline.Of(subject);
        var then = now with
        {
            Options = [.. now.Options.Select(o => o.Name == "pageSize" ? o with { Default = "100", Maximum = 5000 } : o), new("oldOption", "Text", false, null, [], null, null)],
            Streams = [now.Streams[0] with { Key = "organization", Fields = [.. now.Streams[0].Fields, "gone: count"] }],
        };

        var findings = new List<CheckFinding>();
        BackwardCompatible.Compare(then, now, findings);

        Assert.Equal(
            ["its default was '100' and is '200'", "its range has become narrower", "the option is gone", "its key was organization and is organization|day", "the field 'gone: count' is gone or has changed"],
            findings.Select(f => f.What));
        findings.Clear();
        BackwardCompatible.Compare(now, now, findings);
        Assert.Empty(findings);
    }

    [Fact]
    public async Task A_bad_configuration_that_lint_takes_is_found()
    {
        Directory.CreateDirectory(folder.File("connectors/Ckan/Testdata/configs"));
        foreach (var file in Directory.GetFiles(Path.Combine(CkanFolder, "Testdata", "configs")))
        {
            File.Copy(file, folder.File("connectors/Ckan/Testdata/configs/" + Path.GetFileName(file)));
        }

        await using var subject = new Subject(folder.File("connectors/Ckan"), Ckan);
        Assert.Empty(await FindingsAsync(subject, 4));

        var good = await File.ReadAllTextAsync(folder.File("connectors/Ckan/Testdata/configs/good.yaml"));
        await File.WriteAllTextAsync(folder.File("connectors/Ckan/Testdata/configs/odd.yaml"), good.Replace("# expect: none", "# expect: E_OPTION_URL at baseUrl", StringComparison.Ordinal));

        Assert.Equal("lint does not say E_OPTION_URL on the line of 'baseUrl'; it says nothing", Assert.Single(await FindingsAsync(subject, 4)).What);
    }

    [Fact]
    public async Task Keys_from_row_numbers_reads_that_differ_and_records_that_are_lost_are_found()
    {
        await using var subject = new Subject(CkanFolder, Ckan) { Instead = m => m.Key == "ckan" ? new ChangedModule(m, Worsen) : m };

        Assert.Contains(await FindingsAsync(subject, 10), f => f.What.Contains("nothing instead of", StringComparison.Ordinal));
        Assert.NotEmpty(await FindingsAsync(subject, 13));
        Assert.NotEmpty(await FindingsAsync(subject, 14));
    }

    [Fact]
    public async Task A_check_that_throws_has_failed_and_the_others_run()
    {
        await File.WriteAllTextAsync(folder.File("acceptance.yaml"), "bypass: []\n");
        await using var subject = Planted(new PlantedModule { PlantedKey = "khong-co-trong-the-gioi-mo-phong" });

        var report = await KitRun.RunAsync(subject, 1, TimeProvider.System, _ => { }, CancellationToken.None, [2, 10, 13]);

        Assert.Equal([CheckState.Passed, CheckState.Failed, CheckState.Failed], report.Results.Select(r => r.Outcome.State));

        // Of the lowest level only one check ran: that is no evidence of the level.
        Assert.Equal(-1, report.PassedLevel);
    }

    [Fact]
    public async Task Reports_are_well_formed_and_say_the_same_in_each_format()
    {
        await using var subject = Planted(new PlantedModule { LeaksItsPassword = true });
        var run = await KitRun.RunAsync(subject, 0, TimeProvider.System, _ => { }, CancellationToken.None, [2, 3]);
        var odd = new CheckFinding("a<b>", "what & \"why\" \u0001", "do");
        var bypass = new Bypass(9, "lý do <b>", "IntegrationHub", new DateOnly(2027, 6, 30), "acceptance.yaml:2");
        var check = CheckList.All.First(c => c.Number == 9);
        var report = run with { FileProblems = [odd], Results = [.. run.Results, new(check, new(CheckState.Bypassed, bypass.Reason, []), TimeSpan.Zero, bypass), new(check, CheckOutcome.NotApplicable("nothing"), TimeSpan.Zero)] };

        var files = ReportFiles.Write(report, folder.File("bao-cao"));

        Assert.Equal([".xml", ".json", ".html"], files.Select(Path.GetExtension));
        var suite = XDocument.Load(files[0]).Root!.Element("testsuite")!;
        Assert.Equal(("5", "2", "2"), (suite.Attribute("tests")!.Value, suite.Attribute("failures")!.Value, suite.Attribute("skipped")!.Value));
        Assert.Equal(5, suite.Elements("testcase").Count());
        var json = JsonDocument.Parse(await File.ReadAllTextAsync(files[1])).RootElement;
        Assert.False(json.GetProperty("passed").GetBoolean());
        Assert.Equal(["Passed", "Failed", "Bypassed", "NotApplicable"], json.GetProperty("checks").EnumerateArray().Select(c => c.GetProperty("state").GetString()));
        Assert.Equal("2027-06-30", json.GetProperty("checks")[2].GetProperty("bypass").GetProperty("expires").GetString());
        var html = await File.ReadAllTextAsync(files[2]);
        Assert.Contains("hết hạn 30/06/2027", html, StringComparison.Ordinal);
        Assert.Contains("KHÔNG ĐẠT", html, StringComparison.Ordinal);
        Assert.Contains("a&lt;b&gt;", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("http", html.Replace("https://", "", StringComparison.Ordinal).Replace("http-equiv", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ReportFiles.Write(report, folder.File("x.pdf")));
    }

    public void Dispose() => folder.Dispose();

    private Subject Planted(ConnectorModule module) => new(folder.Path, module);

    private static async Task<IReadOnlyList<CheckFinding>> FindingsAsync(Subject subject, int check) =>
        (await CheckList.All.Single(c => c.Number == check).RunAsync(subject, CancellationToken.None)).Findings;

    // Row numbers that go on counting from read to read, and the last record of each page is dropped.
    private static int rows;

    private static async IAsyncEnumerable<Page> Worsen(IAsyncEnumerable<Page> pages)
    {
        await foreach (var page in pages)
        {
            yield return page with { Readings = [.. page.Readings.SkipLast(1).Select(r => r with { Key = "row-" + Interlocked.Increment(ref rows) })] };
        }
    }
}
