using System.Text.Json;
using IntegrationHub.Host.Commands;

namespace IntegrationHub.Host.Tests.Commands;

[Collection(PulledHubTests.Name)]
public sealed class PlanCommandTests(PulledHub hub)
{
    private const string Plan = "bac-giang-2024";
    private const string Indicator = "tthc-online-full-rate";

    [Fact]
    public async Task The_table_fits_into_a_hundred_columns_with_a_line_for_each_row()
    {
        var run = await hub.RunAsync("plan", "show", Plan);
        Assert.Equal((ExitCodes.Success, ""), (run.Code, run.Error));
        Assert.All(run.Lines, line => Assert.True(line.Length <= 100, line));
        var rows = (await JsonAsync()).GetProperty("rows").GetArrayLength();
        var ruler = run.Lines.ToList().FindIndex(l => l.StartsWith("───", StringComparison.Ordinal));
        Assert.StartsWith("Chỉ tiêu", run.Lines[ruler - 1], StringComparison.Ordinal);
        Assert.Contains("Kết luận", run.Lines[ruler - 1], StringComparison.Ordinal);
        Assert.Equal(rows, run.Lines.Skip(ruler + 1).TakeWhile(l => !l.Contains(" kỳ ", StringComparison.Ordinal) || l.Length > 40).Count());
        Assert.Contains(run.Lines, l => l.Contains("Chưa có số liệu", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Rows_that_a_source_feeds_have_figures_and_the_others_have_none()
    {
        var rows = (await JsonAsync()).GetProperty("rows").EnumerateArray().ToList();
        var fed = rows.Single(r => r.GetProperty("indicator").GetString() == Indicator);
        Assert.True(long.Parse(fed.GetProperty("denominator").GetString()!, System.Globalization.CultureInfo.InvariantCulture) > 0);
        var unfed = rows.Where(r => r.GetProperty("status").GetString() == "NoData" && r.GetProperty("kind").GetString() == "ratio").ToList();
        Assert.NotEmpty(unfed);
        Assert.All(unfed, r => Assert.Equal(("—", System.Text.Json.JsonValueKind.Null), (r.GetProperty("display").GetString(), r.GetProperty("numerator").ValueKind)));
    }

    [Fact]
    public async Task Period_unit_calendar_and_scope_are_taken()
    {
        var run = await hub.RunAsync("plan", "show", Plan, "--period", "2024-Q1", "--unit", "so-tp", "--calendar", "admin", "--scope", "own", "--format", "json");
        Assert.Equal((ExitCodes.Success, ""), (run.Code, run.Error));
        Assert.Equal(("so-tp", "admin"), (run.Json.GetProperty("unit").GetString(), run.Json.GetProperty("calendar").GetString()));
        var period = run.Json.GetProperty("rows").EnumerateArray().First(r => r.GetProperty("indicator").GetString() == Indicator).GetProperty("period");
        Assert.Equal(("2023-12-15", "2024-03-15"), (period.GetProperty("from").GetString(), period.GetProperty("to").GetString()));
    }

    [Fact]
    public async Task Csv_cannot_carry_a_formula_into_a_spreadsheet()
    {
        using var copy = hub.Copy();
        var plan = File.ReadAllText(Path.Combine(hub.Catalogue, $"plans/{Plan}.yaml")).Replace("title: \"Tỷ lệ hồ sơ", "title: \"=cmd|' /C calc'!A0, \\\"Tỷ lệ\\\" hồ sơ", StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Success, (await copy.RunAsync("apply", "-f", copy.Folder.Write($"plans/{Plan}.yaml", plan))).Code);
        var run = await copy.RunAsync("plan", "show", Plan, "--export", "csv");
        Assert.Equal(ExitCodes.Success, run.Code);
        Assert.StartsWith("\uFEFFplan,indicator,part,", run.Out, StringComparison.Ordinal);
        Assert.Contains(",\"'=cmd|' /C calc'!A0, \"\"Tỷ lệ\"\" hồ sơ", run.Out, StringComparison.Ordinal);
        Assert.DoesNotMatch("(^|,)\"?[=+@]", run.Out);
        Assert.EndsWith("\r\n", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_table_is_exported_as_json_lines_and_for_statistics()
    {
        var rows = (await JsonAsync()).GetProperty("rows").EnumerateArray().ToList();
        var lines = (await hub.RunAsync("plan", "show", Plan, "--export", "jsonl")).Out.TrimEnd('\n').Split('\n');
        Assert.Equal(rows.Select(r => r.GetProperty("title").GetString()), lines.Select(l => JsonDocument.Parse(l).RootElement.GetProperty("title").GetString()));

        var sdmx = (await hub.RunAsync("plan", "show", Plan, "--export", "sdmx-csv")).Out.TrimEnd().Split("\r\n");
        Assert.StartsWith("STRUCTURE,STRUCTURE_ID,ACTION,", sdmx[0], StringComparison.Ordinal);
        Assert.All(sdmx[1..], l => Assert.StartsWith("dataflow,INTEGRATION_HUB:PLAN_PROGRESS(1.0.0),R,", l, StringComparison.Ordinal));
        Assert.True(sdmx.Length > 2);
    }

    [Fact]
    public async Task A_past_view_shows_what_was_known_then()
    {
        var now = await JsonAsync();
        var asOf = now.GetProperty("asOf").GetString()!;
        var then = await hub.RunAsync("plan", "show", Plan, "--as-known-at", asOf, "--format", "json");
        Assert.Equal((ExitCodes.Success, ""), (then.Code, then.Error));
        Assert.Equal(asOf, then.Json.GetProperty("asOf").GetString());
        Assert.Equal(Figures(now), Figures(then.Json));

        var before = await hub.RunAsync("plan", "show", Plan, "--as-known-at", "2024-12-01", "--format", "json");
        Assert.Equal(ExitCodes.Success, before.Code);
        Assert.All(before.Json.GetProperty("rows").EnumerateArray(), r => Assert.Equal(JsonValueKind.Null, r.GetProperty("percent").ValueKind));
    }

    [Fact]
    public async Task Where_nothing_changed_in_the_tree_both_views_show_the_same()
    {
        var run = await hub.RunAsync("plan", "show", Plan, "--view", "as-now", "--format", "json");
        Assert.Equal((ExitCodes.Success, ""), (run.Code, run.Error));
        Assert.Equal(Figures(await JsonAsync()), Figures(run.Json));
    }

    [Theory]
    [InlineData("--as-known-at", "yesterday", "2024-12-19T16:00")]
    [InlineData("--view", "sideways", "as-now")]
    public async Task An_instant_or_view_that_is_none_says_what_is_allowed(string option, string value, string said)
    {
        var run = await hub.RunAsync("plan", "show", Plan, option, value);
        Assert.Equal((ExitCodes.Usage, ""), (run.Code, run.Out));
        Assert.Contains(said, run.Error, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Figures(JsonElement progress) => progress.GetProperty("rows").EnumerateArray()
        .Select(r => $"{r.GetProperty("indicator")} {r.GetProperty("part")} {r.GetProperty("numerator")}/{r.GetProperty("denominator")} {r.GetProperty("display")} {r.GetProperty("verdict")}");

    [Theory]
    [InlineData(new[] { "bac-giang-1999" }, ExitCodes.Bad, "known are")]
    [InlineData(new[] { Plan, "--unit", "so-nothing" }, ExitCodes.Bad, "so-nothing")]
    [InlineData(new[] { Plan, "--period", "2024-Q7" }, ExitCodes.Usage, "2024-Q1")]
    [InlineData(new[] { Plan, "--scope", "level:village" }, ExitCodes.Usage, "level:commune")]
    public async Task A_question_without_an_answer_says_what_is_allowed(string[] arguments, int code, string said)
    {
        var run = await hub.RunAsync(["plan", "show", .. arguments]);
        Assert.Equal(code, run.Code);
        Assert.Contains(said, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Why_leads_from_the_figure_to_batches_runs_and_record_keys()
    {
        var row = (await JsonAsync()).GetProperty("rows").EnumerateArray().Single(r => r.GetProperty("indicator").GetString() == Indicator);
        var run = await hub.RunAsync("why", Plan, Indicator, "--format", "json");
        Assert.Equal((ExitCodes.Success, ""), (run.Code, run.Error));
        Assert.Equal(row.GetProperty("denominator").GetString(), run.Json.GetProperty("denominator").GetString());
        var batch = run.Json.GetProperty("batches").EnumerateArray().First();
        Assert.Contains(batch.GetProperty("run").GetString()!, hub.Pull.Out, StringComparison.Ordinal);
        Assert.NotEmpty(batch.GetProperty("records").EnumerateArray());
    }

    [Fact]
    public async Task Why_for_people_fits_into_a_hundred_columns()
    {
        var run = await hub.RunAsync("why", Plan, Indicator, "--unit", "so-tp", "--period", "2024-Q1", "--limit", "5");
        Assert.Equal((ExitCodes.Success, ""), (run.Code, run.Error));
        Assert.Contains(run.Lines, l => l.StartsWith("Lô ", StringComparison.Ordinal));
        Assert.All(run.Lines.Where(l => !l.StartsWith("Công thức", StringComparison.Ordinal)), line => Assert.True(line.Length <= 100, line));
    }

    [Fact]
    public async Task Why_says_what_is_still_needed()
    {
        var run = await hub.RunAsync("why", Plan, Indicator, "--period", "2024-Q1", "--format", "json");
        var needed = run.Json.GetProperty("stillNeeded");
        Assert.Equal((Plan, "dossier"), (needed.GetProperty("target").GetProperty("plan").GetString(), needed.GetProperty("counted").GetString()));
        var (n, d) = (Number(run.Json, "numerator"), Number(run.Json, "denominator"));
        var threshold = decimal.Parse(needed.GetProperty("target").GetProperty("threshold").GetString()!, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal((">", "more"), (needed.GetProperty("target").GetProperty("operator").GetString(), needed.GetProperty("kind").GetString()));
        var (existing, more) = (Number(needed, "existing"), Number(needed, "new"));
        Assert.True(100 * (n + existing) > threshold * d && 100 * (n + existing - 1) <= threshold * d);
        Assert.True(100 * (n + more) > threshold * (d + more) && 100 * (n + more - 1) <= threshold * (d + more - 1));

        var table = await hub.RunAsync("why", Plan, Indicator, "--period", "2024-Q1", "--limit", "1");
        Assert.Contains($"Để đạt > {threshold} còn thiếu {existing} hồ sơ trong số đã có, hoặc {more} hồ sơ mới đều đạt", table.Lines);
    }

    [Fact]
    public async Task Why_against_another_period_splits_the_difference()
    {
        var run = await hub.RunAsync("why", Plan, Indicator, "--period", "2024-Q2", "--against", "2024-Q1", "--format", "json");
        Assert.Equal((ExitCodes.Success, ""), (run.Code, run.Error));
        Assert.Equal(("2024-Q1", "2024-Q2", "0"), (
            run.Json.GetProperty("from").GetProperty("period").GetProperty("id").GetString(), run.Json.GetProperty("to").GetProperty("period").GetProperty("id").GetString(),
            run.Json.GetProperty("residual").GetString()));
        var points = run.Json.GetProperty("points").GetString();
        Assert.Equal(["corrections 0", "lateArrivals 0", $"newActivity {points}", "geography 0", "definition 0"],
            run.Json.GetProperty("parts").EnumerateArray().Select(p => $"{p.GetProperty("cause").GetString()} {p.GetProperty("points").GetString()}"));

        var table = await hub.RunAsync("why", Plan, Indicator, "--period", "2024-Q2", "--against", "2024-Q1");
        Assert.Equal((ExitCodes.Success, ""), (table.Code, table.Error));
        Assert.All(table.Lines, line => Assert.True(line.Length <= 100, line));
        Assert.Contains($"Chênh lệch {run.Json.GetProperty("display").GetString()} điểm phần trăm, do:", table.Lines);
        Assert.Contains(table.Lines, l => l.StartsWith("Phát sinh mới trong kỳ", StringComparison.Ordinal) && l.EndsWith(points!, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Why_against_an_instant_says_that_nothing_moved_since()
    {
        var asOf = (await JsonAsync()).GetProperty("asOf").GetString()!;
        var run = await hub.RunAsync("why", Plan, Indicator, "--unit", "so-tp", "--period", "2024-Q1", "--against", asOf, "--format", "json");
        Assert.Equal((ExitCodes.Success, ""), (run.Code, run.Error));
        Assert.Equal(("0", asOf), (run.Json.GetProperty("points").GetString(), run.Json.GetProperty("from").GetProperty("asOf").GetString()));
        Assert.All(run.Json.GetProperty("parts").EnumerateArray(), p => Assert.Equal("0", p.GetProperty("points").GetString()));
    }

    private static decimal Number(JsonElement element, string name) =>
        decimal.Parse(element.GetProperty(name).GetString()!, System.Globalization.CultureInfo.InvariantCulture);

    [Theory]
    [InlineData(new[] { Plan, "no-such-rate" }, ExitCodes.Bad, "no row for 'no-such-rate'")]
    [InlineData(new[] { Plan, Indicator, "--unit", "so-nothing", "--period", "2024" }, ExitCodes.Bad, "so-nothing")]
    [InlineData(new[] { Plan, Indicator, "--limit", "0" }, ExitCodes.Usage, "1 to 1000")]
    [InlineData(new[] { Plan, Indicator, "--against", "soon" }, ExitCodes.Usage, "another period")]
    [InlineData(new[] { Plan, Indicator, "--view", "as-now" }, ExitCodes.Usage, "--against")]
    [InlineData(new[] { Plan, Indicator, "--period", "2024-Q1", "--against", "2020-01-01" }, ExitCodes.Bad, "no catalogue had been applied")]
    public async Task Why_refuses_what_it_cannot_answer(string[] arguments, int code, string said)
    {
        var run = await hub.RunAsync(["why", .. arguments]);
        Assert.Equal(code, run.Code);
        Assert.Contains(said, run.Error, StringComparison.Ordinal);
    }

    // Asked once: nothing changes in the shared store.
    private Task<JsonElement> JsonAsync() => hub.OnceAsync("plan show", async () => (await hub.RunAsync("plan", "show", Plan, "--format", "json")).Json);
}
