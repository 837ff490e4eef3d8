using System.Data.Common;
using IntegrationHub.Collect.Pulling;
using IntegrationHub.Connectors;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Sqlite;
using IntegrationHub.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Xunit;

namespace IntegrationHub.Collect.Tests.Pulling;

public sealed class SourceGateTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task Leave_is_given_however_slow_the_store_is_and_no_request_is_counted_as_earlier_than_it_was_sent()
    {
        var (store, clock) = (await StoreAsync(), new HastyClock());
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));

        await Gate(store, new RequestBudget(2, BudgetSpan.Minute), clock).EnterAsync(limit.Token);

        await using var db = store.CreateDbContext();
        var counted = await db.SourceCalls.MaxAsync(c => c.At);
        Assert.True(counted >= clock.GetUtcNow() - TimeSpan.FromSeconds(2), $"{counted:O}");
    }

    [Fact]
    public async Task Budget_of_any_size_is_laid_out_in_one_statement()
    {
        var store = await StoreAsync();
        await Gate(store, new RequestBudget(500, BudgetSpan.Hour), new FakeClock()).EnterAsync(CancellationToken.None);
        await using var db = store.CreateDbContext();
        Assert.Equal(500, await db.SourceCalls.CountAsync());
        Assert.Equal(499, await db.SourceCalls.CountAsync(c => c.At == DateTimeOffset.UnixEpoch));
        Assert.Single(store.Said, s => s.Contains("INSERT INTO source_call", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Fault_of_the_store_is_the_gates_own()
    {
        var store = await StoreAsync();
        var gate = Gate(store, new RequestBudget(2, BudgetSpan.Minute), new FakeClock());
        await gate.EnterAsync(CancellationToken.None);
        Assert.Null(gate.Fault);
        await using var db = store.CreateDbContext();
        await db.Database.ExecuteSqlRawAsync("ALTER TABLE source_call RENAME TO gone");
        var fault = await Assert.ThrowsAnyAsync<DbException>(() => gate.EnterAsync(CancellationToken.None).AsTask());
        Assert.Same(fault, gate.Fault);
    }

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        folder.Dispose();
    }

    private static SourceGate Gate(Store store, RequestBudget budget, TimeProvider clock) =>
        new(store, new SourceDefinition("portal", "rest", new Text("Cổng"), [], null, true, new Dictionary<string, SourceOption>()) { Budget = budget }, null, clock);

    private async Task<Store> StoreAsync()
    {
        var store = new Store(folder.File("hub.db"));
        await using var db = store.CreateDbContext();
        await db.Database.MigrateAsync();
        return store;
    }

    /// <summary>A second later whenever somebody looks.</summary>
    private sealed class HastyClock : TimeProvider
    {
        private DateTimeOffset now = new(2024, 12, 20, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => now += TimeSpan.FromSeconds(1);
    }

    /// <summary>Remembers what was asked of it.</summary>
    private sealed class Store(string path) : DbCommandInterceptor, IDbContextFactory<HubDbContext>
    {
        public List<string> Said { get; } = [];

        public HubDbContext CreateDbContext()
        {
            var options = new DbContextOptionsBuilder<HubDbContext>();
            SqliteStore.Configure(options, path);
            return new HubDbContext(options.AddInterceptors(this).Options);
        }

        public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            Said.Add(command.CommandText);
            return ValueTask.FromResult(result);
        }
    }
}
