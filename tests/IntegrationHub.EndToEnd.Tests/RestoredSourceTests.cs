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

/// <summary>A source that shows an earlier state of itself, as after a restore from a backup, and what only looks like it.</summary>
public sealed class RestoredSourceTests
{
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

    private static int Sum(SurveyHub hub, string field) => hub.Rows.Sum(r => (int)r![field]!);
}
