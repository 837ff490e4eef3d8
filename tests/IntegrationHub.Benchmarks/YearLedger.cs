using IntegrationHub.Store.Ledger;
using Npgsql;
using NpgsqlTypes;

namespace IntegrationHub.Benchmarks;

/// <summary>
/// How the cells of a store came about: each day's amount as a first count and corrections of it, four days apart, week after week, a few units to a batch. The
/// entries add up to the cells, and days count from the batch that first brought them.
/// </summary>
internal sealed class YearLedger(NpgsqlDataSource data, IMonthPartitions partitions, DateTimeOffset now)
{
    private const int Week = 7;
    private const int UnitsOfBatch = 8;
    private static readonly TimeSpan Between = TimeSpan.FromDays(4);

    private readonly List<(DateTimeOffset At, string Stream, List<(int Unit, LedgerEntry Entry)> Entries)> batches = [];
    private readonly List<(int Batch, int Unit, int From, int To)> delivered = [];

    /// <param name="entries">About so many.</param>
    /// <returns>How many there are.</returns>
    public async Task<long> FillAsync(long entries)
    {
        var days = await ReadAsync("""
            SELECT c.unit, m.metric, (SELECT id FROM code WHERE kind = 'scope' AND value = 'own'), c.day, c.day + 1, (ARRAY[s0, s1, s2, s3, s4, s5, s6, s7, s8, s9])[m.slot + 1], 0
            FROM day_cell c JOIN metric_slot m ON m.cell_group = c.cell_group
            """);
        Correct(days, (int)Math.Max(1, entries / days.Count));
        foreach (var month in (await ReadAsync("SELECT unit, metric, scope, from_day, to_day, amount, present FROM period_cell")).GroupBy(e => (e.Entry.To, e.Unit / UnitsOfBatch)))
        {
            batches.Add((Midnight(month.Key.To).AddHours(3), "period-snapshots", [.. month]));
        }

        await WriteBatchesAsync();
        await WriteDeliveriesAsync();
        var written = await WriteLedgerAsync();
        await ExecuteAsync("ANALYZE");
        return written;
    }

    /// <summary>As many corrections as there was time for; the last amounts are those of the cells.</summary>
    private void Correct(List<(int Unit, LedgerEntry Entry)> days, int most)
    {
        foreach (var week in days.GroupBy(d => (Start: d.Entry.From / Week * Week, Units: d.Unit / UnitsOfBatch)))
        {
            var end = week.Max(d => d.Entry.To);
            var first = Midnight(end).AddHours(2);
            var times = Math.Clamp((int)((now - first) / Between) + 1, 1, most);
            for (var time = 0; time < times; time++)
            {
                batches.Add((first + (time * Between), "dossiers", [.. week.Select(d => (d.Unit, d.Entry with { Delta = Share(d.Entry.Delta, time + 1, times) - Share(d.Entry.Delta, time, times) })).Where(d => d.Item2.Delta != 0)]));
                if (time == 0)
                {
                    delivered.AddRange(week.Select(d => d.Unit).Distinct().Select(unit => (batches.Count - 1, unit, week.Min(d => d.Entry.From), end)));
                }
            }
        }

        static long Share(long amount, int part, int parts) => amount * part / parts;
    }

    private async Task<List<(int Unit, LedgerEntry Entry)>> ReadAsync(string sql)
    {
        var found = new List<(int Unit, LedgerEntry Entry)>();
        await using var command = data.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            if (reader.GetInt64(5) != 0)
            {
                found.Add((reader.GetInt32(0), new LedgerEntry(reader.GetInt32(1), reader.GetInt32(2), reader.GetInt32(3), reader.GetInt32(4), reader.GetInt64(5), reader.GetInt32(6))));
            }
        }

        return found;
    }

    /// <summary>Numbered as they are in the list; no two are recorded in the same microsecond.</summary>
    private async Task WriteBatchesAsync() => await ExecuteAsync(
        """
        INSERT INTO batch (no, id, run, seq, source, stream, connector, state, created_at, recorded_at, readings, deliveries_applied, closes_run)
        SELECT no, gen_random_uuid(), gen_random_uuid(), 0, 'tthc-bac-giang', stream, 'tthc', 1, at, at + no, 1000, true, true FROM unnest($1, $2, $3) AS b(no, stream, at)
        """,
        batches.Select((_, i) => i + 1L).ToArray(), batches.Select(b => b.Stream).ToArray(), batches.Select(b => (b.At - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond).ToArray());

    /// <summary>Instead of the whole year of a unit in one row its weeks.</summary>
    private async Task WriteDeliveriesAsync() => await ExecuteAsync(
        """
        WITH whole AS (DELETE FROM delivery RETURNING feed, on_field, unit)
        INSERT INTO delivery (feed, on_field, unit, from_day, to_day, batch)
        SELECT w.feed, w.on_field, w.unit, d.from_day, d.to_day, d.batch FROM unnest($1, $2, $3, $4) AS d(batch, unit, from_day, to_day) JOIN whole w ON w.unit = d.unit
        """,
        delivered.Select(d => d.Batch + 1L).ToArray(), delivered.Select(d => d.Unit).ToArray(), delivered.Select(d => d.From).ToArray(), delivered.Select(d => d.To).ToArray());

    private async Task<long> WriteLedgerAsync()
    {
        var rows = batches.SelectMany((b, i) => b.Entries.GroupBy(e => (Batch: i + 1L, e.Unit, Month: StoreMonth.Of(e.Entry.From))));
        await partitions.MakeRoomAsync(IMonthPartitions.Ledger, batches.SelectMany(b => b.Entries).Select(e => StoreMonth.Of(e.Entry.From)).Distinct(), CancellationToken.None);
        var written = 0L;
        await using var connection = await data.OpenConnectionAsync();
        await using var copy = await connection.BeginBinaryImportAsync("COPY ledger (batch, unit, month, entries) FROM STDIN (FORMAT BINARY)");
        foreach (var row in rows)
        {
            await copy.StartRowAsync();
            await copy.WriteAsync(row.Key.Batch, NpgsqlDbType.Bigint);
            await copy.WriteAsync(row.Key.Unit, NpgsqlDbType.Integer);
            await copy.WriteAsync(row.Key.Month, NpgsqlDbType.Integer);
            LedgerEntry[] entries = [.. row.Select(e => e.Entry)];
            await copy.WriteAsync(LedgerCodec.EncodeEntries(entries), NpgsqlDbType.Bytea);
            written += entries.Length;
        }

        await copy.CompleteAsync();
        return written;
    }

    private async Task ExecuteAsync(string sql, params object[] parameters)
    {
        await using var command = data.CreateCommand(sql);
        command.CommandTimeout = 600;
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        }

        await command.ExecuteNonQueryAsync();
    }

    private static DateTimeOffset Midnight(int day) => new(DateOnly.FromDayNumber(day).ToDateTime(TimeOnly.MinValue), TimeSpan.FromHours(7));
}
