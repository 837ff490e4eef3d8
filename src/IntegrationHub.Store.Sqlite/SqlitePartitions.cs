using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;

namespace IntegrationHub.Store.Sqlite;

/// <summary>SQLite has no partitions: one table holds all months.</summary>
public sealed class SqlitePartitions : IMonthPartitions
{
    public Task MakeRoomAsync(string table, IEnumerable<int> months, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<bool> DropArchiveAsync(HubDbContext db, int month, CancellationToken cancellationToken) => Task.FromResult(false);
}
