using System.Text.Json;
using IntegrationHub.Store.Audit;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Tests.Stores;
using Microsoft.EntityFrameworkCore;
using Xunit;
using Database = IntegrationHub.Store.Tests.Stores.Database;

namespace IntegrationHub.Store.Tests.Audit;

public abstract class AuditSuite(Database database)
{
    private static readonly DateTimeOffset At = new(2024, 12, 20, 1, 0, 0, 123, 456, TimeSpan.Zero);

    /// <summary>What somebody does who may write to the database as he likes.</summary>
    protected abstract string WithoutGuard(string statement);

    [Fact]
    public async Task An_act_is_kept_with_who_what_and_from_where_and_the_chain_is_whole()
    {
        await using var store = await TestStore.CreateAsync(database);
        Actor.Enter(new("lan", "password", "10.1.2.3"));
        await WriteAsync(store, new AuditEntry("entry.add", "entry/1") { After = new { amount = "3", unit = "xã Việt Tiến" } });
        await WriteAsync(store, new AuditEntry("entry.confirm", "entry/1") { By = "Hùng", Before = new { stands = "entered" }, After = new { stands = "confirmed" } });
        await using var db = store.Open();
        var rows = await db.AuditLog.OrderBy(r => r.Seq).ToListAsync();
        Assert.Equal([1, 2], rows.Select(r => r.Seq));
        Assert.Equal(("lan", "password", "10.1.2.3", At), (rows[0].Who, rows[0].SignedIn, rows[0].Address, rows[0].At));
        Assert.Equal("Hùng", rows[1].Who);
        Assert.Equal("xã Việt Tiến", JsonDocument.Parse(rows[0].After!).RootElement.GetProperty("unit").GetString());
        Assert.Equal((AuditLog.Start, rows[0].Hash), (rows[0].Previous, rows[1].Previous));
        Assert.Equal(new AuditVerdict(2, "2:" + rows[1].Hash, null), await AuditChain.VerifyAsync(db, null, default));
    }

    [Fact]
    public async Task An_act_that_is_rolled_back_leaves_no_row_and_no_gap()
    {
        await using var store = await TestStore.CreateAsync(database);
        await using (var db = store.Open())
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            await AuditLog.WriteAsync(db, new AuditEntry("a", "b"), At, default);
        }

        await WriteAsync(store, new AuditEntry("c", "d"));
        await using var after = store.Open();
        Assert.Equal("c", (await after.AuditLog.SingleAsync()).Action);
        Assert.Null((await AuditChain.VerifyAsync(after, null, default)).Fault);
    }

    [Fact]
    public async Task Writers_at_once_form_one_chain()
    {
        await using var store = await TestStore.CreateAsync(database);
        var other = store.OtherProcess();
        await Parallel.ForAsync(0, 40, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) => await WriteAsync(i % 2 == 0 ? store : other, new AuditEntry("act", $"thing/{i}")));
        await using var db = store.Open();
        var verdict = await AuditChain.VerifyAsync(db, null, default);
        Assert.Equal((40, null), (verdict.Rows, verdict.Fault));
        Assert.Equal(40, await db.AuditLog.Select(r => r.Subject).Distinct().CountAsync());
    }

    [Theory]
    [InlineData("UPDATE audit_log SET who = 'x'")]
    [InlineData("DELETE FROM audit_log")]
    public async Task The_database_refuses_to_change_or_remove_a_row(string statement)
    {
        await using var store = await TestStore.CreateAsync(database);
        await WriteAsync(store, new AuditEntry("a", "b"));
        await using var db = store.Open();
        var refused = await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => db.Database.ExecuteSqlRawAsync(statement));
        Assert.Contains("only added to", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1, await db.AuditLog.CountAsync());
    }

    [Theory]
    [InlineData("UPDATE audit_log SET who = 'somebody else' WHERE seq = 2", 1, "row 2 was changed")]
    [InlineData("UPDATE audit_log SET at = at + 1 WHERE seq = 3", 2, "row 3 was changed")]
    [InlineData("UPDATE audit_log SET after = NULL WHERE seq = 1", 0, "row 1 was changed")]
    [InlineData("DELETE FROM audit_log WHERE seq = 2", 1, "row 2 is missing")]
    [InlineData("DELETE FROM audit_log WHERE seq = 4", 3, "row 4 is missing: 4 were written")]
    [InlineData("DELETE FROM audit_log", 0, "row 1 is missing")]
    public async Task Whoever_gets_round_the_guard_is_found_out_at_the_first_wrong_row(string statement, long whole, string fault)
    {
        await using var store = await TestStore.CreateAsync(database);
        for (var i = 1; i <= 4; i++)
        {
            await WriteAsync(store, new AuditEntry("act", $"thing/{i}") { After = new { i } });
        }

        await using var db = store.Open();
        await db.Database.ExecuteSqlRawAsync(WithoutGuard(statement));
        var verdict = await AuditChain.VerifyAsync(db, null, default);
        Assert.Equal(whole, verdict.Rows);
        Assert.StartsWith(fault, verdict.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chain_that_was_written_anew_no_longer_holds_the_noted_end()
    {
        await using var store = await TestStore.CreateAsync(database);
        await WriteAsync(store, new AuditEntry("act", "thing"));
        await using var db = store.Open();
        var noted = (await AuditChain.VerifyAsync(db, null, default)).Head;
        await WriteAsync(store, new AuditEntry("act", "other"));
        Assert.Null((await AuditChain.VerifyAsync(db, noted, default)).Fault);

        await db.Database.ExecuteSqlRawAsync(WithoutGuard($"DELETE FROM audit_log; UPDATE audit_head SET seq = 0, hash = '{AuditLog.Start}'"));
        await WriteAsync(store, new AuditEntry("act", "forged"));
        Assert.Null((await AuditChain.VerifyAsync(db, null, default)).Fault);
        Assert.Contains("was written anew", (await AuditChain.VerifyAsync(db, noted, default)).Fault, StringComparison.Ordinal);
    }

    private static async Task WriteAsync(TestStore store, AuditEntry entry)
    {
        await using var db = store.Open();
        await AuditLog.WriteAsync(db, entry, At, default);
    }
}

public sealed class SqliteAuditTests() : AuditSuite(Database.Sqlite)
{
    protected override string WithoutGuard(string statement) => $"DROP TRIGGER audit_log_no_update; DROP TRIGGER audit_log_no_delete; {statement}";
}

public sealed class PostgreSqlAuditTests() : AuditSuite(Database.PostgreSql)
{
    protected override string WithoutGuard(string statement) => $"ALTER TABLE audit_log DISABLE TRIGGER ALL; {statement}";

    [Fact]
    public async Task The_table_cannot_be_emptied_as_a_whole()
    {
        await using var store = await TestStore.CreateAsync(Database.PostgreSql);
        await using var db = store.Open();
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => db.Database.ExecuteSqlRawAsync("TRUNCATE audit_log"));
    }
}
