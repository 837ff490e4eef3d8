using IntegrationHub.EndToEnd.Tests.Fixture;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Simulators;
using IntegrationHub.Simulators.World;
using IntegrationHub.Store.Plans;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace IntegrationHub.EndToEnd.Tests;

/// <summary>A year with two reforms, from the source's HTTP to figures in both views.</summary>
[Trait("Category", "Full")]
public sealed class ReformOf2025Tests(WorldOf2025 world) : IClassFixture<WorldOf2025>
{
    private const string FirstHalf = "2024-12-01..2025-07-01";
    private const string YearToDate = "2025-01-01..2025-09-01";
    private const string Since = "2025-07-01..2025-09-01";

    private static readonly View EndOfJune = View.AsNow(new(2025, 6, 30));
    private static readonly View Today = View.AsNow(new(2025, 9, 10));

    private static readonly string[] Provinces = [WorldOf2025.BacGiang, WorldOf2025.OldBacNinh, WorldOf2025.BacNinh];

    [Fact]
    public async Task Nothing_was_refused_and_old_codes_count_for_who_took_over()
    {
        Assert.Equal(0, await world.Hub.QueryAsync(db => db.Rejections.CountAsync()));

        // Filed at a commune before 1 July, finished since: the number is the old agency's, the figure its successor's.
        var finished = 0;
        foreach (var unit in world.Cast.All.Where(u => u.Successor is not null && u.EndDay == DemoCast.SecondReform))
        {
            world.Hub.Source.World.Visit(unit, 0, DemoCast.SecondReform, (in Dossier dossier) =>
            {
                dossier.TryStateAt(WorldTime.InstantOf(new DateOnly(2025, 9, 10)), out var state);
                finished += state.CompletedAt >= WorldTime.InstantOf(WorldOf2025.July) ? 1 : 0;
            });
        }

        Assert.True(finished >= 5, $"only {finished} dossiers were open on 30 June and finished since");
    }

    [Theory]
    [InlineData("2024-M12")]
    [InlineData("2025-Q1")]
    [InlineData("2025-H1")]
    [InlineData("2025-M07")]
    [InlineData(YearToDate)]
    public async Task As_was_every_figure_equals_the_truth(string period)
    {
        var span = WorldOf2025.PeriodOf(period).Interval;
        var units = world.Cast.All.Where(u => u.FirstDay < WorldTime.DayOf(span.To) && u.EndDay > WorldTime.DayOf(span.From)).Select(u => u.Id)
            .Concat(world.Cast.Provinces.Where(p => p.FirstDay < WorldTime.DayOf(span.To) && p.EndDay > WorldTime.DayOf(span.From)).Select(p => p.Id)).ToList();
        var truth = world.Truth(units, period);

        AssertEqual(truth, await world.FiguresAsync(units, period, View.AsWas));
        Assert.True(Provinces.Where(truth.ContainsKey).All(p => truth[p].Values.All(f => f.D > 0)));
    }

    [Fact]
    public async Task Both_views_agree_wherever_the_territory_is_the_same()
    {
        // Across 1 January: both provinces, the districts that kept their communes, every commune that stayed.
        string[] changed = ["ubnd-tp-bac-giang", "ubnd-huyen-luc-ngan"];
        string[] stayed = [.. world.There(new(2024, 12, 1), WorldOf2025.July).Except(changed), WorldOf2025.BacGiang, WorldOf2025.OldBacNinh];
        Assert.Equal(16 + 7 + 8 + 192 + 121 + 2, stayed.Length);
        AssertEqual(await world.FiguresAsync(stayed, FirstHalf, View.AsWas), await world.FiguresAsync(stayed, FirstHalf, EndOfJune));

        // Across 1 July one commune stayed; since then nothing has changed.
        AssertEqual(await world.FiguresAsync(["xa-07663"], YearToDate, View.AsWas), await world.FiguresAsync(["xa-07663"], YearToDate, Today));
        string[] since = [.. world.There(WorldOf2025.July, new(2025, 9, 1)), WorldOf2025.BacNinh];
        Assert.Equal(99 + 1, since.Length);
        AssertEqual(await world.FiguresAsync(since, Since, View.AsWas), await world.FiguresAsync(since, Since, Today));
    }

    [Fact]
    public async Task What_changed_differs_between_the_views_and_nothing_is_lost()
    {
        string[] changed = ["ubnd-tp-bac-giang", "ubnd-huyen-luc-ngan", "ubnd-thi-xa-chu", "ubnd-huyen-yen-dung"];
        var was = await world.FiguresAsync(changed, FirstHalf, View.AsWas);
        var now = await world.FiguresAsync(changed[..3], FirstHalf, EndOfJune);
        Assert.All(changed[..3], u => Assert.NotEqual(was[u], now[u]));
        Assert.Equal(Sum(was.Values), Sum(now.Values));
    }

