using System.Data.Common;
using IntegrationHub.Store.Archive;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Migrations;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Tests.Stores;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;
using Xunit;
using static IntegrationHub.Store.Tests.Stores.SmallWorld;
using Database = IntegrationHub.Store.Tests.Stores.Database;

namespace IntegrationHub.Store.Tests.Schema;

/// <summary>A store in the tables of an earlier version, full of real rows, is brought up to date.</summary>
public abstract class OlderStoreSuite(Database database)
{
    // Archived pages stood in the batches, and nothing was kept by month.
    private const string Version = "0006_Chains";

    [Fact]
    public async Task Pages_ledger_and_history_come_through_the_migration_and_go_on()
    {
        var clock = Clock();
        await using var world = await RecordedStore.CreateAsync(database, clock);
        await RecordAsync(world, new(Cases, [Case("a", 1, "A1", Day(1, 10)), Case("b", 1, "B1", Day(2, 3), online: true)]));

        // Already April in Viet Nam.
        clock.Set(new DateTimeOffset(2024, 3, 31, 17, 30, 0, TimeSpan.Zero));
        await RecordAsync(world, new(Cases, [Case("a", 2, "A2", Day(2, 20)), new("b", 2, null)]));
        await RecordAsync(world, new(Surveys, [Survey("A1", 1, 1, ("asked", 7), ("content", 5))]));

        await using var older = await TestStore.CreateEmptyAsync(database);
        await using (var db = older.Open())
        {
            await MigrateToAsync(db, Version);
            await CopyAsync(world.Store, db);
            await GoOnNumberingAsync(db);
            await db.BringUpToDateAsync(default);
        }

        var texts = new StoreTexts(older, world.Active);
        (await world.AssertConsistentAsync()).AssertSame(await texts.EndAsync());
        Assert.Equal(await world.Texts.LedgerSumsAsync(), await texts.LedgerSumsAsync());
        Assert.True((await older.Verifier.VerifyAsync(default)).IsClean);
        Assert.Equal(await KeptAsync(world.Store), await KeptAsync(older));
        Assert.Equal(["2024-03-01", "2024-04-01", "2024-04-01"], (await KeptAsync(older)).Where(k => k.StartsWith("page", StringComparison.Ordinal)).Select(k => k.Split(' ')[1]).Order());
        await AssertSortedInAsync(older);

        SourcePage next = new(Cases, [Case("a", 3, "M", Day(3, 1)), Case("c", 1, "A1", Day(1, 10))]);
        await world.RecordAsync(next);
        await SourcePage.ArchiveAsync(older, [next]);
        await older.RecordAsync(next, world.Active);
        (await world.AssertConsistentAsync()).AssertSame(await texts.EndAsync());
    }

    /// <summary>Rows that bring their numbers do not move the counter on every database.</summary>
    protected abstract Task GoOnNumberingAsync(HubDbContext db);

    /// <summary>Whether the rows are where they belong.</summary>
    protected abstract Task AssertSortedInAsync(TestStore store);

    private static async Task RecordAsync(RecordedStore world, SourcePage page)
    {
        await world.ArchiveAsync(page);
        await using (var db = world.Store.Open())
        {
            db.Add(new ArchiveRow { Batch = page.Batch, Month = StoreMonth.Of(world.Store.Clock.GetUtcNow()), Page = [0x1f, 0x8b, (byte)page.Revisions.Count] });
            await db.SaveChangesAsync();
        }

        await world.RecordAgainAsync(page);
    }

