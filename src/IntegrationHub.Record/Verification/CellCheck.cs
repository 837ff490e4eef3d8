using System.Runtime.InteropServices;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Record.Verification;

internal sealed record CellCounts(long Measurements, long LedgerEntries, long Cells);

/// <summary>
/// Σ ledger = Σ current measurements = cell, for each feed, metric, unit, interval and scope. The tables are read as streams, once for
/// each group of units that fits into memory.
/// </summary>
internal sealed class CellCheck(HubDbContext db, BatchBook batches, Func<int, string> word, SlotTable slots, int own, MismatchList findings)
{
    // About 150 bytes each.
    private const long CellsTogether = 500_000;

    private readonly Dictionary<(int Feed, int Metric, int Unit, int From, int To, int Scope), Balance> balances = [];
    private readonly Dictionary<(int Group, int Slot), MetricSlot> places = slots.All.ToDictionary(s => (s.CellGroup, (int)s.Slot));

    public async Task<CellCounts> RunAsync(CancellationToken cancellationToken)
    {
        var estimate = (await db.DayCells.LongCountAsync(cancellationToken) * DayCell.Slots) + await db.PeriodCells.LongCountAsync(cancellationToken);
        var passes = (int)(estimate / CellsTogether) + 1;
        var counts = new CellCounts(0, 0, 0);
        for (var pass = 0; pass < passes; pass++)
        {
            balances.Clear();
            var measurements = await AddMeasurementsAsync(unit => unit % passes == pass, pass == 0, cancellationToken);
            var entries = await AddLedgerAsync(unit => unit % passes == pass, pass == 0, cancellationToken);
            await AddCellsAsync(passes, pass, cancellationToken);
            counts = new CellCounts(measurements, counts.LedgerEntries + entries, counts.Cells + balances.Count);
            Compare();
        }

        return counts;
    }

    private async Task<long> AddMeasurementsAsync(Func<int, bool> isMine, bool isFirst, CancellationToken cancellationToken)
    {
        var read = 0L;
        var rows = db.MeasurementsCurrent.AsNoTracking().Select(m => new { m.Record, m.Batch, m.PrevBatch, m.Vals });
        await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            read++;
            if (batches.Feed(row.Batch) is not { } feed)
            {
                if (isFirst)
                {
                    findings.Add("measurement_current", row.Record, "a batch that is recorded", FormattableString.Invariant($"batch {row.Batch}"));
                }

                continue;
            }

            if (isFirst && row.PrevBatch is { } before && !batches.InOrder(before, row.Batch))
            {
                findings.Add("measurement_current", row.Record, "a revision recorded after the one before it", FormattableString.Invariant($"batch {before} before {row.Batch}"));
            }

            if (row.Vals is null)
            {
                continue;
            }

            try
            {
                foreach (var v in LedgerCodec.DecodeValues(row.Vals).Where(v => isMine(v.Unit)))
                {
                    ref var balance = ref At(feed, v.Metric, v.Unit, v.From, v.To, v.Scope);
                    balance.Current += v.Amount;
                    balance.CurrentStated++;
                }
            }
            catch (Exception e) when (IsUnreadable(e))
            {
                if (isFirst)
                {
                    findings.Add("measurement_current", row.Record, "packed values", "bytes that cannot be read");
                }
            }
        }

        return read;
    }

    private async Task<long> AddLedgerAsync(Func<int, bool> isMine, bool isFirst, CancellationToken cancellationToken)
    {
        var read = 0L;
        await foreach (var row in db.Ledger.AsNoTracking().AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            if (batches.Feed(row.Batch) is not { } feed)
            {
                if (isFirst)
                {
                    findings.Add("ledger", FormattableString.Invariant($"batch {row.Batch}"), "a batch that is recorded", "none");
                }

                continue;
            }

            if (!isMine(row.Unit))
            {
                continue;
            }

            foreach (var e in Entries(row))
            {
                read++;
                ref var balance = ref At(feed, e.Metric, row.Unit, e.From, e.To, e.Scope);
                balance.Ledger += e.Delta;
                balance.LedgerStated += e.Stated;
            }
        }

        return read;
    }

    private LedgerEntry[] Entries(LedgerRow row)
    {
        try
        {
            return LedgerCodec.DecodeEntries(row.Entries);
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            findings.Add("ledger", $"batch {row.Batch} · {word(row.Unit)} · {MismatchList.Day(row.Month)}", "packed entries", "bytes that cannot be read");
            return [];
        }
    }

    private static bool IsUnreadable(Exception e) => e is IndexOutOfRangeException or ArgumentOutOfRangeException or OverflowException;

    private async Task AddCellsAsync(int passes, int pass, CancellationToken cancellationToken)
    {
        await foreach (var cell in db.DayCells.AsNoTracking().Where(c => c.Unit % passes == pass).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            for (var slot = 0; slot < DayCell.Slots; slot++)
            {
                if (places.TryGetValue((cell.CellGroup, slot), out var place))
                {
                    ref var balance = ref At(place.Feed, place.Metric, cell.Unit, cell.Day, cell.Day + 1, own);
                    balance.Cell += cell[slot];
                }
                else if (cell[slot] != 0)
                {
                    findings.Add("day_cell", $"group {cell.CellGroup} · slot {slot} · {word(cell.Unit)} · {MismatchList.Day(cell.Day)}", "0: the slot belongs to no metric", $"{cell[slot]}");
                }
            }
        }

        await foreach (var cell in db.PeriodCells.AsNoTracking().Where(c => c.Unit % passes == pass).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            ref var balance = ref At(cell.Feed, cell.Metric, cell.Unit, cell.FromDay, cell.ToDay, cell.Scope);
            balance.Cell += cell.Amount;
            balance.CellStated += cell.Present;
        }
    }

    private void Compare()
    {
        foreach (var (key, balance) in balances)
        {
            // A day cell has no count of its own.
            var isDay = key.Scope == own && key.To == key.From + 1 && slots.Find(key.Feed, key.Metric) is not null;
            var current = (balance.Current, balance.CurrentStated);
            var ledger = (balance.Ledger, balance.LedgerStated);
            var cell = (balance.Cell, isDay ? balance.CurrentStated : balance.CellStated);
            var cellOfLedger = isDay ? (balance.Cell, balance.LedgerStated) : cell;
            if (ledger != current && cellOfLedger == ledger)
            {
                Report("measurement_current", ledger, current);
                continue;
            }

            if (ledger != current)
            {
                Report("ledger", current, ledger);
            }

            if (cell != current)
            {
                Report(isDay ? "day_cell" : "period_cell", current, cell);
            }

            void Report(string table, (long Amount, int Stated) expected, (long Amount, int Stated) found) => findings.Add(
                table,
                $"{word(key.Feed)} · {word(key.Metric)} · {word(key.Unit)} · {MismatchList.Day(key.From)}..{MismatchList.Day(key.To)} · {word(key.Scope)}",
                Text(expected), Text(found));
        }
    }

    private static string Text((long Amount, int Stated) sum) => FormattableString.Invariant($"{sum.Amount} stated {sum.Stated} times");

    private ref Balance At(int feed, int metric, int unit, int from, int to, int scope) =>
        ref CollectionsMarshal.GetValueRefOrAddDefault(balances, (feed, metric, unit, from, to, scope), out _);

    private struct Balance
    {
        public long Current;
        public long Ledger;
        public long Cell;
        public int CurrentStated;
        public int LedgerStated;
        public int CellStated;
    }
}
