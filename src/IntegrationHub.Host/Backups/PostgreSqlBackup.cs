using System.Diagnostics;
using System.Globalization;
using IntegrationHub.Host.Commands;
using IntegrationHub.Store.PostgreSql;
using Npgsql;

namespace IntegrationHub.Host.Backups;

/// <summary>The PostgreSQL store through the database's own pg_dump and pg_restore. The password goes to them in their environment, never as an argument.</summary>
internal static class PostgreSqlBackup
{
    private const int ShownErrors = 600;

    public static Task WriteAsync(string store, string file, CancellationToken cancellationToken) =>
        RunAsync("pg_dump", store, ["--format=custom", "--no-owner", "--no-privileges", "--file", file], cancellationToken);

    /// <exception cref="CommandException">The database is not empty, or the file is no backup.</exception>
    public static async Task RestoreAsync(string store, string file, CancellationToken cancellationToken)
    {
        await using (var connection = new NpgsqlConnection(PostgreSqlStore.ConnectionString(store)))
        {
            await connection.OpenAsync(cancellationToken);
            await using var command = new NpgsqlCommand("SELECT count(*) FROM information_schema.tables WHERE table_schema NOT IN ('pg_catalog', 'information_schema')", connection);
            if (await command.ExecuteScalarAsync(cancellationToken) is not 0L)
            {
                throw new CommandException($"the database '{connection.Database}' is not empty; make an empty one, name it in HUB_STORE, and restore into that. The old one stays as it is");
            }
        }

        await RunAsync("pg_restore", store, ["--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error", "--dbname", Builder(store).Database!, file], cancellationToken);
    }

    private static NpgsqlConnectionStringBuilder Builder(string store) => new(PostgreSqlStore.ConnectionString(store));

    private static async Task RunAsync(string tool, string store, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var to = Builder(store);
        var start = new ProcessStartInfo(Find(tool), arguments) { RedirectStandardError = true };
        foreach (var (name, value) in new Dictionary<string, string?>
        {
            ["PGHOST"] = to.Host, ["PGPORT"] = to.Port.ToString(CultureInfo.InvariantCulture), ["PGUSER"] = to.Username, ["PGPASSWORD"] = to.Password, ["PGDATABASE"] = to.Database,
            ["PGSSLMODE"] = to.SslMode switch { SslMode.VerifyCA => "verify-ca", SslMode.VerifyFull => "verify-full", var mode => mode.ToString().ToLowerInvariant() },
        })
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start) ?? throw new CommandException($"{tool} cannot be started", ExitCodes.Unreachable);
        try
        {
            var errors = await process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            if (process.ExitCode != 0)
            {
                throw new CommandException($"{tool} ended with {process.ExitCode}: {errors[..Math.Min(errors.Length, ShownErrors)].Trim()}", ExitCodes.Unreachable);
            }
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }

    /// <summary>The newest that is installed: a tool that is older than the server refuses to work.</summary>
    private static string Find(string tool)
    {
        const string Debian = "/usr/lib/postgresql";
        var versions = Directory.Exists(Debian) ? Directory.GetDirectories(Debian).OrderByDescending(d => int.TryParse(Path.GetFileName(d), NumberStyles.None, CultureInfo.InvariantCulture, out var v) ? v : 0) : Enumerable.Empty<string>();
        var folders = versions.Select(v => Path.Combine(v, "bin")).Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries));
        return folders.Select(f => Path.Combine(f, tool)).FirstOrDefault(File.Exists)
            ?? throw new CommandException($"{tool} is not installed; it comes with PostgreSQL's client programs (Debian: postgresql-client), in the server's version or a later one", ExitCodes.Unreachable);
    }
}
