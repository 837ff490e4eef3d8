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

/// <summary>What a source must not do to a figure: change its fields, its unit of counting, or the past without a word.</summary>
public sealed class GuardedFiguresTests
{
    [Fact]
    public async Task Renamed_field_freezes_the_figures_that_need_it_and_when_it_is_back_they_are_as_if_nothing_had_been()
    {
        await using var hub = await SurveyHub.StartAsync();
        await hub.PullAsync();
        var good = await hub.RowAsync();
        Assert.Equal(($"{Sum(hub, "content")}", $"{Sum(hub, "asked")}"), (good.Numerator, good.Denominator));

        // Five of six communes write the field by another name; the sixth has corrected a count.
        hub["c1", 11]["content"] = 600;
        foreach (var row in hub.Rows.Select(r => r!.AsObject()).Where(r => (string?)r["commune"] != "c1"))
        {
            row["askedTotal"] = row["asked"]!.DeepClone();
            row.Remove("asked");
        }

        var drifted = await hub.PullAsync();
        Assert.True(drifted.Rejected * 2 > drifted.Fetched);
        var frozen = await hub.RowAsync();
        Assert.Equal((good.Numerator, good.Denominator, good.Percent), (frozen.Numerator, frozen.Denominator, frozen.Percent));
        Assert.Contains(Marks.Frozen, frozen.Marks);
        Assert.Contains("Frozen:survey/counts:asked", frozen.Reasons);
        Assert.All(await hub.OpenAsync(), r => Assert.Equal(("E_FIELD_MISSING", "asked"), (r.Code, r.Place)));
        Assert.Contains("askedTotal", await hub.QueryAsync(db => Task.FromResult(db.StreamFields.Select(f => f.Field).ToList())));

        // What needs no such record goes on.
        var corrected = await hub.RowAsync("c1");
        Assert.DoesNotContain(Marks.Frozen, corrected.Marks);
        Assert.Equal(("1790", "3000"), (corrected.Numerator, corrected.Denominator));
        foreach (var row in hub.Rows.Select(r => r!.AsObject()).Where(r => r.ContainsKey("askedTotal")))
        {
            row["asked"] = row["askedTotal"]!.DeepClone();
            row.Remove("askedTotal");
        }

        await hub.PullAsync();
        var thawed = await hub.RowAsync();
        Assert.DoesNotContain(Marks.Frozen, thawed.Marks);
        Assert.Empty(await hub.OpenAsync());
        Assert.Equal(($"{Sum(hub, "content")}", $"{Sum(hub, "asked")}"), (thawed.Numerator, thawed.Denominator));
    }

