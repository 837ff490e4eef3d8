namespace IntegrationHub.Store.Ledger;

/// <summary>A batch's differences as additions to cells: a day's own amounts in slots, everything else by interval and scope.</summary>
public sealed record CellChange(IReadOnlyList<DayCell> Days, IReadOnlyList<PeriodCell> Periods)
{
    public static CellChange Of(BatchChange change, int feed, int ownScope, SlotTable slots)
    {
        ArgumentNullException.ThrowIfNull(change);
        ArgumentNullException.ThrowIfNull(slots);
        var days = new Dictionary<(int Group, int Unit, int Day), DayCell>();
        var periods = new List<PeriodCell>();
        foreach (var (unit, entry) in change.Differences())
        {
            var slot = SlotOf(slots, feed, ownScope, entry);
            if (slot is null)
            {
                periods.Add(new PeriodCell
                {
                    Feed = feed, Metric = entry.Metric, Unit = unit, FromDay = entry.From, ToDay = entry.To, Scope = entry.Scope,
                    Amount = entry.Delta, Present = entry.Stated,
                });
                continue;
            }

            var key = (slot.CellGroup, unit, entry.From);
            if (!days.TryGetValue(key, out var cell))
            {
                days[key] = cell = new DayCell { CellGroup = slot.CellGroup, Unit = unit, Day = entry.From };
            }

            cell[slot.Slot] += entry.Delta;
        }

        return new CellChange(
            [.. days.Values.OrderBy(c => c.CellGroup).ThenBy(c => c.Unit).ThenBy(c => c.Day)],
            [.. periods.OrderBy(c => c.Metric).ThenBy(c => c.Unit).ThenBy(c => c.FromDay).ThenBy(c => c.ToDay).ThenBy(c => c.Scope)]);
    }

    /// <summary>Where a change of a single day's own amount stands; null for every other interval and scope.</summary>
    public static MetricSlot? SlotOf(SlotTable slots, int feed, int ownScope, LedgerEntry entry)
    {
        ArgumentNullException.ThrowIfNull(slots);
        return entry.Scope == ownScope && entry.To == entry.From + 1 ? slots.Find(feed, entry.Metric) : null;
    }
}
