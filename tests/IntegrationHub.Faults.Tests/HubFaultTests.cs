using IntegrationHub.Collect.Pulling;
using IntegrationHub.Host.Acceptance.Bench;
using IntegrationHub.Host.Acceptance.Faults;
using IntegrationHub.Host.Hosting;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Sources;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace IntegrationHub.Faults.Tests;

/// <summary>The lines of the fault list that no source can play: they happen in the hub. F27 and F29 are tested where bus, record and processes are.</summary>
public sealed class HubFaultTests
{
    private const string Secret = "HUB_FAULTS_TEST_SECRET";

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("null")]
    public async Task F30_an_empty_secret_is_refused_without_a_single_request(string? value)
    {
        await using var bench = await FaultBench.StartAsync("doanh-nghiep");
        Environment.SetEnvironmentVariable(Secret, value);
        var source = await bench.DefinitionAsync();
        var spoiled = source with { Options = new Dictionary<string, SourceOption>(source.Options) { ["password"] = new($"env:{Secret}", true) } };
        var pull = new DirectPull(bench.Services);
        var runs = await pull.RunsAsync((await pull.TryPullAsync(spoiled, await bench.CatalogueAsync(), new PullOrder(), () => null, default))!, default);
        Assert.All(runs, run => Assert.Equal((RunState.Failed, "Configuration", "E_SECRET_MISSING"), (run.State, run.ErrorCategory, run.ErrorCode)));
        Assert.Equal(0, bench.Faults.Requests("doanh-nghiep"));

        // The secret is there again, and nothing was restarted.
        Assert.Empty(await bench.FailuresOfPullAsync());
        Assert.Empty(await bench.DifferencesAsync());
    }

    [Fact]
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
}
