using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Tests.Stores;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static IntegrationHub.Store.Tests.Stores.SmallWorld;
using Database = IntegrationHub.Store.Tests.Stores.Database;

namespace IntegrationHub.Store.Tests.Schema;

/// <summary>Months of ledger, archive and history on PostgreSQL: made when they are needed, by whoever needs them, and never in anybody's way.</summary>
public sealed class PartitionTests
{
    private static readonly int March = Day(3, 1).DayNumber;

    [Fact]
    public async Task Months_are_kept_apart_and_one_that_nobody_foresees_is_no_error()
    {
        await using var world = await RecordedStore.CreateAsync(Database.PostgreSql);
        await world.RecordAsync(new(Cases, [Case("a", 1, "A1", Day(1, 31)), Case("b", 1, "A1", Day(2, 1)), Case("c", 1, "A1", new(1024, 3, 1)), Case("d", 1, "A1", new(2204, 3, 1))]));
        await world.RecordAsync(new(Cases, [Case("a", 2, "A1", Day(2, 2)), Case("c", 2, "A1", Day(2, 2))]));

        Assert.Equal(["ledger_2024_01 2", "ledger_2024_02 2", "ledger_other 3"], (await FilledAsync(world.Store)).Where(p => p.StartsWith("ledger", StringComparison.Ordinal)));
        await world.AssertConsistentAsync();
    }

    [Fact]
    public async Task Processes_that_need_a_month_at_once_make_it_once_and_the_next_with_it()
    {
        await using var store = await TestStore.CreateAsync(Database.PostgreSql);
        await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(() =>
            store.OtherProcess().Partitions.MakeRoomAsync(IMonthPartitions.Archive, i % 2 == 0 ? [March] : [StoreMonth.Add(March, 1), March], default))));

        Assert.Equal(["archive_2024_03", "archive_2024_04", "archive_2024_05", "archive_other"], await PartitionsAsync(store, "archive"));
    }

    [Fact]
    public async Task A_month_is_made_while_others_write()
    {
        await using var world = await RecordedStore.CreateAsync(Database.PostgreSql);
        await world.RecordAsync(new(Cases, [Case("a", 1, "A1", Day(1, 10))]));
        await using var writer = world.Store.Open();
        await using var transaction = await writer.Database.BeginTransactionAsync();
        await writer.Database.ExecuteSqlAsync($"INSERT INTO ledger (batch, unit, month, entries) VALUES (999, 1, {Day(1, 1).DayNumber}, {Array.Empty<byte>()})");

        await world.Store.OtherProcess().Partitions.MakeRoomAsync(IMonthPartitions.Ledger, [March], default);

        Assert.Contains("ledger_2024_03", await PartitionsAsync(world.Store, "ledger"));
    }

    [Fact]
    public async Task While_a_long_reader_is_in_the_way_recording_goes_on_and_the_rows_move_later()
    {
        await using var world = await RecordedStore.CreateAsync(Database.PostgreSql);
        await using (var reader = world.Store.Open())
        {
            await using var picture = await world.Store.Dialect.BeginReadAsync(reader, default);
            Assert.Equal(0, await reader.Ledger.CountAsync());
            await world.RecordAsync(new(Cases, [Case("a", 1, "A1", Day(3, 5))]));
            Assert.Equal(["ledger_other 1"], (await FilledAsync(world.Store)).Where(p => p.StartsWith("ledger", StringComparison.Ordinal)));
        }

        await world.Store.OtherProcess().Partitions.MakeRoomAsync(IMonthPartitions.Ledger, [March], default);
        Assert.Equal(["ledger_2024_03 1"], (await FilledAsync(world.Store)).Where(p => p.StartsWith("ledger", StringComparison.Ordinal)));
        await world.AssertConsistentAsync();
    }

    /// <summary>The partitions that hold anything, and how many rows.</summary>
    internal static async Task<IReadOnlyList<string>> FilledAsync(TestStore store)
    {
        await using var db = store.Open();
        var filled = new List<string>();
        foreach (var partition in await db.Database.SqlQueryRaw<string>("SELECT relname::text AS \"Value\" FROM pg_class WHERE relispartition AND relkind = 'r' ORDER BY relname").ToListAsync())
        {
#pragma warning disable EF1002 // The names come from the database itself.
            if (await db.Database.SqlQueryRaw<long>($"SELECT count(*) AS \"Value\" FROM {partition}").SingleAsync() is > 0 and var rows)
#pragma warning restore EF1002
            {
                filled.Add($"{partition} {rows}");
            }
        }

        return filled;
    }

    private static async Task<IReadOnlyList<string>> PartitionsAsync(TestStore store, string table)
    {
        await using var db = store.Open();
        return await db.Database.SqlQuery<string>($"SELECT inhrelid::regclass::text AS \"Value\" FROM pg_inherits WHERE inhparent = {table}::regclass ORDER BY 1").ToListAsync();
    }
}
