using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Store.Migrations;

public static class StoreMigration
{
    // A migration may move every row of a large table; a statement of the hub's own work ends long before.
    private static readonly TimeSpan Longest = TimeSpan.FromHours(12);

    /// <summary>Brings the store's tables up to date, however long moving their rows takes.</summary>
    public static async Task BringUpToDateAsync(this HubDbContext db, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        var usual = db.Database.GetCommandTimeout();
        db.Database.SetCommandTimeout(Longest);
        await db.Database.MigrateAsync(cancellationToken);
        db.Database.SetCommandTimeout(usual);
    }
}
