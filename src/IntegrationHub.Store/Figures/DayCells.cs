using System.Runtime.InteropServices;
using IntegrationHub.Store.Ledger;

namespace IntegrationHub.Store.Figures;

/// <summary>
/// Day cells in memory. A province's year is half a million of them: only the slots that the feed uses, side by side, take a quarter of what an
/// object for each takes.
/// </summary>
/// <param name="slots">Those of the feed.</param>
/// <param name="fromDay">First day that can be asked for; of days outside nothing is known.</param>
/// <param name="toDay">Day after the last.</param>
/// <param name="read">The cells of the groups from a day to before another, in any order.</param>
internal sealed class DayCells(IEnumerable<MetricSlot> slots, int fromDay, int toDay, Func<int[], int, int, IEnumerable<DayCell>> read)
{
    /// <summary>Days that are read together.</summary>
    private const int Together = 32;

    private readonly Dictionary<int, int> widths = slots.GroupBy(s => s.CellGroup).ToDictionary(g => g.Key, g => g.Max(s => s.Slot) + 1);
    private readonly Dictionary<(int Group, int Unit), Series> series = [];
    private readonly HashSet<int> blocks = [];
    private bool isComplete;

    /// <summary>In one question, instead of each stretch when it is first asked for.</summary>
    public DayCells ReadAll()
    {
        Read(fromDay, toDay);
        isComplete = true;
        return this;
    }

    /// <summary>0 where there is no cell.</summary>
    public long Amount(MetricSlot slot, int unit, int day)
    {
        if (!isComplete && day >= fromDay && day < toDay && blocks.Add(day / Together))
        {
            var start = day / Together * Together;
            Read(Math.Max(fromDay, start), Math.Min(toDay, start + Together));
        }

        return series.TryGetValue((slot.CellGroup, unit), out var of) ? of.Amount(day, slot.Slot) : 0;
    }

    private void Read(int from, int to)
    {
        foreach (var cell in widths.Count == 0 ? [] : read([.. widths.Keys], from, to))
        {
            ref var of = ref CollectionsMarshal.GetValueRefOrAddDefault(series, (cell.CellGroup, cell.Unit), out _);
            (of ??= new Series(widths[cell.CellGroup])).Add(cell);
        }
    }

    private sealed class Series(int width)
    {
        private readonly List<int> days = [];
        private readonly List<long> amounts = [];
        private bool isSorted = true;

        public void Add(DayCell cell)
        {
            isSorted &= days.Count == 0 || cell.Day > days[^1];
            days.Add(cell.Day);
            for (var slot = 0; slot < width; slot++)
            {
                amounts.Add(cell[slot]);
            }
        }

        public long Amount(int day, int slot)
        {
            if (!isSorted)
            {
                Sort();
            }

            var at = days.BinarySearch(day);
            return at < 0 || slot >= width ? 0 : amounts[(at * width) + slot];
        }

        // Rows come as they lie in the database; asked for an order it would sort all of them, most of which are in order.
        private void Sort()
        {
            int[] order = [.. Enumerable.Range(0, days.Count).OrderBy(i => days[i])];
            int[] sortedDays = [.. order.Select(i => days[i])];
            long[] sortedAmounts = [.. order.SelectMany(i => amounts.Slice(i * width, width))];
            sortedDays.CopyTo(CollectionsMarshal.AsSpan(days));
            sortedAmounts.CopyTo(CollectionsMarshal.AsSpan(amounts));
            isSorted = true;
        }
    }
}
