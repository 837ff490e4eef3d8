using System.Text.RegularExpressions;
using IntegrationHub.Testing;

namespace IntegrationHub.Host.Tests.Commands;

/// <summary>deploy/README.md says nothing that does not work: each of its commands is run here as it is printed, or it is named why it is not.</summary>
[Collection(PulledHubTests.Name)]
public sealed partial class DeployReadmeTests(PulledHub hub)
{
    /// <summary>Commands that are not run here, and who runs them or why nobody can.</summary>
    private static readonly Dictionary<string, string> RunElsewhere = new(StringComparer.Ordinal)
    {
        ["dotnet run --project src/IntegrationHub.Host -- demo"] = "ReadmeTests",
        ["dotnet run --project src/IntegrationHub.Host -- demo --world 2025"] = "DemoOf2025Tests",
        ["dotnet run --project src/IntegrationHub.Host -- run"] = "ProcessTests; it does not end by itself",
        ["deploy/docker/make-secrets.sh"] = "ComposeTests",
        ["docker compose --profile full up --build"] = "not runnable: no Docker engine where this was written; ComposeTests runs its services without one",
        ["deploy/package.sh"] = "tests/debian/install.sh",
        ["tar -xzf integrationhub-0.1.0-linux-x64.tar.gz"] = "tests/debian/install.sh",
        ["sudo integrationhub-0.1.0-linux-x64/install.sh"] = "tests/debian/install.sh",
        ["sudo hub apply -f /opt/integrationhub/current/program/catalogue"] = "tests/debian/install.sh",
        ["sudo hub user add quan-tri --role admin"] = "tests/debian/install.sh; here without sudo",
        ["hub subscription test ioc"] = "SubscriptionsEndpointsTests; needs a subscriber on a public address",
        ["hub restore nightly.backup"] = "BackupTests; here into an empty store",
    };

    /// <summary>The same of commands within a sentence.</summary>
    private static readonly Dictionary<string, string> NamedElsewhere = new(StringComparer.Ordinal)
    {
        ["docker compose --profile full up --build -d"] = "not runnable: no Docker engine where this was written",
        ["docker compose --profile full up --scale record=3"] = "not runnable: no Docker engine where this was written; several recorders are run by OwnershipTests",
        ["systemctl restart 'integrationhub@*'"] = "tests/debian/install.sh",
        ["systemctl stop integrationhub.target"] = "tests/debian/install.sh",
        ["systemctl start rabbitmq-server"] = "tests/debian/install.sh",
        ["rabbitmq-diagnostics -q alarms"] = "tests/debian/install.sh",
        ["journalctl --vacuum-size=500M"] = "tests/debian/install.sh",
        ["/opt/integrationhub/current/install.sh"] = "tests/debian/install.sh",
        ["rabbitmqctl change_password hub"] = "not runnable: for the container, and no Docker engine where this was written; what install.sh does instead is run by tests/debian/install.sh",
        ["systemctl disable --now integrationhub@collect"] = "not run: for a second server, of which no test has one",
        ["ln -sfn OLD /opt/integrationhub/current"] = "not run: there is no older version yet",
        ["timedatectl set-ntp true"] = "not runnable: a machine of a test has its host's clock",
        ["./test.sh --full"] = "the run that this test is part of",
        ["tests/debian/install.sh"] = "InstallTests",
    };

    /// <summary>What stands for something of the reader's own.</summary>
    private static readonly Dictionary<string, string> Here = new(StringComparer.Ordinal)
    {
        ["--project src/IntegrationHub.Host"] = "",
        ["targets/reporting.yaml"] = Repository.File("deploy/samples/targets/reporting.yaml"),
        ["contracts/catalogue"] = Repository.File("contracts/catalogue"),
        ["connectors/Tthc"] = Repository.File("connectors/Tthc"),
        ["tthc-bac-giang"] = PulledHub.Source,
    };

    private static string Text { get; } = File.ReadAllText(Repository.File("deploy/README.md"));

    private static IReadOnlyList<string> Commands { get; } =
        [.. Blocks().Matches(Text).SelectMany(b => b.Groups["lines"].Value.Split('\n')).Select(l => l.Split("  #")[0].Trim()).Where(l => l.Length > 0).Distinct()];

    [Fact]
    public async Task Every_command_of_the_hub_does_what_the_page_says()
    {
        using var copy = hub.Copy();
        await copy.RunAsync("subscription", "add", "desk", "--url", "https://desk.example.gov.vn/hub", "--secret", "env:DESK");
        var refused = new List<string>();
        foreach (var command in Commands.Where(c => c.StartsWith("hub ", StringComparison.Ordinal) && !RunElsewhere.ContainsKey(c)))
        {
            var line = Here.Aggregate(command, (text, place) => text.Replace(place.Key, place.Value, StringComparison.Ordinal)).Replace("nightly.backup", copy.Folder.File("nightly.backup"), StringComparison.Ordinal);
            if (line.Contains("key rotate ID", StringComparison.Ordinal))
            {
                line = line.Replace("ID", await KeyAsync(copy), StringComparison.Ordinal);
            }

            if (line.Contains("subscription rotate ioc", StringComparison.Ordinal) || line.Contains("source new", StringComparison.Ordinal))
            {
                // The page names them twice; the second time they are done already.
                line = refused.Count == 0 && Done.Add(line) ? line : "";
            }

            if (line.Length == 0)
            {
                continue;
            }

            using var typed = new StringReader("mot-mat-khau-du-dai\nmot-mat-khau-du-dai\n");
            var before = Console.In;
            Console.SetIn(typed);
            try
            {
                var run = await copy.RunAsync(Words(line)[1..]);
                if (run.Code != 0)
                {
                    refused.Add($"{command}: code {run.Code}: {run.Error}{run.Out}");
                }
            }
            finally
            {
                Console.SetIn(before);
            }
        }

        Assert.True(refused.Count == 0, string.Join("\n", refused));
    }