    [Fact]
    public async Task The_new_province_as_now_is_both_provinces_of_before_and_itself()
    {
        var was = await world.FiguresAsync(Provinces, YearToDate, View.AsWas);
        var now = await world.FiguresAsync([WorldOf2025.BacNinh], YearToDate, Today);
        Assert.Equal(Sum(was.Values), Sum(now.Values));
        Assert.Equal(Sum(world.Truth(Provinces, YearToDate).Values), Sum(now.Values));
        Assert.All(was, p => Assert.Equal(WorldOf2025.Indicators.Count, p.Value.Count));
    }

    [Fact]
    public async Task A_merged_commune_as_now_is_the_sum_of_its_predecessors_and_its_own()
    {
        var merged = world.Cast.All.Where(u => u.FirstDay == DemoCast.SecondReform).ToList();
        var now = await world.FiguresAsync([.. merged.Select(u => u.Id)], YearToDate, Today);
        var before = merged.ToDictionary(u => u.Id, u => world.Cast.All.Where(p => p.Successor == u).Select(p => p.Id).ToList());
        var was = await world.FiguresAsync([.. before.Keys, .. before.Values.SelectMany(b => b)], YearToDate, View.AsWas);
        Assert.Equal((98, 312), (merged.Count, before.Values.Sum(b => b.Count)));
        Assert.All(merged, u => Assert.Equal(Sum(before[u.Id].Append(u.Id).Select(p => was[p])), Sum([now[u.Id]])));
        Assert.Contains(merged, u => Sum(before[u.Id].Select(p => was[p])).Any(s => s.Value.D > 0));
    }

    [Theory]
    [InlineData("ubnd-huyen-luc-ngan", null, "2025-Q3")]
    [InlineData("ubnd-tp-bac-ninh", null, "2025-Q3")]
    [InlineData(WorldOf2025.BacGiang, null, null)]
    [InlineData("xa-07210", null, "2025-M08")]
    [InlineData("xa-07210", "as-now", "2025-Q2")]
    [InlineData("xa-07210-2025", null, "2025-Q2")]
    [InlineData("ubnd-thi-xa-chu", null, "2024-Q4")]
    public async Task A_unit_asked_outside_its_time_is_out_of_validity(string unit, string? view, string? period) =>
        Assert.Equal("out-of-validity", (await Assert.ThrowsAsync<ProgressQueryException>(() => AskAsync(unit, period, view))).Code);

    [Theory]
    [InlineData("ubnd-huyen-luc-ngan", null, "2025-Q2")]
    [InlineData(WorldOf2025.BacGiang, null, "2025-H1")]
    [InlineData("xa-07210", null, "2025-Q2")]
    [InlineData("xa-07210-2025", "as-now", "2025-Q2")]
    public async Task Within_its_time_it_answers(string unit, string? view, string period)
    {
        var progress = await AskAsync(unit, period, view);
        Assert.NotNull(progress.Rows.First(r => r.Indicator == "tthc-online-full-rate").Numerator);
    }

    [Fact]
    public async Task A_level_without_units_is_not_applicable_and_no_zero()
    {
        var query = new ProgressQuery(DemoPlans.Id, null, "2025-Q3", null, "level:district");
        var rows = (await world.Hub.Services.GetRequiredService<PlanFigures>().ProgressAsync(query, CancellationToken.None)).Rows;
        var row = rows.First(r => r.Indicator == "tthc-online-full-rate");
        Assert.Equal(("NotApplicable", "NoData", null), (row.Verdict, row.Status, row.Numerator));
    }

    private Task<Progress> AskAsync(string unit, string? period, string? view) =>
        world.Hub.Services.GetRequiredService<PlanFigures>().ProgressAsync(new ProgressQuery(DemoPlans.Id, unit, period) { View = view }, CancellationToken.None);

    private static Dictionary<string, (long N, long D)> Sum(IEnumerable<IReadOnlyDictionary<string, (long N, long D)>> figures) =>
        figures.SelectMany(f => f).GroupBy(f => f.Key).OrderBy(g => g.Key, StringComparer.Ordinal).ToDictionary(g => g.Key, g => (g.Sum(f => f.Value.N), g.Sum(f => f.Value.D)));

    private static void AssertEqual(
        IReadOnlyDictionary<string, IReadOnlyDictionary<string, (long N, long D)>> expected, IReadOnlyDictionary<string, IReadOnlyDictionary<string, (long N, long D)>> actual)
    {
        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), actual.Keys.Order(StringComparer.Ordinal));
        var wrong = expected.SelectMany(u => u.Value.Select(f => (Unit: u.Key, Indicator: f.Key, Expected: f.Value, Actual: actual[u.Key].GetValueOrDefault(f.Key, (-1, -1))))).Where(f => f.Expected != f.Actual).ToList();
        Assert.True(wrong.Count == 0, $"{wrong.Count} figures are wrong:\n{string.Join('\n', wrong.Take(20))}");
    }
}
