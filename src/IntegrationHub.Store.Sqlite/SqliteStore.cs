using System.Data.Common;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace IntegrationHub.Store.Sqlite;

public static class SqliteStore
{
    /// <param name="services">The services of the host.</param>
    /// <param name="path">The database file; it is made when it does not exist.</param>
    public static IServiceCollection AddSqliteStore(this IServiceCollection services, string path) =>
        services
            .AddSingleton<ILedgerDialect, SqliteLedger>()
            .AddSingleton<IMonthPartitions, SqlitePartitions>()
            .AddDbContextFactory<HubDbContext>(options => Configure(options, path));

    public static void Configure(DbContextOptionsBuilder options, string path) =>
        options
            .UseSqlite(
                new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = 60 }.ConnectionString,
                sqlite => sqlite.MigrationsAssembly(typeof(SqliteStore).Assembly.GetName().Name))
            .AddInterceptors(new Pragmas())
            // Migrations are written by hand: there is no snapshot to compare with, a test compares the schema itself.
            .ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.PendingModelChangesWarning));

    /// <summary>Readers do not wait for the writer (WAL); a power cut may undo the last transactions as a whole, which are then pulled again.</summary>
    private sealed class Pragmas : DbConnectionInterceptor
    {
        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Apply(connection);

        public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            Apply(connection);
            return Task.CompletedTask;
        }

        private static void Apply(DbConnection connection)
        {
            // EF looks read-only whether the file is there; a copied or restored file is not in WAL mode then and cannot be switched.
            if (new SqliteConnectionStringBuilder(connection.ConnectionString).Mode == SqliteOpenMode.ReadOnly)
            {
                return;
            }

            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -65536;";
            command.ExecuteNonQuery();
        }
    }
}
