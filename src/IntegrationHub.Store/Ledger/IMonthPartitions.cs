using IntegrationHub.Store.Model;

namespace IntegrationHub.Store.Ledger;

/// <summary>
/// What a database does for the tables that grow without end: ledger, archive and history. PostgreSQL keeps each month in a partition of its own, SQLite has
/// one table and does nothing here.
/// </summary>
public interface IMonthPartitions
{
    public const string Ledger = "ledger";
    public const string Archive = "archive";
    public const string Revisions = "measurement_revision";

    /// <summary>
    /// Makes room for rows of these months and for the months after them, outside of any transaction of the caller and without holding up who writes. Months that
    /// this process knows cost nothing. A month for which there is no room is no error: its rows go where all others are.
    /// </summary>
    /// <param name="table">One of the three.</param>
    /// <param name="months">See <see cref="StoreMonth"/>.</param>
    Task MakeRoomAsync(string table, IEnumerable<int> months, CancellationToken cancellationToken);

    /// <summary>Takes a whole month of archived pages away, in the context's transaction.</summary>
    /// <returns>False where the month is not kept apart, or others are at work there now: its rows are to be deleted one by one.</returns>
    Task<bool> DropArchiveAsync(HubDbContext db, int month, CancellationToken cancellationToken);
}
