using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Store.Figures;

/// <summary>What the ledger says happened to the cells of a feed after an instant: the cells of now, less it, are those known then.</summary>
public static class LaterChanges
{
    /// <param name="fromDay">Only intervals that begin on this day or later, and perhaps others of its month.</param>
    /// <param name="toDay">Only intervals that begin before this day, and perhaps others of its month.</param>
    public static CellChange Read(
        HubDbContext db, string feed, int feedId, int ownScope, SlotTable slots, DateTimeOffset knownAt, int fromDay = 0, int toDay = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(slots);
        var days = new Dictionary<(int Group, int Unit, int Day), DayCell>();
        var periods = new Dictionary<(int Metric, int Unit, int From, int To, int Scope), (long Amount, int Present)>();
        var firstMonth = fromDay == 0 ? 0 : StoreMonth.Of(fromDay);
        var rows = from row in db.Ledger.AsNoTracking()
                   join batch in db.Batches on row.Batch equals batch.No
                   where row.Month >= firstMonth && row.Month < toDay
                   where batch.RecordedAt > knownAt && batch.Connector + "/" + batch.Stream == feed
                   select new { row.Unit, row.Entries };
        foreach (var row in rows)
        {
            foreach (var entry in LedgerCodec.DecodeEntries(row.Entries))
            {
                if (CellChange.SlotOf(slots, feedId, ownScope, entry) is { } slot)
                {
                    var at = (slot.CellGroup, row.Unit, entry.From);
                    if (!days.TryGetValue(at, out var cell))
                    {
                        days[at] = cell = new DayCell { CellGroup = slot.CellGroup, Unit = row.Unit, Day = entry.From };
                    }

                    cell[slot.Slot] += entry.Delta;
                    continue;
                }

                var key = (entry.Metric, row.Unit, entry.From, entry.To, entry.Scope);
                var (amount, present) = periods.GetValueOrDefault(key);
                periods[key] = (amount + entry.Delta, present + entry.Stated);
            }
        }

        return new CellChange([.. days.Values], [.. periods.Select(p => new PeriodCell
        {
            Feed = feedId, Metric = p.Key.Metric, Unit = p.Key.Unit, FromDay = p.Key.From, ToDay = p.Key.To, Scope = p.Key.Scope,
            Amount = p.Value.Amount, Present = p.Value.Present,
        })]);
    }
}
