using Npgsql;

namespace IntegrationHub.Testing;

/// <summary>
/// A real PostgreSQL on loopback. One is shared by all tests of the process (or of the whole ./test.sh, by HUB_TEST_POSTGRES);
/// a test that stops or kills its server starts its own.
/// </summary>
public sealed class PrivatePostgres : IAsyncDisposable
{
    public const string Variable = "HUB_TEST_POSTGRES";
    private static readonly Lazy<Task<PrivatePostgres>> SharedServer = new(StartSharedAsync);
    private readonly PrivateServer? _server;
    private readonly NpgsqlConnectionStringBuilder _connection;

    private PrivatePostgres(PrivateServer? server, NpgsqlConnectionStringBuilder connection) => (_server, _connection) = (server, connection);

    /// <summary>Connects to the server's maintenance database.</summary>
    public string ConnectionString => _connection.ConnectionString;

    public static Task<PrivatePostgres> SharedAsync() => SharedServer.Value;

    /// <summary>A fresh, empty database on the shared server.</summary>
    /// <param name="template">Name of a database that nobody is connected to: its copy instead of an empty one.</param>
    /// <returns>Its connection string.</returns>
    public static async Task<string> CreateDatabaseAsync(string? template = null) => await (await SharedAsync()).AddDatabaseAsync(template);

    /// <summary>A server of one's own.</summary>
    public static async Task<PrivatePostgres> StartAsync()
    {
        var port = PrivateServer.FreePort();
        var server = PrivateServer.Start("postgres.sh", "postgres", port.ToString(), FindBinaries());
        var connection = new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1", Port = port, Username = "hub", Database = "postgres", MaxPoolSize = 20, IncludeErrorDetail = true,
        };
        var postgres = new PrivatePostgres(server, connection);
        await postgres.WaitUntilReadyAsync();
        return postgres;
    }

    /// <param name="template">Name of a database that nobody is connected to: its copy instead of an empty one.</param>
    /// <param name="folder">Where it is kept, a folder that belongs to the server's user; null where the server keeps the others.</param>
    public async Task<string> AddDatabaseAsync(string? template = null, string? folder = null)
    {
        var name = $"test_{Guid.NewGuid():N}";
        if (folder is not null)
        {
            await ExecuteAsync($"CREATE TABLESPACE in_{name} LOCATION '{folder}'");
        }

        await ExecuteAsync($"CREATE DATABASE {name}{(template is null ? "" : " TEMPLATE " + template)}{(folder is null ? "" : " TABLESPACE in_" + name)}");
        return new NpgsqlConnectionStringBuilder(ConnectionString) { Database = name }.ConnectionString;
    }

    /// <summary>Stops the server in good order; only for a server of one's own, like the following two.</summary>
    public async Task StopAsync() => await EndAsync("stop");

    /// <summary>Kills the server as a crash would.</summary>
    public async Task KillAsync() => await EndAsync("kill");

    /// <summary>Starts it again on the same port with the same data.</summary>
    public async Task StartAgainAsync()
    {
        Own.Command("start");
        await WaitUntilReadyAsync();
    }

    public ValueTask DisposeAsync()
    {
        _server?.Dispose();
        return ValueTask.CompletedTask;
    }

    private PrivateServer Own => _server ?? throw new InvalidOperationException($"The server is given by {Variable}: start one of your own with StartAsync.");

    private static async Task<PrivatePostgres> StartSharedAsync()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given)
        {
            return new PrivatePostgres(null, new NpgsqlConnectionStringBuilder(given));
        }

        var postgres = await StartAsync();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => postgres._server!.Dispose();
        return postgres;
    }

    private async Task EndAsync(string command)
    {
        Own.Command(command);
        await PrivateServer.WaitUntilClosedAsync(_connection.Port);
    }

    private Task WaitUntilReadyAsync() => Own.WaitUntilReadyAsync(() => ExecuteAsync("SELECT 1"));

    private async Task ExecuteAsync(string sql)
    {
        // Not pooled: a pool would keep connections that a stopped server has closed.
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Debian keeps the server's programs in a folder per version, outside PATH.</summary>
    private static string FindBinaries()
    {
        const string Debian = "/usr/lib/postgresql";
        var versions = Directory.Exists(Debian) ? Directory.GetDirectories(Debian) : [];
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        return versions.OrderByDescending(v => int.TryParse(Path.GetFileName(v), out var n) ? n : 0).Select(v => Path.Combine(v, "bin"))
                .Concat(path).FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")))
            ?? throw new InvalidOperationException("PostgreSQL is not installed (initdb was not found): run ./test.sh, which installs it, or apt-get install postgresql.");
    }
}
