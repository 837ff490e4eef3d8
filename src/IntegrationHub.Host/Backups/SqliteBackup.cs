using IntegrationHub.Host.Commands;
using Microsoft.Data.Sqlite;

namespace IntegrationHub.Host.Backups;

/// <summary>The embedded store through SQLite's online backup: a consistent picture while others write.</summary>
internal static class SqliteBackup
{
    public static void Write(string store, string file)
    {
        using (var source = Open(store, SqliteOpenMode.ReadWrite))
        using (var target = Open(file, SqliteOpenMode.ReadWriteCreate))
        {
            source.BackupDatabase(target);

            // One file, without a log beside it.
            Ask(target, "PRAGMA journal_mode = DELETE");
            if (Ask(target, "PRAGMA integrity_check") is not "ok" and var fault)
            {
                throw new CommandException($"the copy of {store} is damaged, and with it probably the store: {fault}");
            }
        }
    }

    /// <exception cref="CommandException">There is a store already, or the file is no backup.</exception>
    public static void Restore(string file, string store)
    {
        if (File.Exists(store))
        {
            throw new CommandException($"there is a store at {store} already; stop the hub and move it away, or name another place in HUB_STORE. It stays as it is");
        }

        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(store))!);
        var unfinished = store + ".restoring";
        try
        {
            using (var source = Open(file, SqliteOpenMode.ReadOnly))
            using (var target = Open(unfinished, SqliteOpenMode.ReadWriteCreate))
            {
                Check(source, file);
                source.BackupDatabase(target);
            }

            File.Move(unfinished, store, overwrite: false);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    private static void Check(SqliteConnection source, string file)
    {
        try
        {
            if (Ask(source, "SELECT count(*) FROM sqlite_master WHERE name IN ('__EFMigrationsHistory', 'batch', 'stream_cursor')") is "3" && Ask(source, "PRAGMA integrity_check") is "ok")
            {
                return;
            }
        }
        catch (SqliteException)
        {
            // No database at all.
        }

        throw new CommandException($"{file} is no whole backup of an embedded store; those are written by 'hub backup' with HUB_STORE=sqlite:PATH");
    }

    // Not pooled: the files are closed with the connections.
    private static SqliteConnection Open(string file, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = mode, Pooling = false, DefaultTimeout = 60 }.ConnectionString);
        connection.Open();
        return connection;
    }

    private static string? Ask(SqliteConnection connection, string pragma)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Only the constants of this file.
        command.CommandText = pragma;
#pragma warning restore CA2100
        return Convert.ToString(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
    }
}
