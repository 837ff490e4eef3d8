using System.Data;
using IntegrationHub.Store.Figures;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using NpgsqlTypes;

namespace IntegrationHub.Store.PostgreSql;

/// <summary>Set-based statements over arrays: one round trip each, whatever the size of the batch.</summary>
public sealed class PostgreSqlLedger : ILedgerDialect
{
    // Any constant: the lock is the one for "the next recording instant" of this database.
    private const long RecordingLock = 0x4855_4252_4543_4F52;

    // The server has ended a transaction that was idle for too long.
    private const string IdleInTransaction = "25P03";

    public Task<IDbContextTransaction> BeginAsync(HubDbContext db, CancellationToken cancellationToken) =>
        db.Database.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);

    public async Task<IDbContextTransaction> BeginReadAsync(HubDbContext db, CancellationToken cancellationToken)
    {
        var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);

        // It holds up nobody, so it may take its time between two questions.
        await using var command = Command(db, "SET LOCAL idle_in_transaction_session_timeout = 0");
        await command.ExecuteNonQueryAsync(cancellationToken);
        return transaction;
    }

    public async Task LockAsync(HubDbContext db, CancellationToken cancellationToken)
    {
        await using var command = Command(db, "SELECT pg_advisory_xact_lock($1)");
        command.Parameters.Add(new NpgsqlParameter { Value = RecordingLock });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<MeasurementCurrent>> ReadCurrentAsync(
        HubDbContext db, int stream, IReadOnlyList<string> records, CancellationToken cancellationToken)
    {
        // Key by key, by the index: of a table that is being filled the server has no statistics yet, and "= ANY" would read all of it for each page.
        await using var command = Command(db, """
            SELECT c.record, c.mapping, c.source_seq, c.observed_at, c.batch, c.prev_batch, c.vals
            FROM unnest($2) AS k (record)
            CROSS JOIN LATERAL (SELECT * FROM measurement_current AS m WHERE m.stream = $1 AND m.record = k.record LIMIT 1) AS c
            """);
        command.Parameters.Add(new NpgsqlParameter { Value = stream });
        Add(command, NpgsqlDbType.Text, records.ToArray());
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

    public async Task<int> WriteCurrentAsync(HubDbContext db, IReadOnlyList<MeasurementCurrent> rows, CancellationToken cancellationToken)
    {
        if (rows.Count == 0)
        {
            return 0;
        }

        // The comparison of the batch makes it a compare-and-set: a touch is written like a change, else an older revision could win a race.
        await using var command = Command(db, """
            INSERT INTO measurement_current AS c (stream, record, mapping, source_seq, observed_at, batch, prev_batch, vals)
            SELECT $1, * FROM unnest($2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (stream, record) DO UPDATE SET
                mapping = excluded.mapping, source_seq = excluded.source_seq, observed_at = excluded.observed_at,
                batch = excluded.batch, prev_batch = excluded.prev_batch, vals = excluded.vals
            WHERE c.batch = excluded.prev_batch
            """);
        command.Parameters.Add(new NpgsqlParameter { Value = rows[0].Stream });
        Add(command, NpgsqlDbType.Text, rows.Select(r => r.Record).ToArray());
        Add(command, NpgsqlDbType.Integer, rows.Select(r => r.Mapping).ToArray());
        Add(command, NpgsqlDbType.Bigint, rows.Select(r => r.SourceSeq).ToArray());
        Add(command, NpgsqlDbType.Bigint, rows.Select(r => r.ObservedAt).ToArray());
        Add(command, NpgsqlDbType.Bigint, rows.Select(r => r.Batch).ToArray());
        Add(command, NpgsqlDbType.Bigint, rows.Select(r => r.PrevBatch).ToArray());
        Add(command, NpgsqlDbType.Bytea, rows.Select(r => r.Vals).ToArray());
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public Task InsertLedgerAsync(HubDbContext db, IReadOnlyList<LedgerRow> rows, CancellationToken cancellationToken) =>
        ExecuteAsync(db, "INSERT INTO ledger (batch, unit, month, entries) SELECT * FROM unnest($1, $2, $3, $4)", rows.Count, command =>
        {
            Add(command, NpgsqlDbType.Bigint, rows.Select(r => r.Batch).ToArray());
            Add(command, NpgsqlDbType.Integer, rows.Select(r => r.Unit).ToArray());
            Add(command, NpgsqlDbType.Integer, rows.Select(r => r.Month).ToArray());
            Add(command, NpgsqlDbType.Bytea, rows.Select(r => r.Entries).ToArray());
        }, cancellationToken);

    public Task AddDayCellsAsync(HubDbContext db, IReadOnlyList<DayCell> deltas, CancellationToken cancellationToken) =>
        ExecuteAsync(db, """
            INSERT INTO day_cell AS c (cell_group, unit, day, s0, s1, s2, s3, s4, s5, s6, s7, s8, s9)
            SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
            ON CONFLICT (cell_group, unit, day) DO UPDATE SET
                s0 = c.s0 + excluded.s0, s1 = c.s1 + excluded.s1, s2 = c.s2 + excluded.s2, s3 = c.s3 + excluded.s3, s4 = c.s4 + excluded.s4,
                s5 = c.s5 + excluded.s5, s6 = c.s6 + excluded.s6, s7 = c.s7 + excluded.s7, s8 = c.s8 + excluded.s8, s9 = c.s9 + excluded.s9
            """, deltas.Count, command =>
        {
            Add(command, NpgsqlDbType.Integer, deltas.Select(d => d.CellGroup).ToArray());
            Add(command, NpgsqlDbType.Integer, deltas.Select(d => d.Unit).ToArray());
            Add(command, NpgsqlDbType.Integer, deltas.Select(d => d.Day).ToArray());
            for (var slot = 0; slot < DayCell.Slots; slot++)
            {
                Add(command, NpgsqlDbType.Bigint, deltas.Select(d => d[slot]).ToArray());
            }
        }, cancellationToken);

    public Task AddPeriodCellsAsync(HubDbContext db, IReadOnlyList<PeriodCell> deltas, CancellationToken cancellationToken) =>
        ExecuteAsync(db, """
            INSERT INTO period_cell AS c (feed, metric, unit, from_day, to_day, scope, amount, present)
            SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (feed, metric, unit, from_day, to_day, scope) DO UPDATE SET
                amount = c.amount + excluded.amount, present = c.present + excluded.present
            """, deltas.Count, command =>
        {
            Add(command, NpgsqlDbType.Integer, deltas.Select(d => d.Feed).ToArray());
            Add(command, NpgsqlDbType.Integer, deltas.Select(d => d.Metric).ToArray());
            Add(command, NpgsqlDbType.Integer, deltas.Select(d => d.Unit).ToArray());
            Add(command, NpgsqlDbType.Integer, deltas.Select(d => d.FromDay).ToArray());
            Add(command, NpgsqlDbType.Integer, deltas.Select(d => d.ToDay).ToArray());
            Add(command, NpgsqlDbType.Integer, deltas.Select(d => d.Scope).ToArray());
            Add(command, NpgsqlDbType.Bigint, deltas.Select(d => d.Amount).ToArray());
            Add(command, NpgsqlDbType.Integer, deltas.Select(d => d.Present).ToArray());
        }, cancellationToken);

    public Task AddFigureSumsAsync(HubDbContext db, IReadOnlyList<FigureSum> deltas, CancellationToken cancellationToken) =>
        ExecuteAsync(db, """
            INSERT INTO figure_sum AS s (figure, unit, scope, bucket, n, d, r)
            SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (figure, unit, scope, bucket) DO UPDATE SET n = s.n + excluded.n, d = s.d + excluded.d, r = s.r + excluded.r
            """, deltas.Count, command =>
        {
            Add(command, NpgsqlDbType.Integer, deltas.Select(d => d.Figure).ToArray());
            Add(command, NpgsqlDbType.Integer, deltas.Select(d => d.Unit).ToArray());
            Add(command, NpgsqlDbType.Smallint, deltas.Select(d => d.Scope).ToArray());
            Add(command, NpgsqlDbType.Integer, deltas.Select(d => d.Bucket).ToArray());
            Add(command, NpgsqlDbType.Bigint, deltas.Select(d => d.N).ToArray());
            Add(command, NpgsqlDbType.Bigint, deltas.Select(d => d.D).ToArray());
            Add(command, NpgsqlDbType.Integer, deltas.Select(d => d.R).ToArray());
        }, cancellationToken);

    public Task WriteComputedAsync(HubDbContext db, IReadOnlyList<ComputedValue> rows, CancellationToken cancellationToken) =>
        ExecuteAsync(db, """
            INSERT INTO computed_value (plan, indicator, part, unit, "row", recorded_at)
            SELECT * FROM unnest($1, $2, $3, $4, $5, $6)
            ON CONFLICT (plan, indicator, part, unit) DO UPDATE SET "row" = excluded."row", recorded_at = excluded.recorded_at
            """, rows.Count, command =>
        {
            Add(command, NpgsqlDbType.Text, rows.Select(r => r.Plan).ToArray());
            Add(command, NpgsqlDbType.Text, rows.Select(r => r.Indicator).ToArray());
            Add(command, NpgsqlDbType.Text, rows.Select(r => r.Part).ToArray());
            Add(command, NpgsqlDbType.Text, rows.Select(r => r.Unit).ToArray());
            Add(command, NpgsqlDbType.Text, rows.Select(r => r.Row).ToArray());
            Add(command, NpgsqlDbType.Bigint, rows.Select(r => Instant.ToMicroseconds(r.RecordedAt)).ToArray());
        }, cancellationToken);

    public async Task<ISubscriberClaim?> ClaimAsync(HubDbContext db, string subscription, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        var transaction = await BeginAsync(db, cancellationToken);
        await using var command = Command(db, "SELECT 1 FROM subscription WHERE id = $1 FOR UPDATE SKIP LOCKED");
        command.Parameters.Add(new NpgsqlParameter { Value = subscription });
        if (await command.ExecuteScalarAsync(cancellationToken) is not null)
        {
            return new LockedRow(transaction);
        }

        await transaction.DisposeAsync();
        return null;
    }

    // EF wraps what it takes for transient into an InvalidOperationException, and what happens while saving into a DbUpdateException.
    public bool IsTransient(Exception exception) =>
        exception is PostgresException
        {
            SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure
                or PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or IdleInTransaction,
        }
        || exception is NpgsqlException { IsTransient: true }
        || exception is { InnerException: { } inner } && IsTransient(inner);

    private static async Task ExecuteAsync(HubDbContext db, string sql, int rows, Action<NpgsqlCommand> bind, CancellationToken cancellationToken)
    {
        if (rows == 0)
        {
            return;
        }

        await using var command = Command(db, sql);
        bind(command);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlCommand Command(HubDbContext db, string sql) =>
        new(sql, (NpgsqlConnection)db.Database.GetDbConnection(), (NpgsqlTransaction?)db.Database.CurrentTransaction?.GetDbTransaction());

    private static void Add<T>(NpgsqlCommand command, NpgsqlDbType element, T[] values) =>
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | element, Value = values });

    private sealed class LockedRow(IDbContextTransaction transaction) : ISubscriberClaim
    {
        public Task CommitAsync(CancellationToken cancellationToken) => transaction.CommitAsync(cancellationToken);

        public ValueTask DisposeAsync() => transaction.DisposeAsync();
    }
}
