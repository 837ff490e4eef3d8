using System.Collections.Concurrent;
using System.Text.Json;
using IntegrationHub.Store.Figures;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace IntegrationHub.Store.Sqlite;

/// <summary>SQLite has one writer: a transaction holds the lock from its start, and one prepared command run row by row is its fastest way in.</summary>
public sealed class SqliteLedger : ILedgerDialect
{
    private static readonly ConcurrentDictionary<string, byte> Claimed = new(StringComparer.Ordinal);

    public Task<IDbContextTransaction> BeginAsync(HubDbContext db, CancellationToken cancellationToken) =>
        db.Database.BeginTransactionAsync(cancellationToken);

    public async Task<IDbContextTransaction> BeginReadAsync(HubDbContext db, CancellationToken cancellationToken)
    {
        // Deferred: takes no write lock. The connection stays open until the context goes, and ends the transaction then.
        await db.Database.OpenConnectionAsync(cancellationToken);
        var transaction = ((SqliteConnection)db.Database.GetDbConnection()).BeginTransaction(deferred: true);
        return (await db.Database.UseTransactionAsync(transaction, cancellationToken))!;
    }

    public Task LockAsync(HubDbContext db, CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task<IReadOnlyList<MeasurementCurrent>> ReadCurrentAsync(
        HubDbContext db, int stream, IReadOnlyList<string> records, CancellationToken cancellationToken)
    {
        await using var command = Command(db, """
            SELECT record, mapping, source_seq, observed_at, batch, prev_batch, vals
            FROM measurement_current WHERE stream = $stream AND record IN (SELECT value FROM json_each($records))
            """);
        command.Parameters.AddWithValue("$stream", stream);
        command.Parameters.AddWithValue("$records", JsonSerializer.Serialize(records));
        var rows = new List<MeasurementCurrent>(records.Count);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(new MeasurementCurrent
            {
                Stream = stream,
                Record = reader.GetString(0),
                Mapping = reader.GetInt32(1),
                SourceSeq = reader.GetInt64(2),
                ObservedAt = reader.GetInt64(3),
                Batch = reader.GetInt64(4),
                PrevBatch = reader.IsDBNull(5) ? null : reader.GetInt64(5),
                Vals = reader.IsDBNull(6) ? null : reader.GetFieldValue<byte[]>(6),
            });
        }

        return rows;
    }

    public Task<int> WriteCurrentAsync(HubDbContext db, IReadOnlyList<MeasurementCurrent> rows, CancellationToken cancellationToken) =>
        EachAsync(db, """
            INSERT INTO measurement_current (stream, record, mapping, source_seq, observed_at, batch, prev_batch, vals)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (stream, record) DO UPDATE SET
                mapping = excluded.mapping, source_seq = excluded.source_seq, observed_at = excluded.observed_at,
                batch = excluded.batch, prev_batch = excluded.prev_batch, vals = excluded.vals
            WHERE measurement_current.batch = excluded.prev_batch
            """, 8, rows, (r, p) => Set(p, r.Stream, r.Record, r.Mapping, r.SourceSeq, r.ObservedAt, r.Batch, r.PrevBatch, r.Vals), cancellationToken);

    public Task InsertLedgerAsync(HubDbContext db, IReadOnlyList<LedgerRow> rows, CancellationToken cancellationToken) =>
        EachAsync(db, "INSERT INTO ledger (batch, unit, month, entries) VALUES ($1, $2, $3, $4)", 4, rows,
            (r, p) => Set(p, r.Batch, r.Unit, r.Month, r.Entries), cancellationToken);

    public Task AddDayCellsAsync(HubDbContext db, IReadOnlyList<DayCell> deltas, CancellationToken cancellationToken) =>
        EachAsync(db, """
            INSERT INTO day_cell (cell_group, unit, day, s0, s1, s2, s3, s4, s5, s6, s7, s8, s9)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
            ON CONFLICT (cell_group, unit, day) DO UPDATE SET
                s0 = s0 + excluded.s0, s1 = s1 + excluded.s1, s2 = s2 + excluded.s2, s3 = s3 + excluded.s3, s4 = s4 + excluded.s4,
                s5 = s5 + excluded.s5, s6 = s6 + excluded.s6, s7 = s7 + excluded.s7, s8 = s8 + excluded.s8, s9 = s9 + excluded.s9
            """, 13, deltas, (d, p) => Set(p, d.CellGroup, d.Unit, d.Day, d.S0, d.S1, d.S2, d.S3, d.S4, d.S5, d.S6, d.S7, d.S8, d.S9), cancellationToken);

