using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Npgsql;
using SQLitePCL;

namespace IntegrationHub.Connectors.Sql;

/// <summary>One read-only connection: runs one statement, gives its rows as JSON objects, and ends.</summary>
internal sealed class SqlDatabase(SqlOptions options)
{
    /// <summary>Opens and closes, with a statement that reads nothing.</summary>
    public async Task ReachAsync(CancellationToken cancellationToken) => await ReadAsync("the connection", "SELECT 1 AS n", [], 1, cancellationToken);

    /// <exception cref="ConnectorException">Typed: unreachable, refused, not allowed, too slow, too many rows.</exception>
    public async Task<List<JsonElement>> ReadAsync(string place, string sql, IReadOnlyList<(string Name, DateOnly Day)> parameters, int mostRows, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(options.TimeoutSeconds + 10));
        try
        {
            return await ReadOnceAsync(place, sql, parameters, mostRows, limit.Token);
        }
        catch (Exception exception) when (exception is DbException or InvalidOperationException or IOException or OperationCanceledException or TimeoutException && !cancellationToken.IsCancellationRequested)
        {
            throw SqlFaults.Of(options, place, exception);
        }
    }

    private async Task<List<JsonElement>> ReadOnceAsync(string place, string sql, IReadOnlyList<(string Name, DateOnly Day)> parameters, int mostRows, CancellationToken cancellationToken)
    {
        await using DbConnection connection = options.IsPostgres ? new NpgsqlConnection(options.Connection) : new SqliteConnection(options.Connection);
        await connection.OpenAsync(cancellationToken);
        // Deferred: SQLite would otherwise ask for the right to write.
        await using DbTransaction transaction = connection is SqliteConnection file ? file.BeginTransaction(deferred: true) : await connection.BeginTransactionAsync(cancellationToken);
        if (options.IsPostgres)
        {
            await using var guard = connection.CreateCommand();
            guard.Transaction = transaction;
            guard.CommandText = string.Create(CultureInfo.InvariantCulture, $"SET TRANSACTION READ ONLY; SET LOCAL statement_timeout = {options.TimeoutSeconds * 1000}; SET LOCAL lock_timeout = 5000");
            await guard.ExecuteNonQueryAsync(cancellationToken);
        }

        await using var command = connection.CreateCommand();
        (command.Transaction, command.CommandText, command.CommandTimeout) = (transaction, sql, options.TimeoutSeconds);
        foreach (var (name, day) in parameters)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = options.IsPostgres ? day : day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            command.Parameters.Add(parameter);
        }

        // SQLite works in this thread and looks at no token: it is told to stop.
        using var watch = new CancellationTokenSource(TimeSpan.FromSeconds(options.TimeoutSeconds));
        using var stop = connection is SqliteConnection { Handle: { } handle } ? watch.Token.Register(() => raw.sqlite3_interrupt(handle)) : default;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<JsonElement>();
        while (await reader.ReadAsync(cancellationToken))
        {
            if (rows.Count == mostRows)
            {
                throw new ConnectorException(FailureCategory.Malformed, "E_ROW_LIMIT", $"{options.Source}: {place}: more than {mostRows} rows; let the view or the query count, or raise the option rowLimit");
            }

            rows.Add(Row(reader));
        }

        return rows;
    }

    private static JsonElement Row(DbDataReader reader)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            for (var column = 0; column < reader.FieldCount; column++)
            {
                if (!names.Add(reader.GetName(column)) || reader.IsDBNull(column))
                {
                    continue;
                }

                writer.WritePropertyName(reader.GetName(column));
                switch (reader.GetValue(column))
                {
                    case long or int or short:
                        writer.WriteNumberValue(reader.GetInt64(column));
                        break;
                    case decimal amount:
                        writer.WriteNumberValue(amount);
                        break;
                    case bool flag:
                        writer.WriteBooleanValue(flag);
                        break;
                    case DateOnly day:
                        writer.WriteStringValue(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                        break;
                    case DateTime instant:
                        // With time zone it comes as UTC, without as it stands there, in Việt Nam.
                        writer.WriteStringValue(instant.ToString(instant.Kind == DateTimeKind.Utc ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture));
                        break;
                    case double or float:
                        writer.WriteStringValue("NaN"); // Binary fractions are no exact amounts: the mapping refuses them by name.
                        break;
                    case string text:
                        writer.WriteStringValue(text);
                        break;
                    default:
                        writer.WriteStringValue("(unreadable)");
                        break;
                }
            }

            writer.WriteEndObject();
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }
}
