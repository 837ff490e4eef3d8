using IntegrationHub.Collect.Pulling;
using IntegrationHub.Host.Acceptance.Bench;
using IntegrationHub.Host.Acceptance.Faults;
using IntegrationHub.Host.Hosting;
using IntegrationHub.Simulators.Faults;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Sources;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace IntegrationHub.Faults.Tests;

/// <summary>The lines of the fault list that no source can play: they happen in the hub. F27 is in BusFaultTests; the README of the simulators names all tests of these lines.</summary>
public sealed class HubFaultTests
{
    private const string Secret = "HUB_FAULTS_TEST_SECRET";

    [Fact]
    [Trait("Fault", "F30")]
    public async Task F30_an_empty_secret_is_refused_without_a_single_request()
    {
        await using var bench = await FaultBench.StartAsync("doanh-nghiep");
        var source = await bench.DefinitionAsync();
        var spoiled = source with { Options = new Dictionary<string, SourceOption>(source.Options) { ["password"] = new($"env:{Secret}", true) } };
        var pull = new DirectPull(bench.Services);
        foreach (var value in new[] { null, "", "  ", "null" })
        {
            Environment.SetEnvironmentVariable(Secret, value);
            var runs = await pull.RunsAsync((await pull.TryPullAsync(spoiled, await bench.CatalogueAsync(), new PullOrder(), () => null, default))!, default);
            Assert.All(runs, run => Assert.Equal((RunState.Failed, "Configuration", "E_SECRET_MISSING"), (run.State, run.ErrorCategory, run.ErrorCode)));
            Assert.Equal(0, bench.Faults.Requests("doanh-nghiep"));
        }

        // The secret is there again, and nothing was restarted.
        Assert.Empty(await bench.FailuresOfPullAsync());
        Assert.Empty(await bench.DifferencesAsync());
    }

    [Fact]
    [Trait("Fault", "F28")]
    public async Task F28_a_store_that_is_locked_for_a_while_loses_nothing()
    {
        await using var bench = await FaultBench.StartAsync("doanh-nghiep");
        var connection = await bench.QueryAsync(db => Task.FromResult(db.Database.GetConnectionString()!));
        Task<IReadOnlyList<string>> pulling;
        await using (var holder = new SqliteConnection(connection))
        {
            await holder.OpenAsync();
            await using var command = holder.CreateCommand();
            command.CommandText = "BEGIN IMMEDIATE";
            await command.ExecuteNonQueryAsync();
            // SQLite waits on the caller's own thread.
            pulling = Task.Run(() => bench.FailuresOfPullAsync());
            await Task.Delay(TimeSpan.FromMilliseconds(700));
            Assert.False(pulling.IsCompleted);
            command.CommandText = "ROLLBACK";
            await command.ExecuteNonQueryAsync();
        }

        Assert.Empty(await pulling);
        Assert.Empty(await bench.DifferencesAsync());
    }

    [Fact]
    [Trait("Fault", "F29")]
    public async Task F29_a_pull_that_is_ended_in_its_middle_keeps_what_it_stored_and_the_next_one_has_the_rest_at_once()
    {
        await using var bench = await FaultBench.StartAsync("doanh-nghiep");
        using var ended = new CancellationTokenSource();
        bench.Faults.Asked += _ =>
        {
            // SIGTERM is this to a run: it is told to end while a request is under way.
            if (bench.Faults.Requests("doanh-nghiep") == 12)
            {
                ended.Cancel();
            }
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => bench.PullAsync(cancellationToken: ended.Token));
        var stored = await bench.QueryAsync(db => db.Batches.CountAsync());
        Assert.True(stored > 0, "it was ended before its first page");

        var runs = await bench.PullAsync();
        Assert.All(runs, r => Assert.Equal(RunState.Succeeded, r.State));
        Assert.Empty(await bench.DifferencesAsync());
        Assert.DoesNotContain(await bench.QueryAsync(db => db.Runs.ToListAsync()), r => r.State == RunState.Running);
    }

    [Fact]
    [Trait("Fault", "F17")]
    public async Task F17_a_day_that_has_not_ended_at_the_source_is_not_delivered_and_is_read_again()
    {
        await using var bench = await BusFaultTests.StartAsync();
        bench.Faults.Add(new Fault { Kind = FaultKinds.WrongClock, Source = bench.Source.Id, Seconds = -86_400 });
        var run = (await bench.PullAsync()).Single(r => r.Stream == "transactions");
        Assert.Equal(RunState.Succeeded, run.State);
        Assert.Contains("the source's clock is 1440 minutes behind", run.Progress, StringComparison.Ordinal);

        // At the source it is the nineteenth, and that day goes on.
        Assert.Equal(new DateOnly(2024, 12, 19), await LastDayAsync());
        bench.Faults.Clear();
        bench.Move(TimeSpan.FromMinutes(2));
        Assert.Empty(await bench.FailuresOfPullAsync());
        Assert.Equal(new DateOnly(2024, 12, 20), await LastDayAsync());
        Assert.Empty(await bench.DifferencesAsync());

        Task<DateOnly> LastDayAsync() => bench.QueryAsync(async db => DateOnly.FromDayNumber(await db.Deliveries.MaxAsync(d => d.ToDay)));
    }
}
