using IntegrationHub.Connectors.Described;
using IntegrationHub.Testing;
using Npgsql;
using Xunit;

namespace IntegrationHub.Connectors.Sql.Tests;

/// <summary>A real PostgreSQL: what holds when the check of the statement does not.</summary>
public sealed class PostgresTests : IAsyncLifetime
{
    private readonly TestClock _clock = new();
    private string _connection = "";

    public async Task InitializeAsync()
    {
        _connection = await PrivatePostgres.CreateDatabaseAsync();
        await ExecuteAsync("""
            CREATE TABLE counts (a text, d date, n bigint, m numeric(38, 3), seen timestamptz, who text);
            INSERT INTO counts VALUES ('H02.36', '2024-11-30', 9007199254740993, 1.234, '2024-11-30T18:30:00Z', 'x'), ('H02.31', '2024-11-30', NULL, 12345678901234567890.5, NULL, 'y'), ('H02.36', '2024-06-30', 1, NULL, NULL, 'z');
            CREATE VIEW v AS SELECT * FROM counts;
            CREATE FUNCTION sneak() RETURNS bigint LANGUAGE plpgsql AS 'BEGIN INSERT INTO counts VALUES (''X''); RETURN 1; END';
            """);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Rows_come_exactly_and_days_choose()
    {
        var hub = Hub("SELECT a, d, n, m FROM v WHERE d >= @from AND d < @to ORDER BY d, a");
        await using var connector = Connect(hub);
        await hub.PullAsync(connector, "things", from: new(2024, 7, 1));
        Assert.Equal(9007199254740993m, hub.Cells()["x.n H02.36 2024-11-30..2024-12-01"]);
        Assert.Equal(1.234m, hub.Cells()["x.m H02.36 2024-11-30..2024-12-01"]);
        Assert.Equal(12345678901234567890.5m, hub.Cells()["x.m H02.31 2024-11-30..2024-12-01"]);
        Assert.Equal(3, hub.Cells().Count);
        Assert.All((await connector.TestAsync(CancellationToken.None)), s => Assert.True(s.Passed, s.Detail));
    }

    [Fact]
    public async Task Instant_with_zone_falls_on_the_day_in_viet_nam()
    {
        var hub = Hub("SELECT a, seen AS d, n FROM v WHERE seen IS NOT NULL");
        await using var connector = Connect(hub);
        await hub.PullAsync(connector, "things");
        Assert.Contains("x.n H02.36 2024-12-01..2024-12-02", hub.Cells().Keys);
    }

    [Fact]
    public async Task Function_that_writes_is_refused_by_the_transaction()
    {
        var hub = Hub("SELECT a, d, sneak() AS n FROM v");
        await using var connector = Connect(hub);
        Assert.Equal((FailureCategory.Configuration, "E_READ_ONLY"), await hub.FailAsync(connector, "things") is var fault ? (fault.Category, fault.Code) : default);
        Assert.Equal(3L, await ExecuteAsync("SELECT count(*) FROM counts"));
    }

    [Fact]
    public async Task Query_that_takes_too_long_is_ended()
    {
        var hub = Hub("SELECT a, d, (SELECT count(*) FROM generate_series(1, 2000000000)) AS n FROM v");
        await using var connector = Connect(hub, ("timeoutSeconds", "1"));
        Assert.Equal((FailureCategory.Unavailable, "E_SOURCE_TIMEOUT"), await hub.FailAsync(connector, "things") is var fault ? (fault.Category, fault.Code) : default);
    }

    [Fact]
    public async Task Rights_databases_and_hosts_that_are_not_there_are_typed()
    {
        var name = $"reader_{Guid.NewGuid():N}";
        await ExecuteAsync($"CREATE ROLE {name} LOGIN PASSWORD 'p'");
        var given = new NpgsqlConnectionStringBuilder(_connection);
        var cases = new (string Connection, string Code)[]
        {
            (new NpgsqlConnectionStringBuilder(_connection) { Username = name, Password = "p" }.ConnectionString, "E_FORBIDDEN"),
            (new NpgsqlConnectionStringBuilder(_connection) { Database = "no_such" }.ConnectionString, "E_SOURCE_PATH"),
            (new NpgsqlConnectionStringBuilder(_connection) { Username = "no_such_role" }.ConnectionString, "E_SIGN_IN"),
            ($"Host={given.Host};Port=1;Database=x;Username=u;Password=geheim", "E_SOURCE_UNREACHABLE"),
        };
        foreach (var (connection, code) in cases)
        {
            var hub = Hub("SELECT a, d, n FROM v");
            await using var connector = hub.Connect(_clock, ("engine", "postgresql"), ("connection", connection));
            var fault = await hub.FailAsync(connector, "things");
            Assert.Equal(code, fault.Code);
            Assert.DoesNotContain("geheim", fault.ToString(), StringComparison.Ordinal);
        }
    }

    private static DescribedHub Hub(string sql) => new(new SqlModule(), [DescribedHub.Definition("sql", "things", $$"""
        stream: things
        version: 1
        kind: snapshots
        key: [a, d]
        agency: a
        period: d
        fields: { a: agency, d: day, n: count?, m: amount? }
        values:
          x.n: n
          x.m: m
        query:
          sql: "{{sql}}"
        """)]);

    private IConnector Connect(DescribedHub hub, params (string, string)[] options) => hub.Connect(_clock, [("engine", "postgresql"), ("connection", _connection), .. options]);

    private async Task<object?> ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_connection);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
