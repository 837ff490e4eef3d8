using IntegrationHub.Store.Model;
using IntegrationHub.Store.Tests.Stores;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Xunit;
using Database = IntegrationHub.Store.Tests.Stores.Database;

namespace IntegrationHub.Store.Tests.Schema;

/// <summary>
/// Migrations are written by hand. A database made by them is compared with one that EF makes from the model: tables, columns with type,
/// nullability, numbering and collation, keys, and indexes with uniqueness and filter, all as the database itself tells them.
/// </summary>
public abstract class SchemaSuite(Database database)
{
    [Fact]
    public async Task Migrated_schema_is_that_of_the_model()
    {
        await using var migrated = await TestStore.CreateAsync(database);
        await using var modeled = await ModeledAsync();
        var (found, wanted) = (await SchemaAsync(migrated), await SchemaAsync(modeled));
        Assert.True(wanted.Count > 150, $"only {wanted.Count} things were found to compare");
        Assert.Equal(string.Join('\n', wanted.Except(found)), string.Join('\n', found.Except(wanted)));
        Assert.Equal(wanted, found);
    }

    [Fact]
    public async Task Migrating_twice_is_fine()
    {
        await using var store = await TestStore.CreateEmptyAsync(database);
        await using (var db = store.Open())
        {
            await db.Database.MigrateAsync();
            var before = await SchemaAsync(store);
            await db.Database.MigrateAsync();
            Assert.Equal(before, await SchemaAsync(store));
            Assert.Empty(await db.Database.GetPendingMigrationsAsync());
        }

        await using var other = store.OtherProcess().Open();
        await other.Database.MigrateAsync();
    }

    [Theory]
    [InlineData("DROP INDEX ix_batch_pending")]
    [InlineData("ALTER TABLE run ADD COLUMN extra bigint")]
    [InlineData("ALTER TABLE run RENAME COLUMN kind TO sort")]
    [InlineData("DROP TABLE figure_state")]
    public async Task Difference_between_schema_and_model_is_found(string planted)
    {
        await using var store = await TestStore.CreateAsync(database);
        var before = await SchemaAsync(store);
        await using (var db = store.Open())
        {
            await db.Database.ExecuteSqlRawAsync(planted);
        }

        Assert.NotEqual(before, await SchemaAsync(store));
    }

    [Fact]
    public async Task Unique_columns_refuse_a_second_row()
    {
        await using var store = await TestStore.CreateAsync(database);
        var page = new SourcePage("office/cases", []);
        await SourcePage.ArchiveAsync(store, [page]);
        await Assert.ThrowsAsync<DbUpdateException>(() => SourcePage.ArchiveAsync(store, [page with { Run = Guid.NewGuid() }]));
        await Assert.ThrowsAsync<DbUpdateException>(() => SourcePage.ArchiveAsync(store, [page with { Batch = Guid.NewGuid() }]));

        // No two batches have one instant of recording, whatever two recorders believe.
        await SourcePage.ArchiveAsync(store, [new SourcePage("office/cases", [])]);
        await using var db = store.Open();
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => db.Database.ExecuteSqlRawAsync("UPDATE batch SET recorded_at = 1"));
    }

    /// <summary>A line for each column, constraint and index.</summary>
    protected abstract Task<IReadOnlyList<string>> LinesAsync(HubDbContext db);

    private async Task<TestStore> ModeledAsync()
    {
        var store = await TestStore.CreateEmptyAsync(database);
        await using var db = store.Open();
        if (database is Database.Sqlite)
        {
            await db.Database.EnsureCreatedAsync();
        }
        else
        {
            await db.GetService<Microsoft.EntityFrameworkCore.Storage.IRelationalDatabaseCreator>().CreateTablesAsync();
        }

        return store;
    }

    private async Task<IReadOnlyList<string>> SchemaAsync(TestStore store)
    {
        await using var db = store.Open();
        return [.. (await LinesAsync(db)).Where(l => !l.Contains("__EF", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
    }
}

public sealed class SqliteSchemaTests() : SchemaSuite(Database.Sqlite)
{
    protected override async Task<IReadOnlyList<string>> LinesAsync(HubDbContext db) => await db.Database.SqlQueryRaw<string>("""
        SELECT 'column ' || m.name || '.' || c.name || ' ' || c.type || CASE c."notnull" WHEN 1 THEN ' not null' ELSE '' END || ' default ' || coalesce(c.dflt_value, 'none') || ' key ' || c.pk AS "Value"
        FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%'
        UNION ALL
        SELECT 'numbered ' || name || ' ' || (sql LIKE '%AUTOINCREMENT%') || ' ' || (sql LIKE '%COLLATE%') FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'
        UNION ALL
        SELECT 'index ' || sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL
        """).ToListAsync();
}

public sealed class PostgreSqlSchemaTests() : SchemaSuite(Database.PostgreSql)
{
    protected override async Task<IReadOnlyList<string>> LinesAsync(HubDbContext db) => await db.Database.SqlQueryRaw<string>("""
        SELECT concat('column ', t.relname, '.', a.attname, ' ', format_type(a.atttypid, a.atttypmod), CASE WHEN a.attnotnull THEN ' not null' END,
            ' identity ', a.attidentity, ' default ', pg_get_expr(d.adbin, d.adrelid), ' collation ', l.collname) AS "Value"
        FROM pg_attribute a JOIN pg_class t ON t.oid = a.attrelid LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum LEFT JOIN pg_collation l ON l.oid = a.attcollation
        WHERE t.relnamespace = 'public'::regnamespace AND t.relkind IN ('r', 'p') AND NOT t.relispartition AND a.attnum > 0 AND NOT a.attisdropped
        UNION ALL
        SELECT concat('constraint ', conrelid::regclass, ' ', conname, ' ', pg_get_constraintdef(oid)) FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND NOT (SELECT relispartition FROM pg_class WHERE oid = conrelid)
        UNION ALL
        SELECT 'index ' || replace(indexdef, ' ON ONLY ', ' ON ') FROM pg_indexes WHERE schemaname = 'public' AND NOT (SELECT relispartition FROM pg_class WHERE oid = (schemaname || '.' || quote_ident(tablename))::regclass)
        """).ToListAsync();
}