    /// <summary>Pages and history, each in its month.</summary>
    private static async Task<IReadOnlyList<string>> KeptAsync(TestStore store)
    {
        await using var db = store.Open();
        return
        [
            .. (await db.Archive.AsNoTracking().ToListAsync()).Select(a => $"page {DateOnly.FromDayNumber(a.Month):yyyy-MM-dd} {a.Batch} {Convert.ToHexString(a.Page)}").Order(StringComparer.Ordinal),
            .. (await db.Revisions.AsNoTracking().ToListAsync()).Select(r => $"history {DateOnly.FromDayNumber(r.Month):yyyy-MM-dd} {r.Batch} {Convert.ToHexString(r.Entries)}").Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>What EF does, to a version that is not the last: it looks for a target by the form of its own ids.</summary>
    private static async Task MigrateToAsync(HubDbContext db, string version)
    {
        var (all, sql, history) = (db.GetService<IMigrationsAssembly>(), db.GetService<IMigrationsSqlGenerator>(), db.GetService<IHistoryRepository>());
        await db.Database.ExecuteSqlRawAsync(history.GetCreateIfNotExistsScript());
        foreach (var (id, type) in all.Migrations.Where(m => string.CompareOrdinal(m.Key, version) <= 0))
        {
            var commands = sql.Generate(all.CreateMigration(type, db.Database.ProviderName!).UpOperations);
            await db.GetService<IMigrationCommandExecutor>().ExecuteNonQueryAsync(commands, db.GetService<IRelationalConnection>());
            await db.Database.ExecuteSqlRawAsync(history.GetInsertScript(new HistoryRow(id, "10.0.0")));
        }
    }

    /// <summary>Every row, into the tables and columns of then.</summary>
    private static async Task CopyAsync(TestStore store, HubDbContext older)
    {
        await using var db = store.Open();
        await db.Database.OpenConnectionAsync();
        await older.Database.OpenConnectionAsync();
        var (from, to) = (db.Database.GetDbConnection(), older.Database.GetDbConnection());
        foreach (var table in db.Model.GetEntityTypes().Select(e => e.GetTableName()!))
        {
            var rows = table == "batch" ? "(SELECT b.*, a.page FROM batch b LEFT JOIN archive a ON a.batch = b.id) x" : table;
            if (await ColumnsAsync(to, table) is not { } then || await ColumnsAsync(from, rows) is not { } now)
            {
                continue;
            }

            var columns = then.Intersect(now).ToList();
            var names = string.Join(", ", columns.Select(c => $"\"{c}\""));
            await using var read = from.CreateCommand();
            read.CommandText = $"SELECT {names} FROM {rows}";
            await using var reader = await read.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                await using var write = to.CreateCommand();
                write.CommandText = $"INSERT INTO {table} ({names}) VALUES ({string.Join(", ", columns.Select((_, i) => "@p" + i))})";
                for (var i = 0; i < columns.Count; i++)
                {
                    var parameter = write.CreateParameter();
                    (parameter.ParameterName, parameter.Value) = ("p" + i, reader.GetValue(i));
                    write.Parameters.Add(parameter);
                }

                await write.ExecuteNonQueryAsync();
            }
        }
    }

    /// <returns>Null: there was no such table.</returns>
    private static async Task<IReadOnlyList<string>?> ColumnsAsync(DbConnection connection, string table)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT * FROM {table} LIMIT 0";
        try
        {
            await using var reader = await command.ExecuteReaderAsync();
            return [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)];
        }
        catch (DbException)
        {
            return null;
        }
    }
}

public sealed class SqliteOlderStoreTests() : OlderStoreSuite(Database.Sqlite)
{
    protected override Task GoOnNumberingAsync(HubDbContext db) => Task.CompletedTask;

    protected override Task AssertSortedInAsync(TestStore store) => Task.CompletedTask;
}

public sealed class PostgreSqlOlderStoreTests() : OlderStoreSuite(Database.PostgreSql)
{
    protected override Task GoOnNumberingAsync(HubDbContext db) => db.Database.ExecuteSqlRawAsync("""
        SELECT setval(pg_get_serial_sequence(quote_ident(table_name), column_name), 1000) FROM information_schema.columns WHERE is_identity = 'YES' AND table_schema = 'public'
        """);

    protected override async Task AssertSortedInAsync(TestStore store) => Assert.Equal(
        ["archive_2024_03 1", "archive_2024_04 2", "ledger_2024_01 3", "ledger_2024_02 3", "measurement_revision_2024_03 1", "measurement_revision_2024_04 2"],
        await PartitionTests.FilledAsync(store));
}
