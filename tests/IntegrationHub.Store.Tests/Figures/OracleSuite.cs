using IntegrationHub.Record;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Tests.Stores;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static IntegrationHub.Store.Tests.Stores.SmallWorld;

namespace IntegrationHub.Store.Tests.Figures;

/// <summary>A sum that went wrong is found by the next batch that touches it, which then records and announces nothing.</summary>
public abstract class OracleSuite(Database database)
{
    [Theory]
    [InlineData("A1", 0, "A1 · own")]
    [InlineData("A1", 1, "A1 · subtree")]
    [InlineData("A", 1, "A · subtree")]
    [InlineData("P", 1, "P · subtree")]
    public async Task Wrong_sum_stops_the_batch_and_is_named(string unit, short scope, string place)
    {
        await using var world = await RecordedStore.CreateAsync(database);
        await world.RecordAsync(new(Surveys, [Survey("A1", 1, 1, ("asked", 100), ("content", 90))]));
        await ChangeSumAsync(world, unit, scope, by: 1);
        var events = (await Outgoing.AllAsync(world.Store)).Count;
        var page = new SourcePage(Surveys, [Survey("A1", 1, 2, ("asked", 100), ("content", 80))]);

        var error = await Assert.ThrowsAsync<SumMismatchException>(() => world.RecordAsync(page));

        Assert.Contains($"content-rate · {Surveys} · {place} · 2024-01-01", error.Place, StringComparison.Ordinal);
        Assert.Contains("hub db verify", error.Message, StringComparison.Ordinal);
        Assert.Equal(events, (await Outgoing.AllAsync(world.Store)).Count);
        await using (var db = world.Store.Open())
        {
            Assert.Equal(BatchState.Pending, await db.Batches.Where(b => b.Id == page.Batch).Select(b => b.State).SingleAsync());
        }

        // A unit elsewhere is not held up, unless it shares the wrong sum above it.
        if (unit is "A1" && scope == 0)
        {
            Assert.Equal(RecordOutcome.Recorded, await world.RecordAsync(new(Surveys, [Survey("B1", 1, 3, ("asked", 10), ("content", 9))])));
        }

        await world.Store.SumBuilder.RebuildAsync(await world.Store.FigureCatalogues.OfAsync(world.Active, default), default);
        Assert.Equal(RecordOutcome.Recorded, await world.RecordAgainAsync(page));
        await world.AssertConsistentAsync();
    }

    [Fact]
    public async Task Sum_of_another_month_is_not_looked_at()
    {
        await using var world = await RecordedStore.CreateAsync(database);
        await world.RecordAsync(new(Surveys, [Survey("A1", 1, 1, ("asked", 100), ("content", 90)), Survey("A1", 2, 1, ("asked", 100), ("content", 90))]));
        await ChangeSumAsync(world, "A1", 0, by: 1);
        Assert.Equal(RecordOutcome.Recorded, await world.RecordAsync(new(Surveys, [Survey("A1", 2, 2, ("asked", 100), ("content", 80))])));
    }

    private static async Task ChangeSumAsync(RecordedStore world, string unit, short scope, long by)
    {
        var id = await world.Store.Codes.NumberAsync(CodeTable.Unit, unit, default);
        var january = Day(1, 1).DayNumber;
        await using var db = world.Store.Open();
        Assert.NotEqual(0, await db.FigureSums.Where(s => s.Unit == id && s.Scope == scope && s.Bucket == january).ExecuteUpdateAsync(set => set.SetProperty(s => s.N, s => s.N + by)));
    }
}

public sealed class SqliteOracleTests() : OracleSuite(Database.Sqlite);

public sealed class PostgreSqlOracleTests() : OracleSuite(Database.PostgreSql);
