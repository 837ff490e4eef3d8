using Microsoft.Data.Sqlite;
using Npgsql;
using NpgsqlTypes;

namespace IntegrationHub.Benchmarks;

/// <summary>One table, key and body, written by the plain upsert that its database does best.</summary>
internal sealed class BareStore : IAsyncDisposable
{
    private readonly NpgsqlDataSource? server;
    private readonly SqliteConnection? file;

    private BareStore(NpgsqlDataSource? server, SqliteConnection? file) => (this.server, this.file) = (server, file);

    public static BareStore OnServer(string connection)
    {
        var server = NpgsqlDataSource.Create(connection);
        using var create = server.CreateCommand("CREATE TABLE bare (record text PRIMARY KEY, body text NOT NULL)");
        create.ExecuteNonQuery();
        return new(server, null);
    }

    public static BareStore Embedded(string path)
    {
        var file = new SqliteConnection($"Data Source={path}");
        file.Open();
        using var create = file.CreateCommand();
        create.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; CREATE TABLE bare (record text PRIMARY KEY, body text NOT NULL) WITHOUT ROWID";
        create.ExecuteNonQuery();
        return new(null, file);
    }

    public async Task UpsertAsync(IReadOnlyList<(string Key, string Body)> rows, CancellationToken cancellationToken)
    {
        if (server is not null)
        {
            await using var upsert = server.CreateCommand("INSERT INTO bare SELECT * FROM unnest($1, $2) ON CONFLICT (record) DO UPDATE SET body = excluded.body");
            upsert.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text, Value = rows.Select(r => r.Key).ToArray() });
            upsert.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text, Value = rows.Select(r => r.Body).ToArray() });
            await upsert.ExecuteNonQueryAsync(cancellationToken);
            return;
        }

        await using var transaction = file!.BeginTransaction();
        await using var command = file.CreateCommand();
        command.CommandText = "INSERT INTO bare VALUES ($key, $body) ON CONFLICT (record) DO UPDATE SET body = excluded.body";
        var (key, body) = (command.Parameters.Add("$key", SqliteType.Text), command.Parameters.Add("$body", SqliteType.Text));
        foreach (var row in rows)
        {
            (key.Value, body.Value) = (row.Key, row.Body);
            command.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
        {
            await server.DisposeAsync();
        }

        file?.Dispose();
        SqliteConnection.ClearAllPools();
    }
}
