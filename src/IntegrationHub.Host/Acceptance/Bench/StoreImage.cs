using System.Data.Common;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Host.Acceptance.Bench;

/// <summary>Everything that an embedded store holds, whatever tables there are: a table that is added later is looked at as well.</summary>
public static class StoreImage
{
    /// <summary>What every process tells of itself from time to time, whatever it is asked to do.</summary>
    private static readonly HashSet<string> OfProcesses = new(["stage", "alert", "alert_watcher", "run_span"], StringComparer.Ordinal);

    /// <summary>A digest of each table's rows, but for those that processes tell of themselves.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> DigestsAsync(HubDbContext db, CancellationToken cancellationToken)
    {
        var digests = new SortedDictionary<string, string>(StringComparer.Ordinal);
        await VisitAsync(db, (table, row) =>
        {
            if (OfProcesses.Contains(table))
            {
                return;
            }

            var before = digests.GetValueOrDefault(table, "");
            digests[table] = row is null ? before : Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(before + string.Join('\u001f', row.Select(Text)))));
        }, cancellationToken);
        return digests;
    }

    /// <summary>Every text, and every archived page as text.</summary>
    public static async Task<IReadOnlyList<(string Place, string Text)>> TextsAsync(HubDbContext db, CancellationToken cancellationToken)
    {
        var texts = new List<(string, string)>();
        await VisitAsync(db, (table, row) => texts.AddRange((row ?? []).Where(v => v is string or byte[]).Select(v => (table, Text(v)))), cancellationToken);
        return texts;
    }

    /// <param name="look">Table and row; null once for each table, so that an empty one is seen too.</param>
    private static async Task VisitAsync(HubDbContext db, Action<string, object[]?> look, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        await db.Database.OpenConnectionAsync(cancellationToken);
        var connection = db.Database.GetDbConnection();
        var tables = new List<string>();
        await ReadAsync(connection, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name", row => tables.Add((string)row[0]), cancellationToken);
        foreach (var table in tables)
        {
            look(table, null);
            await ReadAsync(connection, $"SELECT * FROM \"{table}\" ORDER BY 1, 2", row => look(table, row), cancellationToken);
        }
    }

    private static async Task ReadAsync(DbConnection connection, string sql, Action<object[]> look, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The names of tables come from the database itself.
        command.CommandText = sql;
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var row = new object[reader.FieldCount];
            reader.GetValues(row);
            look(row);
        }
    }

    private static string Text(object value) => value switch
    {
        byte[] page when page is [0x1f, 0x8b, ..] => Unzip(page),
        byte[] bytes => Encoding.UTF8.GetString(bytes),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    private static string Unzip(byte[] page)
    {
        using var gzip = new GZipStream(new MemoryStream(page), CompressionMode.Decompress);
        using var reader = new StreamReader(gzip);
        return reader.ReadToEnd();
    }
}
