using System.CommandLine;
using IntegrationHub.Host.Commands;

namespace IntegrationHub.Host.Tests.Commands;

public sealed class UsageTests
{
    public static TheoryData<string> Everything() => [.. Names(HubCommand.Create(), "")];

    [Theory]
    [MemberData(nameof(Everything))]
    public async Task Every_command_explains_itself(string command)
    {
        var run = await HubRun.OfAsync(HubRun.NoSettings, [.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);
        Assert.Equal(ExitCodes.Success, run.Code);
        Assert.Contains("Usage:", run.Out, StringComparison.Ordinal);
        Assert.Contains("hub " + command, run.Out.Replace("testhost", "hub", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Everything))]
    public async Task Every_command_refuses_an_unknown_option_as_wrong_usage(string command)
    {
        var run = await HubRun.OfAsync(HubRun.NoSettings, [.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--no-such-option"]);
        Assert.Equal(ExitCodes.Usage, run.Code);
        Assert.Contains("--no-such-option", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_commands_are_those_of_the_interface() => Assert.Equal(
        ["alert list", "alert silence", "alert silences", "alert unsilence", "alias add", "apply", "audit list", "audit verify", "backup", "connector baseline", "connector docs", "connector test", "db hold list", "db hold off", "db hold on", "db migrate", "db prune", "db verify", "demo", "duty list", "duty sent",
            "duty undo", "entry add", "entry confirm", "entry list", "entry undo", "export", "key add", "key list", "key revoke", "key rotate", "lint", "parked discard", "parked list", "parked release", "plan show", "quarantine discard",
            "quarantine list", "quarantine replay", "reconciliation national", "release approve", "release check", "release create", "release export", "release list", "release report", "release show", "release submit", "release verify", "release withdraw", "restore",
            "run", "secret list", "secret remove", "secret set", "source backfill", "source list", "source new", "source pause", "source preview", "source pull", "source replay", "source reset", "source resume", "source shadow", "source template",
            "source test", "source timeline", "source upload", "subscription add", "subscription change", "subscription deliveries", "subscription list", "subscription pause", "subscription redeliver", "subscription remove", "subscription resume", "subscription rotate",
            "subscription target", "subscription test", "user add", "user list", "user lock", "user password", "user remove", "user set", "user unlock", "why"],
        Names(HubCommand.Create(), "").Order(StringComparer.Ordinal));

    [Fact]
    public async Task Version_is_the_programs_own()
    {
        var run = await HubRun.OfAsync(HubRun.NoSettings, "--version");
        Assert.Equal(ExitCodes.Success, run.Code);
        Assert.Matches(@"^hub \d+\.\d+\.\d+", run.Out);
    }

    [Fact]
    public async Task A_missing_command_shows_the_help_and_is_wrong_usage()
    {
        var run = await HubRun.OfAsync(HubRun.NoSettings, "source");
        Assert.Equal(ExitCodes.Usage, run.Code);
        Assert.Contains("preview", run.Out + run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_argument_is_one_line_and_where_to_read_more()
    {
        var run = await HubRun.OfAsync(HubRun.NoSettings, "plan", "show");
        Assert.Equal(ExitCodes.Usage, run.Code);
        Assert.Contains("'hub plan show --help'", run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Out.Trim());
    }

    [Fact]
    public async Task A_wrong_format_is_wrong_usage()
    {
        var run = await HubRun.OfAsync(HubRun.NoSettings, "plan", "show", "bac-giang-2024", "--format", "xml");
        Assert.Equal(ExitCodes.Usage, run.Code);
    }

    private static IEnumerable<string> Names(Command command, string path) => command.Subcommands.Count == 0
        ? [path]
        : command.Subcommands.SelectMany(c => Names(c, $"{path} {c.Name}".Trim()));
}