    [Fact]
    public async Task Mapping_that_knows_the_new_name_thaws_by_replay()
    {
        await using var hub = await SurveyHub.StartAsync();
        await hub.PullAsync();
        foreach (var row in hub.Rows.Select(r => r!.AsObject()))
        {
            row["content"] = "many";
        }

        await hub.PullAsync();
        Assert.Contains(Marks.Frozen, (await hub.RowAsync()).Marks);
        Assert.Contains("Frozen:survey/counts:content", (await hub.RowAsync()).Reasons);

        // Whoever needs the field no more says so in the mapping.
        await hub.ApplyAsync(new CatalogueFile("mappings/rest/counts.map.yaml", SurveyHub.Mapping
            .Replace("version: 1", "version: 2", StringComparison.Ordinal).Replace("  content: count?\n", "", StringComparison.Ordinal).Replace("  survey.content: content\n", "", StringComparison.Ordinal)));
        await hub.ReplayAsync();
        Assert.Empty(await hub.OpenAsync());
        Assert.DoesNotContain(Marks.Frozen, (await hub.RowAsync()).Marks);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Count_that_is_gone_from_the_records_is_no_zero_and_removes_nothing(bool alsoOfThisMonth)
    {
        await using var hub = await SurveyHub.StartAsync();
        if (alsoOfThisMonth)
        {
            hub.Rows.Add((JsonNode)SurveyHub.Row("c1", 12, 1000, 610));
        }

        await hub.PullAsync();
        var good = await hub.RowAsync();
        foreach (var row in hub.Rows.Select(r => r!.AsObject()))
        {
            row.Remove("content");
        }

        // The month before is read again, and the one that is not over.
        Assert.Equal(alsoOfThisMonth ? 7 : 6, (await hub.PullAsync()).Rejected);
        var frozen = await hub.RowAsync();
        Assert.Equal((good.Numerator, good.Denominator), (frozen.Numerator, frozen.Denominator));
        Assert.Contains("Frozen:survey/counts:survey.content", frozen.Reasons);
    }

    [Fact]
    public async Task Number_that_is_used_for_another_case_is_held_until_the_source_corrects_it_or_a_person_accepts_it()
    {
        await using var hub = await SurveyHub.StartAsync();
        await hub.ApplyAsync(new CatalogueFile("mappings/rest/counts.map.yaml", SurveyHub.Mapping.Replace("fields:\n", "identity: [form]\nfields:\n  form: key?\n", StringComparison.Ordinal)));
        foreach (var row in hub.Rows)
        {
            row!["form"] = "A-1";
        }

        await hub.PullAsync();
        var good = await hub.RowAsync();

        // One record is another one now, a second one is corrected, of a third nothing is known that stays, and a fourth counts the same.
        (hub["c2", 11]["form"], hub["c2", 11]["asked"]) = ("A-2", 1150);
        hub["c3", 11]["asked"] = 1210;
        (hub["c4", 11]["form"], hub["c4", 11]["asked"]) = ("", 1310);
        hub["c5", 11]["form"] = "A-2";
        Assert.Equal(1, (await hub.PullAsync()).Rejected);
        Assert.Equal([("C2|2024-11", "E_KEY_REUSED", "form", "A-1 → A-2")], (await hub.OpenAsync()).Select(r => (r.Record!, r.Code, r.Place, r.Sample!)));
        var held = await hub.RowAsync();
        Assert.Equal(int.Parse(good.Denominator!, System.Globalization.CultureInfo.InvariantCulture) + 20, int.Parse(held.Denominator!, System.Globalization.CultureInfo.InvariantCulture));

        // A replay alone does not let it through; the source's own correction ends it.
        await hub.ReplayAsync();
        await hub.PullAsync();
        Assert.Single(await hub.OpenAsync());
        (hub["c2", 11]["form"], hub["c2", 11]["asked"]) = ("A-1", 1100);
        Assert.Equal(0, (await hub.PullAsync()).Rejected);
        Assert.Empty(await hub.OpenAsync());

        (hub["c2", 11]["form"], hub["c2", 11]["asked"]) = ("A-2", 1150);
        Assert.Equal(1, (await hub.PullAsync()).Rejected);
        await hub.ReplayAsync(accept: true);
        Assert.Empty(await hub.OpenAsync());
        Assert.Equal($"{Sum(hub, "asked")}", (await hub.RowAsync()).Denominator);
        Assert.Equal(0, (await hub.PullAsync()).Rejected);
    }

    [Fact]
    public async Task Thousandfold_count_is_held_until_a_person_accepts_it()
    {
        await using var hub = await SurveyHub.StartAsync();
        await hub.PullAsync();
        var good = await hub.RowAsync();

        // A corrected month and a new one, a unit a thousand times as large; a small commune may grow as it likes.
        hub["c2", 11]["asked"] = 1_100_000;
        hub.Rows.Add((JsonNode)SurveyHub.Row("c3", 12, 1_200_000, 620));
        var run = await hub.PullAsync();
        Assert.Equal(2, run.Rejected);
        Assert.Equal([("E_JUMP", "survey.asked", "1100 → 1100000"), ("E_JUMP", "survey.asked", "1200 → 1200000")], (await hub.OpenAsync()).Select(r => (r.Code, r.Place, r.Sample!)));
        var held = await hub.RowAsync();
        Assert.Equal((good.Numerator, good.Denominator), (held.Numerator, held.Denominator));
        Assert.Contains(Marks.Held, held.Marks);
        Assert.Contains("Held:survey/counts:survey.asked", held.Reasons);

        // Read again it is still held, and a replay alone does not let it through.
        await hub.PullAsync();
        await hub.ReplayAsync();
        Assert.Equal(2, (await hub.OpenAsync()).Count);

        // The source corrects one of them by itself, a person accepts the other.
        hub["c3", 12]["asked"] = 1200;
        await hub.PullAsync();
        Assert.Equal("C2|2024-11", Assert.Single(await hub.OpenAsync()).Record);
        await hub.ReplayAsync(accept: true);
        Assert.Empty(await hub.OpenAsync());
        var accepted = await hub.RowAsync();
        Assert.Equal(good.Denominator, $"{int.Parse(accepted.Denominator!, System.Globalization.CultureInfo.InvariantCulture) - 1_100_000 + 1100}");
        Assert.DoesNotContain(Marks.Held, accepted.Marks);

        // Accepted once it is what the next count is compared with.
        Assert.Equal(0, (await hub.PullAsync()).Rejected);
    }

    [Fact]
    public async Task Held_and_discarded_counts_stay_out_when_everything_is_counted_again_or_read_again_by_a_backfill()
    {
        await using var hub = await SurveyHub.StartAsync();
        await hub.PullAsync();
        var good = await hub.RowAsync();
        hub["c2", 11]["asked"] = 1_100_000;
        hub["c3", 11]["asked"] = 1_200_000;
        await hub.PullAsync();

        // Held again in the next pull it is the same one.
        await hub.PullAsync();
        var discarded = (await hub.OpenAsync()).Single(r => r.Record == "C3|2024-11");
        Assert.Equal(1, await hub.QueryAsync(db => RefusedRecords.DiscardAsync(db, [discarded.Id], "typing error", "an", hub.Clock.GetUtcNow(), CancellationToken.None)));

        await hub.ReplayAsync(all: true);
        await AssertHeldAsync();
        await hub.ApplyAsync(new CatalogueFile("mappings/rest/counts.map.yaml", SurveyHub.Mapping.Replace("version: 1", "version: 2", StringComparison.Ordinal)));
        await hub.ReplayAsync(all: true);
        await AssertHeldAsync();
        hub["c3", 11]["asked"] = 1200;
        await hub.BackfillAsync(new(2024, 11, 1), new(2024, 12, 1));
        await AssertHeldAsync();

        // What was accepted once counts in every replay.
        await hub.ReplayAsync(accept: true);
        await hub.ApplyAsync(new CatalogueFile("mappings/rest/counts.map.yaml", SurveyHub.Mapping.Replace("version: 1", "version: 3", StringComparison.Ordinal)));
        await hub.ReplayAsync(all: true);
        Assert.Equal((3, 1), await hub.QueryAsync(db => Task.FromResult((db.MeasurementsCurrent.Min(m => m.Mapping), db.Rejections.Count(r => r.State == "discarded")))));
        Assert.Equal($"{Sum(hub, "asked")}", (await hub.RowAsync()).Denominator);
        Assert.Empty(await hub.OpenAsync());

        async Task AssertHeldAsync()
        {
            Assert.Equal(["C2|2024-11"], (await hub.OpenAsync()).Select(r => r.Record));
            Assert.Equal((good.Numerator, good.Denominator), ((await hub.RowAsync()).Numerator, (await hub.RowAsync()).Denominator));
        }
    }

    [Fact]
    public async Task Count_that_drops_to_a_tenth_is_held_and_a_small_one_is_not()
    {
        await using var hub = await SurveyHub.StartAsync();
        hub["c4", 10]["asked"] = 30;
        hub["c4", 10]["content"] = 3;
        await hub.PullAsync();
        hub["c5", 11]["asked"] = 140;
        hub["c5", 11]["content"] = 60;
        hub["c4", 10]["asked"] = 400;
        hub["c4", 10]["content"] = 1;
        await hub.PullAsync();
        Assert.Equal(["C5|2024-11"], (await hub.OpenAsync()).Select(r => r.Record));
    }

    [Fact]
    public async Task Month_that_has_just_begun_is_not_held_for_being_small_and_is_for_being_too_large_already()
    {
        await using var hub = await SurveyHub.StartAsync();
        hub.Rows.Remove(hub["c4", 11]);
        await hub.PullAsync();
        hub.Rows.Add((JsonNode)SurveyHub.Row("c4", 11, 60, 30));
        hub.Rows.Add((JsonNode)SurveyHub.Row("c5", 12, 60, 30));
        hub.Rows.Add((JsonNode)SurveyHub.Row("c6", 12, 20_000, 30));
        await hub.PullAsync();

        // One that is over has to be like the others.
        Assert.Equal(["C4|2024-11", "C6|2024-12"], (await hub.OpenAsync()).Select(r => r.Record));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Source_that_shows_an_earlier_state_is_stopped_until_it_has_caught_up_or_a_person_accepts_it(bool isAccepted)
    {
        await using var hub = await SurveyHub.StartAsync();
        hub.SourceOff = TimeSpan.Zero;
        AddDecember(hub);
        await hub.PullAsync();
        await hub.PullAsync();
        var before = await StateAsync(hub);

        // The running month falls back everywhere, over two pages; what is behind them is as it was.
        SetDecember(hub, 550, 280);
        for (var again = 0; again < 2; again++)
        {
            var stopped = await hub.PullAsync();
            Assert.Equal((RunState.Failed, "Rejected", "E_SOURCE_REGRESSED"), (stopped.State, stopped.ErrorCategory, stopped.ErrorCode));
            Assert.Contains("6 records say less", stopped.Error, StringComparison.Ordinal);
            Assert.Contains("hub source pull survey --accept-regress", stopped.Error, StringComparison.Ordinal);
            Assert.Equal(before, await StateAsync(hub));
        }

        if (isAccepted)
        {
            var accepted = await hub.PullAsync(acceptRegress: true);
            Assert.Equal(RunState.Succeeded, accepted.State);
            Assert.Contains("accepted", accepted.Progress, StringComparison.Ordinal);
        }
        else
        {
            SetDecember(hub, 620, 320);
            Assert.Equal(RunState.Succeeded, (await hub.PullAsync()).State);
        }

        Assert.Equal(Sum(hub, "asked") + Sum(hub, "content"), await CountedAsync(hub));
        Assert.Equal(RunState.Succeeded, (await hub.PullAsync()).State);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(4, 0)]
    [InlineData(5, 1)]
    public async Task Corrections_downwards_are_no_step_back(int down, int up)
    {
        await using var hub = await SurveyHub.StartAsync();
        hub.SourceOff = TimeSpan.Zero;
        AddDecember(hub);
        await hub.PullAsync();
        foreach (var commune in SurveyHub.Communes.Take(down))
        {
            hub[commune, 12]["asked"] = 590;
        }

        foreach (var commune in SurveyHub.Communes.Skip(down).Take(up))
        {
            hub[commune, 12]["asked"] = 620;
        }

        // A month that is over is corrected everywhere.
        foreach (var commune in SurveyHub.Communes)
        {
            hub[commune, 11]["asked"] = (int)hub[commune, 11]["asked"]! - 20;
        }

        Assert.Equal(RunState.Succeeded, (await hub.PullAsync()).State);
        Assert.Equal(Sum(hub, "asked") + Sum(hub, "content"), await CountedAsync(hub));
    }

    [Fact]
    public async Task Source_whose_clock_was_wrong_shows_another_day_and_is_not_stopped_for_it()
    {
        await using var hub = await SurveyHub.StartAsync();
        hub.SourceOff = TimeSpan.Zero;
        AddDecember(hub);
        await hub.PullAsync();

        // A day behind, and right again; then a day ahead, and right again.
        foreach (var (off, asked) in new[] { (-1, 550), (0, 600), (1, 650), (0, 600) })
        {
            hub.SourceOff = TimeSpan.FromDays(off);
            SetDecember(hub, asked, 280);
            Assert.Equal(RunState.Succeeded, (await hub.PullAsync()).State);
        }

        await hub.PullAsync();
        Assert.Equal(Sum(hub, "asked") + Sum(hub, "content"), await CountedAsync(hub));

        // By a clock that is right the same is a step back.
        SetDecember(hub, 550, 280);
        Assert.Equal("E_SOURCE_REGRESSED", (await hub.PullAsync()).ErrorCode);
    }

    private static void AddDecember(SurveyHub hub)
    {
        for (var i = 0; i < SurveyHub.Communes.Length; i++)
        {
            hub.Rows.Insert(i, SurveyHub.Row(SurveyHub.Communes[i], 12, 600, 300));
        }
    }

    private static void SetDecember(SurveyHub hub, int asked, int content)
    {
        foreach (var commune in SurveyHub.Communes)
        {
            (hub[commune, 12]["asked"], hub[commune, 12]["content"]) = (asked, content);
        }
    }

    /// <summary>All that counts, of every month.</summary>
    private static Task<long> CountedAsync(SurveyHub hub) =>
        hub.QueryAsync(async db => (await db.MeasurementsCurrent.ToListAsync()).Sum(m => LedgerCodec.DecodeValues(m.Vals!).Sum(v => v.Amount)));

    /// <summary>What counts, the position, and how many pages were stored.</summary>
    private static async Task<string> StateAsync(SurveyHub hub)
    {
        var counted = await CountedAsync(hub);
        return await hub.QueryAsync(db => Task.FromResult($"{counted} {string.Join(' ', db.Cursors.Select(c => c.Cursor).ToList())} {db.Batches.Count()}"));
    }

    [Fact]
    public async Task Backfill_is_bounded_goes_on_where_it_was_broken_off_and_leaves_the_stream_where_it_is()
    {
        await using var hub = await SurveyHub.StartAsync();
        await hub.PullAsync();
        var before = await CursorsAsync();
        hub["c1", 9]["content"] = 400;
        hub["c6", 9]["content"] = 300;
        hub["c6", 10]["content"] = 1;
        hub.Asked.Clear();
        hub.Fails["4"] = 404;

        Assert.Equal(RunState.Failed, (await hub.BackfillAsync(new(2024, 9, 1), new(2024, 10, 1))).State);
        Assert.Contains(hub.Asked, a => a.EndsWith(" 0", StringComparison.Ordinal));
        hub.Asked.Clear();
        hub.Fails.Clear();
        var run = await hub.BackfillAsync(new(2024, 9, 1), new(2024, 10, 1));

        Assert.Equal(RunState.Succeeded, run.State);
        Assert.All(hub.Asked, a => Assert.StartsWith("2024-09-01..2024-09-30 ", a, StringComparison.Ordinal));
        Assert.DoesNotContain(hub.Asked, a => a.EndsWith(" 0", StringComparison.Ordinal));
        Assert.Equal(before, await CursorsAsync());
        Assert.Equal(("400", "300"), ((await CellAsync("c1", 9)), (await CellAsync("c6", 9))));
        Assert.Equal("600", await CellAsync("c6", 10));

        // Ordered again it begins again.
        hub.Asked.Clear();
        await hub.BackfillAsync(new(2024, 9, 1), new(2024, 10, 1));
        Assert.Contains(hub.Asked, a => a.EndsWith(" 0", StringComparison.Ordinal));

        // One that was broken off long ago is not gone on with.
        hub.Fails["4"] = 404;
        await hub.BackfillAsync(new(2024, 9, 1), new(2024, 10, 1));
        hub.Fails.Clear();
        hub.Asked.Clear();
        await hub.QueryAsync(db => db.Cursors.ExecuteUpdateAsync(set => set.SetProperty(c => c.UpdatedAt, hub.Clock.GetUtcNow().AddHours(-25))));
        await hub.BackfillAsync(new(2024, 9, 1), new(2024, 10, 1));
        Assert.Contains(hub.Asked, a => a.EndsWith(" 0", StringComparison.Ordinal));

        Task<string> CursorsAsync() => hub.QueryAsync(db => Task.FromResult(string.Join('\n', db.Cursors.OrderBy(c => c.Stream).Select(c => c.Stream + " " + c.Cursor).ToList())));
        async Task<string?> CellAsync(string unit, int month) =>
            (await hub.Services.GetRequiredService<PlanFigures>().ProgressAsync(new ProgressQuery("plan", unit, $"2024-M{month:00}"), CancellationToken.None)).Rows.Single().Numerator;
    }

    [Fact]
    public async Task Source_that_is_taken_over_while_it_waits_for_leave_is_no_fault_of_its_connector()
    {
        await using var hub = await SurveyHub.StartAsync();
        var files = (await hub.Services.GetRequiredService<CatalogueStore>().CurrentAsync(CancellationToken.None))!.Files;
        await hub.ApplyAsync(new CatalogueFile("sources/survey.yaml", files.Find("sources/survey.yaml") + "budget: { requests: 1, per: minute }\n"));
        await hub.QueryAsync(db =>
        {
            db.Add(new SourceCall { Source = "survey", Slot = 0, At = hub.Clock.GetUtcNow().AddMinutes(1) });
            return db.SaveChangesAsync();
        });
        var pull = hub.PullAsync();
        while (!pull.IsCompleted && await hub.QueryAsync(db => Task.FromResult(!db.SourceStates.Any(s => s.WaitFor == "budget"))))
        {
            await Task.Delay(5);
        }

        await hub.QueryAsync(db => db.Database.ExecuteSqlRawAsync("UPDATE source_state SET fence = fence + 1"));
        while (!pull.IsCompleted)
        {
            hub.Clock.Advance(TimeSpan.FromSeconds(20));
            await Task.Delay(5);
        }

        await Assert.ThrowsAsync<LeaseLostException>(() => pull);
        Assert.Equal([null], await hub.QueryAsync(db => Task.FromResult(db.Runs.Select(r => r.ErrorCode).ToList())));
    }

    [Fact]
    public async Task Record_that_a_source_lists_no_more_is_not_taken_back()
    {
        await using var hub = await SurveyHub.StartAsync();
        await hub.PullAsync();
        var before = await hub.RowAsync();
        hub.Rows.Remove(hub["c2", 11]);
        hub.Rows.Remove(hub["c3", 11]);
        await hub.PullAsync();
        await hub.PullAsync();
        var after = await hub.RowAsync();
        Assert.Equal((before.Numerator, before.Denominator, before.Status), (after.Numerator, after.Denominator, after.Status));
        Assert.Empty(await hub.OpenAsync());
    }

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

    [Fact]
    [Trait("Category", "Full")]
    public void Demo_has_no_month_that_would_be_held()
    {
        var files = DemoRun.Catalogue("http://127.0.0.1:9");
        var catalogue = CatalogueReader.Read(files).Catalogue!;
        var held = new List<string>();
        foreach (var source in DemoSourceList.Of(new DemoWorldOptions { Year = 2024 }))
        {
            var cells = source.Truth(DemoRun.Start).Where(c => catalogue.Metrics[c.Metric].Feeds.Keys.All(f => catalogue.Feeds[f].Kind is FeedKind.Snapshots)).ToList();
            var ending = cells.ToLookup(c => (c.Metric, c.Unit, c.To));
            foreach (var cell in cells)
            {
                foreach (var before in ending[(cell.Metric, cell.Unit, cell.From)].Where(b => catalogue.Metrics[cell.Metric].Jump?.Exceeds(b.Amount, cell.Amount) is true && b.To.DayNumber - b.From.DayNumber <= 31))
                {
                    held.Add($"{source.Id} {cell.Metric} {cell.Unit} {cell.From:yyyy-MM-dd}: {before.Amount} → {cell.Amount}");
                }
            }
        }

        Assert.True(held.Count == 0, $"{held.Count} would be held:\n{string.Join('\n', held.Take(20))}");
    }

    private static int Sum(SurveyHub hub, string field) => hub.Rows.Sum(r => (int)r![field]!);
}
