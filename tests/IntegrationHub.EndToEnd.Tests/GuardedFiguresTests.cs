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