    public Task AddPeriodCellsAsync(HubDbContext db, IReadOnlyList<PeriodCell> deltas, CancellationToken cancellationToken) =>
        EachAsync(db, """
            INSERT INTO period_cell (feed, metric, unit, from_day, to_day, scope, amount, present) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (feed, metric, unit, from_day, to_day, scope) DO UPDATE SET
                amount = amount + excluded.amount, present = present + excluded.present
            """, 8, deltas, (d, p) => Set(p, d.Feed, d.Metric, d.Unit, d.FromDay, d.ToDay, d.Scope, d.Amount, d.Present), cancellationToken);

    public Task AddFigureSumsAsync(HubDbContext db, IReadOnlyList<FigureSum> deltas, CancellationToken cancellationToken) =>
        EachAsync(db, """
            INSERT INTO figure_sum (figure, unit, scope, bucket, n, d, r) VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (figure, unit, scope, bucket) DO UPDATE SET n = n + excluded.n, d = d + excluded.d, r = r + excluded.r
            """, 7, deltas, (d, p) => Set(p, d.Figure, d.Unit, d.Scope, d.Bucket, d.N, d.D, d.R), cancellationToken);

    public Task WriteComputedAsync(HubDbContext db, IReadOnlyList<ComputedValue> rows, CancellationToken cancellationToken) =>
        EachAsync(db, """
            INSERT INTO computed_value (plan, indicator, part, unit, "row", recorded_at) VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (plan, indicator, part, unit) DO UPDATE SET "row" = excluded."row", recorded_at = excluded.recorded_at
            """, 6, rows, (r, p) => Set(p, r.Plan, r.Indicator, r.Part, r.Unit, r.Row, Instant.ToMicroseconds(r.RecordedAt)), cancellationToken);

    /// <summary>A transaction would hold the only write lock while a subscriber is waited for. One process owns the file: it need not ask others, only itself.</summary>
    public Task<ISubscriberClaim?> ClaimAsync(HubDbContext db, string subscription, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        var name = db.Database.GetDbConnection().DataSource + '\n' + subscription;
        return Task.FromResult<ISubscriberClaim?>(Claimed.TryAdd(name, 0) ? new Claim(name) : null);
    }

    public bool IsTransient(Exception exception) =>
        exception is SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_BUSY or SQLitePCL.raw.SQLITE_LOCKED }
        || exception is { InnerException: { } inner } && IsTransient(inner);

    private static async Task<int> EachAsync<T>(
        HubDbContext db, string sql, int parameters, IReadOnlyList<T> rows, Action<T, SqliteParameterCollection> bind, CancellationToken cancellationToken)
    {
        if (rows.Count == 0)
        {
            return 0;
        }

        await using var command = Command(db, sql);
        for (var i = 1; i <= parameters; i++)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = $"${i}" });
        }

        var written = 0;
        foreach (var row in rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            bind(row, command.Parameters);

            // Microsoft.Data.Sqlite has no asynchronous I/O; the asynchronous call would only add an allocation per row.
            written += command.ExecuteNonQuery();
        }

        return written;
    }

    private static void Set(SqliteParameterCollection parameters, params ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            parameters[i].Value = values[i] ?? DBNull.Value;
        }
    }

    private static SqliteCommand Command(HubDbContext db, string sql) =>
        new(sql, (SqliteConnection)db.Database.GetDbConnection(), (SqliteTransaction?)db.Database.CurrentTransaction?.GetDbTransaction());

    private sealed class Claim(string name) : ISubscriberClaim
    {
        public Task CommitAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public ValueTask DisposeAsync()
        {
            Claimed.TryRemove(name, out _);
            return ValueTask.CompletedTask;
        }
    }
}
