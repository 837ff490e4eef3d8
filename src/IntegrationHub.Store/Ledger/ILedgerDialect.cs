using IntegrationHub.Store.Figures;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore.Storage;

namespace IntegrationHub.Store.Ledger;

/// <summary>
/// The statements of the record transaction that only one database understands. All run on the context's connection inside the
/// transaction that <see cref="BeginAsync"/> opened; one conformance suite holds for every implementation.
/// </summary>
public interface ILedgerDialect
{
    /// <summary>Opens the transaction. Where a database knows only one writer (SQLite), this waits for the write lock.</summary>
    Task<IDbContextTransaction> BeginAsync(HubDbContext db, CancellationToken cancellationToken);

    /// <summary>Opens a transaction that sees the store as it is now, whatever is committed meanwhile, and holds up nobody. Only for reading.</summary>
    Task<IDbContextTransaction> BeginReadAsync(HubDbContext db, CancellationToken cancellationToken);

    /// <summary>Waits for the lock that makes recording instants strictly increasing; held until commit. A statement of its own: what is read after it is newer than it.</summary>
    Task LockAsync(HubDbContext db, CancellationToken cancellationToken);

    Task<IReadOnlyList<MeasurementCurrent>> ReadCurrentAsync(HubDbContext db, int stream, IReadOnlyList<string> records, CancellationToken cancellationToken);

    /// <summary>
    /// Writes rows whose stored batch still is their <see cref="MeasurementCurrent.PrevBatch"/> (null: not stored yet) and returns how many
    /// were. Fewer than given means that another recorder was faster: roll back and read again. Rows come sorted by record, each once.
    /// </summary>
    Task<int> WriteCurrentAsync(HubDbContext db, IReadOnlyList<MeasurementCurrent> rows, CancellationToken cancellationToken);

    Task InsertLedgerAsync(HubDbContext db, IReadOnlyList<LedgerRow> rows, CancellationToken cancellationToken);

    /// <summary>Adds to day cells; sorted by key, each once.</summary>
    Task AddDayCellsAsync(HubDbContext db, IReadOnlyList<DayCell> deltas, CancellationToken cancellationToken);

    Task AddPeriodCellsAsync(HubDbContext db, IReadOnlyList<PeriodCell> deltas, CancellationToken cancellationToken);

    Task AddFigureSumsAsync(HubDbContext db, IReadOnlyList<FigureSum> deltas, CancellationToken cancellationToken);

    /// <summary>Inserts or replaces computed values.</summary>
    Task WriteComputedAsync(HubDbContext db, IReadOnlyList<ComputedValue> rows, CancellationToken cancellationToken);

    /// <summary>
    /// The right to send to a subscriber, until it is disposed of: no two processes send to one at once. Commit keeps what was written meanwhile. A process
    /// that ends gives it back at once.
    /// </summary>
    /// <returns>Null when another process sends to it now.</returns>
    Task<ISubscriberClaim?> ClaimAsync(HubDbContext db, string subscription, CancellationToken cancellationToken);

    /// <summary>Whether the fault, or one that it wraps, is one that goes away when the transaction is run again: deadlock, serialization failure, busy database, lost connection.</summary>
    bool IsTransient(Exception exception);
}

/// <summary>See <see cref="ILedgerDialect.ClaimAsync"/>.</summary>
public interface ISubscriberClaim : IAsyncDisposable
{
    Task CommitAsync(CancellationToken cancellationToken);
}
