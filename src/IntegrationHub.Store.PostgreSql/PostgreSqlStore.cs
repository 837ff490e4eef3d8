using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace IntegrationHub.Store.PostgreSql;

public static class PostgreSqlStore
{
    /// <param name="services">The services of the host.</param>
    /// <param name="connection">A <c>postgres://</c> address or an Npgsql connection string.</param>
    public static IServiceCollection AddPostgreSqlStore(this IServiceCollection services, string connection) =>
        services
            .AddSingleton<ILedgerDialect, PostgreSqlLedger>()
            .AddSingleton<IMonthPartitions, PostgreSqlPartitions>()
            .AddDbContextFactory<HubDbContext>(options => Configure(options, connection));

    public static void Configure(DbContextOptionsBuilder options, string connection) =>
        options
            .UseNpgsql(WithLimits(ConnectionString(connection)), npgsql => npgsql.MigrationsAssembly(typeof(PostgreSqlStore).Assembly.GetName().Name))
            // Migrations are written by hand: there is no snapshot to compare with, a test compares the schema itself.
            .ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.PendingModelChangesWarning));

    /// <summary>
    /// A worker that is paused, or cut off without a word, within a transaction keeps its locks, and with the one of the recording instant all
    /// recorders wait for it: the server ends such a transaction after a minute. Who gives Options of their own has said all there is to say.
    /// </summary>
    private static string WithLimits(string connection)
    {
        var builder = new NpgsqlConnectionStringBuilder(connection);
        builder.Options ??= "-c idle_in_transaction_session_timeout=60s";
        return builder.ConnectionString;
    }

    /// <summary>Accepts the address form that operators know from other tools.</summary>
    /// <exception cref="FormatException">The address has no host or database.</exception>
    public static string ConnectionString(string connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        if (!connection.StartsWith("postgres://", StringComparison.Ordinal) && !connection.StartsWith("postgresql://", StringComparison.Ordinal))
        {
            return connection;
        }

        if (!Uri.TryCreate(connection, UriKind.Absolute, out var uri) || uri.AbsolutePath.Length < 2)
        {
            throw new FormatException("a postgres:// address needs user, host and database: postgres://user:password@host:5432/database");
        }

        var credentials = uri.UserInfo.Split(':', 2);
        var builder = new NpgsqlConnectionStringBuilder
        {
            Host = uri.Host,
            Port = uri.IsDefaultPort || uri.Port < 0 ? 5432 : uri.Port,
            Database = Uri.UnescapeDataString(uri.AbsolutePath[1..]),
            Username = Uri.UnescapeDataString(credentials[0]),
        };
        if (credentials.Length == 2)
        {
            builder.Password = Uri.UnescapeDataString(credentials[1]);
        }

        foreach (var pair in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var keyValue = pair.Split('=', 2);
            builder[Uri.UnescapeDataString(keyValue[0])] = keyValue.Length == 2 ? Uri.UnescapeDataString(keyValue[1]) : "";
        }

        return builder.ConnectionString;
    }
}
