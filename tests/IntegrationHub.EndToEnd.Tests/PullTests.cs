using System.Text.Json.Nodes;
using IntegrationHub.Collect.Archive;
using IntegrationHub.Collect.Pulling;
using IntegrationHub.Collect.Schedule;
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

/// <summary>One pull of a source: where it begins, where it goes on, and whose fault it is when it ends.</summary>
public sealed class PullTests
{
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
    public async Task Worker_that_has_lost_its_source_before_it_begins_says_nothing_of_the_runs_of_its_successor()
    {
        await using var hub = await SurveyHub.StartAsync();
        var catalogue = (await hub.Services.GetRequiredService<CatalogueStore>().CurrentAsync(CancellationToken.None))!;
        var lost = (await hub.QueryAsync(db => Lease.TakeAsync(db, "survey", CancellationToken.None)))!;
        var successor = new Run { Id = Guid.NewGuid(), Source = "survey", Stream = "counts", Kind = "pull", StartedAt = hub.Clock.GetUtcNow() };
        await hub.QueryAsync(async db =>
        {
            db.Add(successor);
            await db.SaveChangesAsync();
            return await db.Database.ExecuteSqlRawAsync("UPDATE source_state SET fence = fence + 1");
        });

        var puller = hub.Services.GetRequiredService<SourcePuller>();
        await Assert.ThrowsAsync<LeaseLostException>(() => puller.PullAsync(catalogue.Sources.Single(), catalogue.Catalogue, lost, new PullOrder(), CancellationToken.None));

        var run = await hub.QueryAsync(db => db.Runs.SingleAsync());
        Assert.Equal((successor.Id, RunState.Running), (run.Id, run.State));
        Assert.Empty(hub.Asked);
    }
}
