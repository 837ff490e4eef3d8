using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Store.Migrations;

public static class StoreMigration
{
    // A migration may move every row of a large table; a statement of the hub's own work ends long before.
    private static readonly TimeSpan Longest = TimeSpan.FromHours(12);

    // Any constant: the lock is the one for the tables of this database.
    private const long MigrationLock = 0x4855_424D_4947_5241;

    /// <summary>Brings the store's tables up to date, however long moving their rows takes; of several processes that start together one after the other.</summary>
    public static async Task BringUpToDateAsync(this HubDbContext db, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);

        // Nearly every start finds nothing to do; it then takes no lock, and EF need not make ready what migrates.
        if (!(await db.Database.GetPendingMigrationsAsync(cancellationToken)).Any())
        {
            return;
        }

        var usual = db.Database.GetCommandTimeout();
        db.Database.SetCommandTimeout(Longest);
        if (db.Database.ProviderName?.Contains("Npgsql", StringComparison.Ordinal) is true && await db.Database.CanConnectAsync(cancellationToken))
        {
            await MigrateAloneAsync(db, cancellationToken);
        }
        else
        {
            // The database itself may have to be made; and SQLite has one writer.
            await db.Database.MigrateAsync(cancellationToken);
        }

        db.Database.SetCommandTimeout(usual);
    }

    /// <remarks>EF's own lock is that of a transaction, and migrations are several: two processes that started together made the same columns.</remarks>
    private static async Task MigrateAloneAsync(HubDbContext db, CancellationToken cancellationToken)
    {
        // The lock is the session's: it holds through all of them, and ends with the connection at the latest.
        await db.Database.OpenConnectionAsync(cancellationToken);
        try
        {
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_lock({MigrationLock})", cancellationToken);
            await db.Database.MigrateAsync(cancellationToken);
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_unlock({MigrationLock})", cancellationToken);
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }
}
