using IntegrationHub.Collect.Publishing;
using IntegrationHub.Collect.Schedule;
using IntegrationHub.EndToEnd.Tests.Fixture;
using IntegrationHub.Host.Hosting;
using IntegrationHub.Record;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Sqlite;
using IntegrationHub.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Xunit;

namespace IntegrationHub.EndToEnd.Tests;

/// <summary>A store that is busy or away for a moment ends nothing that runs in the background.</summary>
public sealed class StoreFaultTests
{
    private static readonly Exception Busy = new InvalidOperationException("An exception has been raised that is likely due to a transient failure.", new SqliteException("database is locked", 5));

    [Theory]
    [InlineData(typeof(DecisionAnnouncer))]
    [InlineData(typeof(SourceScheduler))]
    [InlineData(typeof(PendingBatches))]
    public async Task Fault_that_passes_does_not_end_a_service_also_when_it_is_wrapped(Type type)
    {
        using var servers = await StackServers.StartAsync(Stack.SqliteAndInMemoryBus);
        var (clock, store) = (new FakeClock(), new FlakyStore(servers.Store["sqlite:".Length..]));
        await using (var db = await store.OpenAsync())
        {
            await db.Database.MigrateAsync();
        }

        await using var services = new ServiceCollection().AddLogging().AddHub(servers.Settings(), clock).AddSingleton<IDbContextFactory<HubDbContext>>(store).BuildServiceProvider();
        using var service = (BackgroundService)ActivatorUtilities.CreateInstance(services, type);
        await service.StartAsync(CancellationToken.None);
        for (var i = 0; i < 500 && store.Calls < 4 && !service.ExecuteTask!.IsCompleted; i++)
        {
            clock.Advance(TimeSpan.FromMinutes(1));
            await Task.Delay(10);
        }

        Assert.Null(service.ExecuteTask!.Exception);
        Assert.True(store.Calls >= 4, "it did not try again");
        await service.StopAsync(CancellationToken.None);
    }

    [Fact]
    public void Fault_that_passes_is_found_in_what_wraps_it()
    {
        var broken = new NpgsqlException("lost", new IOException());
        Assert.True(Dialect(Stack.SqliteAndInMemoryBus).IsTransient(Busy));
        Assert.True(Dialect(Stack.PostgreSqlAndRabbitMq).IsTransient(new InvalidOperationException("likely due to a transient failure", new DbUpdateException("", broken))));
        Assert.False(Dialect(Stack.SqliteAndInMemoryBus).IsTransient(new InvalidOperationException("", new SqliteException("no such table", 1))));
        Assert.False(Dialect(Stack.PostgreSqlAndRabbitMq).IsTransient(new InvalidOperationException("a mistake of ours")));
    }

    /// <summary>What that is good for is shown with a real recorder in OwnershipTests, which takes minutes.</summary>
    [Fact]
    public async Task PostgreSql_is_asked_to_end_transactions_of_those_who_have_fallen_silent_unless_the_operator_says_otherwise()
    {
        using var servers = await StackServers.StartAsync(Stack.PostgreSqlAndRabbitMq);
        Assert.Equal("1min", await LimitAsync(servers.Store));
        Assert.Equal("5s", await LimitAsync(servers.Store + ";Options=-c idle_in_transaction_session_timeout=5s"));

        async Task<string> LimitAsync(string store)
        {
            await using var services = new ServiceCollection().AddLogging().AddHub(servers.Settings() with { Store = store, Bus = "in-memory" }, TimeProvider.System).BuildServiceProvider();
            await using var db = await services.GetRequiredService<IDbContextFactory<HubDbContext>>().CreateDbContextAsync();
            return (await db.Database.SqlQueryRaw<string>("SELECT current_setting('idle_in_transaction_session_timeout') AS \"Value\"").ToListAsync()).Single();
        }
    }

    private static ILedgerDialect Dialect(Stack stack) => stack is Stack.SqliteAndInMemoryBus ? new SqliteLedger() : new IntegrationHub.Store.PostgreSql.PostgreSqlLedger();

    /// <summary>Fails twice, and then no more.</summary>
    private sealed class FlakyStore(string path) : IDbContextFactory<HubDbContext>
    {
        private int calls;

        public int Calls => Volatile.Read(ref calls);

        public Task<HubDbContext> OpenAsync()
        {
            var options = new DbContextOptionsBuilder<HubDbContext>();
            SqliteStore.Configure(options, path);
            return Task.FromResult(new HubDbContext(options.Options));
        }

        public HubDbContext CreateDbContext() => Interlocked.Increment(ref calls) <= 2 ? throw Busy : OpenAsync().Result;
    }
}
