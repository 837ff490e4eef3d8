using System.Text.RegularExpressions;
using IntegrationHub.Host.Commands;
using IntegrationHub.Simulators.Faults;

namespace IntegrationHub.Host.Tests.Commands;

[Collection(PulledHubTests.Name)]
public sealed class SourceCommandTests(PulledHub hub)
{
    private const string Nobody = "http://127.0.0.1:9";

    [Fact]
    public void A_pull_waits_until_all_is_recorded_and_counts_it()
    {
        Assert.Equal(ExitCodes.Success, hub.Pull.Code);
        Assert.Contains("Luồng", hub.Pull.Lines[0], StringComparison.Ordinal);
        Assert.Contains(hub.Pull.Lines, l => l.StartsWith("dossiers ", StringComparison.Ordinal) && l.Contains(" Tốt ", StringComparison.Ordinal));
        using var copy = hub.Copy();
        Assert.Equal(0, copy.Count("SELECT count(*) FROM batch WHERE state <> 1"));
        Assert.Equal(0, copy.Count("SELECT count(*) FROM run WHERE fetched <> accepted + unchanged + rejected OR fetched = 0"));
        Assert.Equal(0, copy.Count("SELECT count(*) FROM source_state WHERE lease_owner IS NOT NULL OR next_run_at IS NULL"));
    }

    [Fact]
    public void Progress_goes_to_standard_error_and_a_line_never_comes_twice()
    {
        var lines = hub.Pull.Error.TrimEnd('\n').Split('\n');
        Assert.All(lines, l => Assert.StartsWith(PulledHub.Source + "/", l, StringComparison.Ordinal));
        Assert.All(lines.Zip(lines.Skip(1)), pair => Assert.NotEqual(pair.First, pair.Second));
    }

    [Trait("Category", "Full")]
    [Fact]
    public async Task A_second_pull_changes_no_figure()
    {
        using var copy = hub.Copy();
        var before = (await copy.RunAsync("plan", "show", "bac-giang-2024", "--export", "csv")).Out;
        var run = await copy.RunAsync("source", "pull", PulledHub.Source, "--format", "json");
        Assert.Equal(ExitCodes.Success, run.Code);
        Assert.All(run.Json.EnumerateArray(), r => Assert.Equal(("succeeded", 0), (r.GetProperty("state").GetString(), r.GetProperty("accepted").GetInt64())));
        Assert.Equal(before, (await copy.RunAsync("plan", "show", "bac-giang-2024", "--export", "csv")).Out);
    }

    [Fact]
    public async Task A_backfill_leaves_the_cursor_alone()
    {
        using var copy = hub.Copy();
        copy.Execute("CREATE TABLE before AS SELECT * FROM stream_cursor");
        var run = await copy.RunAsync("source", "backfill", PulledHub.Source, "--from", "2024-03-01", "--to", "2024-03-08", "--format", "json");
        Assert.Equal(ExitCodes.Success, run.Code);
        Assert.All(run.Json.EnumerateArray(), r => Assert.Equal("backfill", r.GetProperty("kind").GetString()));
        Assert.Equal(0, copy.Count("SELECT count(*) FROM (SELECT source, stream, cursor FROM stream_cursor EXCEPT SELECT source, stream, cursor FROM before)"));
        Assert.Equal(2, copy.Count("SELECT count(*) FROM stream_cursor"));
    }

