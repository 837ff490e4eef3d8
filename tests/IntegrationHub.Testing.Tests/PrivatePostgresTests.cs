using Npgsql;
using Xunit;

namespace IntegrationHub.Testing.Tests;

public sealed class PrivatePostgresTests
{
    [Fact]
    public async Task Two_databases_do_not_see_each_other()
    {
        var first = await PrivatePostgres.CreateDatabaseAsync();
        var second = await PrivatePostgres.CreateDatabaseAsync();
        await QueryAsync(first, "CREATE TABLE t(); SELECT 1");

        Assert.Equal(1L, await QueryAsync(first, "SELECT count(*) FROM pg_tables WHERE tablename = 't'"));
        Assert.Equal(0L, await QueryAsync(second, "SELECT count(*) FROM pg_tables WHERE tablename = 't'"));
    }

    [Fact]
    [Trait("Category", "Full")]
    public async Task Committed_rows_survive_a_killed_server()
    {
        await using var server = await PrivatePostgres.StartAsync();
        var database = await server.AddDatabaseAsync();
        await QueryAsync(database, "CREATE TABLE t(v bigint); INSERT INTO t VALUES (42)");

        await server.KillAsync();
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => QueryAsync(database, "SELECT v FROM t"));
        await server.StartAgainAsync();

        Assert.Equal(42L, await QueryAsync(database, "SELECT v FROM t"));
    }

    private static async Task<object?> QueryAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