    private HashSet<string> Done { get; } = new(StringComparer.Ordinal);

    [Fact]
    public void Every_other_command_is_run_elsewhere_or_it_is_said_why_not()
    {
        var others = Commands.Where(c => !c.StartsWith("hub ", StringComparison.Ordinal)).ToList();

        Assert.Empty(others.Except(RunElsewhere.Keys));
        Assert.Empty(RunElsewhere.Keys.Except(Commands));
    }

    [Fact]
    public async Task A_command_within_a_sentence_is_one_that_there_is_with_the_options_that_it_is_named_with()
    {
        var named = Quoted().Matches(Blocks().Replace(Text, "")).Select(m => m.Groups["code"].Value).Distinct().ToList();
        var others = named.Where(n => Programs.Any(p => n.StartsWith(p, StringComparison.Ordinal))).ToList();
        Assert.Empty(others.Except(NamedElsewhere.Keys));
        Assert.Empty(NamedElsewhere.Keys.Except(others));

        using var copy = hub.Copy();
        foreach (var command in named.Where(n => n.StartsWith("hub ", StringComparison.Ordinal)))
        {
            var words = Words(command)[1..];
            string[] path = [.. words.TakeWhile((w, i) => i < 2 && CommandWord().IsMatch(w))];
            var help = await copy.RunAsync([.. path.Length == 2 && Single.Contains(path[0]) ? path[..1] : path, "--help"]);
            Assert.True(help.Code == 0, $"{command}: {help.Error}");
            Assert.All(words.Where(w => w.StartsWith("--", StringComparison.Ordinal)), option => Assert.Contains(option, help.Out, StringComparison.Ordinal));
        }
    }

    private static readonly string[] Programs = ["docker ", "systemctl ", "rabbitmq-diagnostics ", "rabbitmqctl ", "journalctl ", "timedatectl ", "ln ", "sudo ", "apt", "./", "tests/debian/", "/opt/integrationhub/current/install.sh"];

    /// <summary>Commands whose next word is no command.</summary>
    private static readonly string[] Single = ["why", "backup", "run", "apply", "lint"];

    [Theory]
    [InlineData("a-source-is-down")]
    [InlineData("the-broker-is-down")]
    [InlineData("the-disk-is-full")]
    [InlineData("a-figure-is-late")]
    [InlineData("a-figure-was-wrong-after-release")]
    [InlineData("a-subscriber-does-not-answer")]
    [InlineData("the-clock-is-off")]
    [InlineData("restore")]
    [InlineData("rotate-secrets")]
    [InlineData("upgrade")]
    [InlineData("add-a-province")]
    public void Alerts_lead_to_a_section_that_is_there(string anchor) =>
        Assert.Contains(anchor, Headings().Matches(Text).Select(h => h.Groups["title"].Value.Trim().ToLowerInvariant().Replace(' ', '-')));

    [Fact]
    public void Every_link_leads_somewhere() =>
        Assert.All(Links().Matches(Text).Select(m => m.Groups["target"].Value).Where(t => !t.StartsWith("http", StringComparison.Ordinal)),
            l => Assert.True(Path.Exists(Repository.File("deploy/" + l)), $"deploy/README.md links to '{l}', which is not there"));

    [Fact]
    public void Every_test_that_the_page_names_is_there()
    {
        var named = TestNames().Matches(Text).Select(m => m.Value).Distinct().ToList();
        var there = Directory.EnumerateFiles(Repository.File("tests"), "*.cs", SearchOption.AllDirectories).Concat(Directory.EnumerateFiles(Repository.File("connectors"), "*.cs", SearchOption.AllDirectories))
            .Select(Path.GetFileNameWithoutExtension).ToHashSet();

        Assert.NotEmpty(named);
        Assert.All(named, n => Assert.Contains(n, there));
    }

    private static async Task<string> KeyAsync(HubCopy copy) => (await copy.RunAsync("key", "list", "--format", "json")).Json[0].GetProperty("id").ToString();

    /// <summary>As a shell splits it: quotes keep words together.</summary>
    private static string[] Words(string line) => [.. Word().Matches(line).Select(m => m.Value.Trim('"'))];

    [GeneratedRegex("\"[^\"]*\"|\\S+")]
    private static partial Regex Word();

    [GeneratedRegex(@"^```\n(?<lines>.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Blocks();

    [GeneratedRegex("`(?<code>[^`\\n]+)`")]
    private static partial Regex Quoted();

    [GeneratedRegex("^[a-z][a-z-]+$")]
    private static partial Regex CommandWord();

    [GeneratedRegex(@"^#+ (?<title>.*)$", RegexOptions.Multiline)]
    private static partial Regex Headings();

    [GeneratedRegex(@"\]\((?<target>[^)#]+)\)")]
    private static partial Regex Links();

    [GeneratedRegex(@"\b[A-Z]\w+(Tests|Suite)\b")]
    private static partial Regex TestNames();
}
