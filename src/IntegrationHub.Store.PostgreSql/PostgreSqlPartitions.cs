using System.Collections.Concurrent;
using System.Globalization;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace IntegrationHub.Store.PostgreSql;

/// <summary>
/// A partition for each month, made when the month is first met together with the one after it, so that the next month is there before it begins. Whatever has no
/// partition goes into the default one: months that nobody foresees, and all while a partition cannot be made.
/// </summary>
public sealed class PostgreSqlPartitions(IDbContextFactory<HubDbContext> contexts) : IMonthPartitions
{
    // A wrong year in a source must not make a partition for each of its months.
    private static readonly int First = new DateOnly(2015, 1, 1).DayNumber;
    private static readonly int Last = new DateOnly(2049, 12, 1).DayNumber;

    private readonly ConcurrentDictionary<(string Table, int Month), bool> known = new();

    public async Task MakeRoomAsync(string table, IEnumerable<int> months, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(months);
        var missing = months.Where(m => m >= First && m <= Last && !known.ContainsKey((table, m))).Distinct().ToList();
        if (missing.Count == 0)
        {
            return;
        }

        var wanted = missing.Concat(missing.Select(m => StoreMonth.Add(m, 1))).Distinct().Order().ToList();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        try
        {
            await db.Database.ExecuteSqlRawAsync(Make(table, $"ARRAY[{string.Join(',', wanted.Select(m => m.ToString(CultureInfo.InvariantCulture)))}]", "1s"), cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.CheckViolation or PostgresErrorCodes.DeadlockDetected)
        {
            // Others read everything just now (a backup, a verification), or the hub may not make tables: the default partition takes the rows until the next start.
        }

        missing.ForEach(m => known[(table, m)] = true);
    }

    public async Task<bool> DropArchiveAsync(HubDbContext db, int month, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        var dropped = await db.Database.SqlQueryRaw<bool>("""
            SELECT EXISTS (SELECT FROM pg_inherits WHERE inhparent = 'archive'::regclass AND inhrelid = to_regclass({0})) AS "Value"
            """, Name(IMonthPartitions.Archive, month)).SingleAsync(cancellationToken);
        if (!dropped)
        {
            return false;
        }

        // Who stores a page now waits for this transaction's end, and this one not long for them.
        const string Point = "before_drop";
        await db.Database.CurrentTransaction!.CreateSavepointAsync(Point, cancellationToken);
        try
        {
#pragma warning disable EF1002 // The name is made of numbers.
            await db.Database.ExecuteSqlRawAsync($"SET LOCAL lock_timeout = '500ms'; DROP TABLE {Name(IMonthPartitions.Archive, month)}; SET LOCAL lock_timeout = 0", cancellationToken);
#pragma warning restore EF1002
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.InsufficientPrivilege)
        {
            await db.Database.CurrentTransaction!.RollbackToSavepointAsync(Point, cancellationToken);
            return false;
        }

        known.TryRemove((IMonthPartitions.Archive, month), out _);
        return true;
    }

    /// <summary>
    /// The statement that makes what is missing. One process at a time; who waited finds the work done. Attaching takes a lock that lets others write, where
    /// CREATE TABLE … PARTITION OF would not. Rows of the month that the default partition has taken move with it.
    /// </summary>
    /// <param name="table">The partitioned table.</param>
    /// <param name="months">An SQL array of months.</param>
    /// <param name="patience">How long to wait for others; without end when left out.</param>
    internal static string Make(string table, string months, string patience = "0") => $$"""
        DO $make$
        DECLARE
            month_day integer;
            part text;
        BEGIN
            PERFORM set_config('lock_timeout', '{{patience}}', true);
            PERFORM pg_advisory_xact_lock(5210142861530452545);
            FOREACH month_day IN ARRAY {{months}} LOOP
                part := '{{table}}_' || to_char(date '0001-01-01' + month_day, 'YYYY_MM');
                CONTINUE WHEN to_regclass(part) IS NOT NULL;
                EXECUTE format('CREATE TABLE %I (LIKE {{table}} INCLUDING ALL)', part);
                EXECUTE format('WITH moved AS (DELETE FROM {{table}}_other WHERE month = %s RETURNING *) INSERT INTO %I SELECT * FROM moved', month_day, part);
                EXECUTE format('ALTER TABLE {{table}} ATTACH PARTITION %I FOR VALUES FROM (%s) TO (%s)', part, month_day,
                    (date '0001-01-01' + month_day + interval '1 month')::date - date '0001-01-01');
            END LOOP;
        END
        $make$
        """;

    private static string Name(string table, int month) => $"{table}_{DateOnly.FromDayNumber(month).ToString("yyyy_MM", CultureInfo.InvariantCulture)}";
}