    [Theory]
    [InlineData(new[] { "--from", "2024-03-08", "--to", "2024-03-08" }, "later than --from")]
    [InlineData(new[] { "--from", "8.3.2024", "--to", "2024-03-09" }, "2024-03-15")]
    [InlineData(new[] { "--from", "2024-03-08" }, "--to")]
    public async Task A_backfill_needs_a_span(string[] arguments, string said)
    {
        var run = await hub.RunAsync(["source", "backfill", PulledHub.Source, .. arguments]);
        Assert.Equal(ExitCodes.Usage, run.Code);
        Assert.Contains(said, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_shows_state_last_run_and_confirmed_day_of_each_stream()
    {
        var run = await hub.RunAsync("source", "list", "--format", "json");
        Assert.Equal(ExitCodes.Success, run.Code);
        var dossiers = run.Json.EnumerateArray().Single(r => r.GetProperty("stream").GetString() == "dossiers");
        Assert.Equal(("tthc", "ok", "2024-12-19"),
            (dossiers.GetProperty("connector").GetString(), dossiers.GetProperty("state").GetString(), dossiers.GetProperty("lastConfirmedDay").GetString()));
        Assert.Equal("succeeded", dossiers.GetProperty("lastRun").GetProperty("state").GetString());
        Assert.StartsWith("2024-12-20T", dossiers.GetProperty("nextRunAt").GetString(), StringComparison.Ordinal);
        var table = await hub.RunAsync("source", "list");
        Assert.All(["Loại/luồng", "Xác nhận đến", "Chậm", "Lần tới"], title => Assert.Contains(title, table.Lines[0], StringComparison.Ordinal));
        Assert.Contains(table.Lines, l => l.Contains("tthc/dossiers", StringComparison.Ordinal) && l.Contains("0 ngày", StringComparison.Ordinal));
        Assert.Equal(0, dossiers.GetProperty("lagDays").GetInt32());
        Assert.All(table.Lines, l => Assert.True(l.Length <= 100, l));
    }

    [Fact]
    public async Task Pause_and_resume_are_shown_and_can_be_said_twice()
    {
        using var copy = hub.Copy();
        Assert.Equal("source 'tthc-bac-giang' is paused\n", (await copy.RunAsync("source", "pause", PulledHub.Source)).Out);
        Assert.Equal("source 'tthc-bac-giang' is already paused\n", (await copy.RunAsync("source", "pause", PulledHub.Source)).Out);
        Assert.Equal("paused", (await copy.RunAsync("source", "list", "--format", "json")).Json[0].GetProperty("state").GetString());
        Assert.Equal("source 'tthc-bac-giang' is running by its schedule\n", (await copy.RunAsync("source", "resume", PulledHub.Source)).Out);
        Assert.Equal("ok", (await copy.RunAsync("source", "list", "--format", "json")).Json[0].GetProperty("state").GetString());
    }

    [Fact]
    public async Task Reset_asks_first_and_then_forgets_only_what_was_named()
    {
        using var copy = hub.Copy();
        var asked = await copy.RunAsync("source", "reset", PulledHub.Source);
        Assert.Equal(ExitCodes.Usage, asked.Code);
        Assert.Contains("--yes", asked.Error, StringComparison.Ordinal);
        Assert.Equal(2, copy.Count("SELECT count(*) FROM stream_cursor"));

        // One of a backfill that was broken off goes as well, and none of another stream.
        copy.Execute("INSERT INTO stream_cursor (source, stream, cursor, updated_at) SELECT source, stream || '@2024-01-01..2024-02-01', cursor, updated_at FROM stream_cursor");
        copy.Execute("DELETE FROM stream_cursor WHERE stream LIKE 'period-snapshots@%'");
        var done = await copy.RunAsync("source", "reset", PulledHub.Source, "--stream", "dossiers", "--yes");
        Assert.Equal((ExitCodes.Success, ""), (done.Code, done.Error));
        Assert.Equal(1, copy.Count("SELECT count(*) FROM stream_cursor WHERE stream = 'period-snapshots'"));
        Assert.Equal(1, copy.Count("SELECT count(*) FROM stream_cursor"));
        Assert.Equal(0, copy.Count("SELECT count(*) FROM open_record"));
        Assert.Equal(0, copy.Count("SELECT count(*) FROM source_state WHERE lease_owner IS NOT NULL"));
        Assert.Equal(ExitCodes.Usage, (await copy.RunAsync("source", "reset", PulledHub.Source, "--stream", "letters", "--yes")).Code);
    }

    [Theory]
    [InlineData("pull")]
    [InlineData("reset", "--yes")]
    public async Task Nobody_touches_a_source_that_another_process_pulls(string command, params string[] more)
    {
        using var copy = hub.Copy();
        copy.Execute("UPDATE source_state SET lease_owner = 'elsewhere/1/1', lease_until = 9000000000000000");
        var run = await copy.RunAsync(["source", command, PulledHub.Source, .. more]);
        Assert.Equal(ExitCodes.Unreachable, run.Code);
        Assert.Contains("being pulled", run.Error, StringComparison.Ordinal);
        Assert.Equal(2, copy.Count("SELECT count(*) FROM stream_cursor"));
    }

    [Fact]
    public async Task Preview_shows_measurements_and_leaves_no_trace()
    {
        using var copy = hub.Copy();
        var before = copy.Count("SELECT (SELECT count(*) FROM run) + (SELECT count(*) FROM batch) + (SELECT count(*) FROM code) + (SELECT max(fence) FROM source_state)");
        var run = await copy.RunAsync("source", "preview", PulledHub.Source, "--stream", "dossiers", "--limit", "500", "--format", "json");
        Assert.Equal((ExitCodes.Success, ""), (run.Code, run.Error));
        var preview = Assert.Single(run.Json.EnumerateArray());
        Assert.InRange(preview.GetProperty("shown").GetInt32(), 1, 500);
        Assert.Contains(preview.GetProperty("values").EnumerateArray(), v => v.GetProperty("metric").GetString() == "tthc.dossier.received" && v.GetProperty("amount").GetString() == "1");
        Assert.Equal(before, copy.Count("SELECT (SELECT count(*) FROM run) + (SELECT count(*) FROM batch) + (SELECT count(*) FROM code) + (SELECT max(fence) FROM source_state)"));
        var table = await copy.RunAsync("source", "preview", PulledHub.Source, "--limit", "3");
        Assert.All(table.Lines, l => Assert.True(l.Length <= 100, l));
        Assert.Equal(ExitCodes.Usage, (await copy.RunAsync("source", "preview", PulledHub.Source, "--limit", "0")).Code);
    }

    [Fact]
    public async Task Preview_shows_rejections_with_their_reason()
    {
        var fault = hub.Simulator.Faults.Add(new Fault { Kind = FaultKinds.SoLieuNotJson });
        var run = await hub.RunAsync("source", "preview", PulledHub.Source, "--stream", "period-snapshots", "--limit", "5000", "--format", "json");
        hub.Simulator.Faults.Remove(fault);
        Assert.Equal(ExitCodes.Success, run.Code);
        Assert.All(run.Json[0].GetProperty("rejections").EnumerateArray(), r => Assert.NotEmpty(r.GetProperty("message").GetString()!));
        Assert.NotEmpty(run.Json[0].GetProperty("rejections").EnumerateArray());
    }

    [Fact]
    public async Task Test_names_each_step()
    {
        var run = await hub.RunAsync("source", "test", PulledHub.Source);
        Assert.Equal((ExitCodes.Success, ""), (run.Code, run.Error));
        Assert.Equal(6, run.Lines.Count);
        Assert.All(run.Lines, l => Assert.StartsWith("✓", l, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_wrong_password_fails_the_step_and_the_pull_and_is_not_shown()
    {
        using var copy = hub.Copy();
        await ApplyAsync(copy, hub.SourceYaml(password: "wrong-password-1"));
        var test = await copy.RunAsync("source", "test", PulledHub.Source, "--format", "json");
        Assert.Equal(ExitCodes.Bad, test.Code);
        Assert.Equal(("sign-in api", "authentication"), (test.Json.GetProperty("steps").EnumerateArray().Last().GetProperty("name").GetString(), test.Json.GetProperty("steps").EnumerateArray().Last().GetProperty("category").GetString()));
        var pull = await copy.RunAsync("source", "pull", PulledHub.Source);
        Assert.Equal(ExitCodes.Bad, pull.Code);
        Assert.DoesNotContain("wrong-password-1", test.Out + pull.Out + pull.Error, StringComparison.Ordinal);
        var list = await copy.RunAsync("source", "list", "--format", "json");
        Assert.All(list.Json.EnumerateArray(), r => Assert.Equal("failed", r.GetProperty("state").GetString()));
    }

    [Fact]
    public async Task A_source_that_does_not_answer_is_unreachable()
    {
        using var copy = hub.Copy();
        await ApplyAsync(copy, hub.SourceYaml(Nobody));
        Assert.Equal(ExitCodes.Bad, (await copy.RunAsync("source", "test", PulledHub.Source)).Code);
        Assert.Equal(ExitCodes.Unreachable, (await copy.RunAsync("source", "preview", PulledHub.Source, "--stream", "dossiers")).Code);
        var pull = await copy.RunAsync("source", "pull", PulledHub.Source);
        Assert.Equal(ExitCodes.Unreachable, pull.Code);
        Assert.Contains("E_SOURCE_UNREACHABLE", pull.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_secret_is_a_failed_step_that_names_the_option()
    {
        using var copy = hub.Copy();
        await ApplyAsync(copy, hub.SourceYaml(passwordReference: "env:HUB_NO_SUCH_VARIABLE"));
        var run = await copy.RunAsync("source", "test", PulledHub.Source);
        Assert.Equal(ExitCodes.Bad, run.Code);
        Assert.Contains("✗ configuration", run.Out, StringComparison.Ordinal);
        Assert.Contains("'password'", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("test")]
    [InlineData("preview")]
    [InlineData("pull")]
    [InlineData("reset", "--yes")]
    [InlineData("pause")]
    public async Task An_unknown_source_is_named_with_the_known_ones(string command, params string[] more)
    {
        var run = await hub.RunAsync(["source", command, "nobody", .. more]);
        Assert.Equal(ExitCodes.Bad, run.Code);
        Assert.Contains("no source 'nobody'; known are tthc-bac-giang", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_file_of_a_new_source_passes_lint_as_it_is_and_explains_every_option()
    {
        using var folder = new Testing.TemporaryFolder();
        var file = folder.File("tthc-lang-son.yaml");
        var made = await HubRun.OfAsync(HubRun.NoSettings, "source", "new", "tthc", "tthc-lang-son", "--out", folder.Path);
        Assert.Equal(ExitCodes.Success, made.Code);
        Assert.Equal(ExitCodes.Success, (await HubRun.OfAsync(HubRun.NoSettings, "lint", file)).Code);
        var text = File.ReadAllText(file);
        Assert.All(new Connectors.Tthc.TthcModule().Options, o => Assert.Contains($"{o.Name}:", text, StringComparison.Ordinal));
        Assert.All(new Connectors.Tthc.TthcModule().Options, o => Assert.Contains(o.HelpVi, text, StringComparison.Ordinal));

        Assert.Contains("  - dossiers ", text, StringComparison.Ordinal);
        Assert.Contains("  # - opencps-statistics ", text, StringComparison.Ordinal); // Of another variant than the one that is proposed.

        // What is commented out is right as well once it is taken in.
        File.WriteAllText(file, text.Replace("  # concurrency:", "  concurrency:", StringComparison.Ordinal).Replace("  # backfillFrom:", "  backfillFrom:", StringComparison.Ordinal));
        Assert.Equal(ExitCodes.Success, (await HubRun.OfAsync(HubRun.NoSettings, "lint", file)).Code);
        var again = await HubRun.OfAsync(HubRun.NoSettings, "source", "new", "tthc", "tthc-lang-son", "--out", folder.Path);
        Assert.Equal(ExitCodes.Usage, again.Code);
        Assert.Contains("not replaced", again.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "period-snapshots dossiers")]
    [InlineData("variant: opencps", "opencps-statistics")]
    public async Task A_source_that_names_no_streams_reads_those_of_its_kind(string option, string streams)
    {
        using var copy = hub.Copy();
        var yaml = Regex.Replace(hub.SourceYaml(), @"^\s*streams: .*\n", "", RegexOptions.Multiline) + (option.Length == 0 ? "" : $"  {option}\n  groupId: \"1\"\n");
        await ApplyAsync(copy, yaml);
        var listed = await copy.RunAsync("source", "list", "--format", "json");
        Assert.Equal(streams.Split(' '), listed.Json.EnumerateArray().Select(row => row.GetProperty("stream").GetString()));
    }

    [Theory]
    [InlineData("ftp", "a", "known are tthc")]
    [InlineData("tthc", "Không hợp lệ", "cannot be the id")]
    public async Task A_new_source_needs_a_known_connector_and_a_good_id(string connector, string id, string said)
    {
        var run = await HubRun.OfAsync(HubRun.NoSettings, "source", "new", connector, id);
        Assert.Equal((ExitCodes.Usage, ""), (run.Code, run.Out));
        Assert.Contains(said, run.Error, StringComparison.Ordinal);
    }

    private static async Task ApplyAsync(HubCopy copy, string source)
    {
        var run = await copy.RunAsync("apply", "-f", copy.Folder.Write("tthc-bac-giang.yaml", source));
        Assert.Equal((ExitCodes.Success, ""), (run.Code, run.Error));
    }
}
