using System.Globalization;
using IntegrationHub.Testing;
using Npgsql;
using NpgsqlTypes;

namespace IntegrationHub.Benchmarks;

/// <summary>As many rows by COPY, keys and values made in memory: the fastest way in that the database has.</summary>
internal static class PlainCopy
{
    public static async Task RunAsync(int rows)
    {
        await using var data = NpgsqlDataSource.Create(await PrivatePostgres.CreateDatabaseAsync());
        await using var connection = await data.OpenConnectionAsync();
        await using (var create = new NpgsqlCommand("CREATE TABLE copied (record text PRIMARY KEY, vals bytea NOT NULL)", connection))
        {
            await create.ExecuteNonQueryAsync();
        }

        await Round.MeasureAsync(Round.Fresh, async () =>
        {
            var values = new byte[24];
            await using (var writer = await connection.BeginBinaryImportAsync("COPY copied (record, vals) FROM STDIN (FORMAT BINARY)"))
            {
                for (var row = 0; row < rows; row++)
                {
                    await writer.StartRowAsync();
                    await writer.WriteAsync(row.ToString("D18", CultureInfo.InvariantCulture), NpgsqlDbType.Text);
                    await writer.WriteAsync(values, NpgsqlDbType.Bytea);
                }

                await writer.CompleteAsync();
            }
            return rows;
        });
    }
}
