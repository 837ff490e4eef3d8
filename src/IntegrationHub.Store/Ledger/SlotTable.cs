using System.Collections.Concurrent;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Store.Ledger;

/// <summary>Gives metrics of a records feed their fixed place in the day cells. Metrics of one date field stand side by side.</summary>
public sealed class SlotTable(IDbContextFactory<HubDbContext> contexts, CodeTable codes)
{
    private readonly ConcurrentDictionary<(int Feed, int Metric), MetricSlot> slots = new();

    public async Task EnsureAsync(int feed, IReadOnlyCollection<(int Metric, string OnField)> metrics, CancellationToken cancellationToken)
    {
        if (metrics.All(m => slots.ContainsKey((feed, m.Metric))))
        {
            return;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        while (true)
        {
            var all = await db.MetricSlots.AsNoTracking().ToListAsync(cancellationToken);
            var missing = metrics.Where(m => !all.Exists(s => s.Feed == feed && s.Metric == m.Metric)).ToList();
            if (missing.Count == 0)
            {
                all.ForEach(Remember);
                return;
            }

            // Both databases know this form. Another process may give the same place away at the same time: then look again.
            var (metric, onField) = missing[0];
            var slot = Next(all, feed, metric, onField);
            await db.Database.ExecuteSqlAsync(
                $"INSERT INTO metric_slot (feed, metric, on_field, cell_group, slot) VALUES ({feed}, {metric}, {onField}, {slot.CellGroup}, {slot.Slot}) ON CONFLICT DO NOTHING",
                cancellationToken);
        }
    }

    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        (await db.MetricSlots.AsNoTracking().ToListAsync(cancellationToken)).ForEach(Remember);
        await codes.LoadAsync(cancellationToken);
    }

    public MetricSlot? Find(int feed, int metric) => slots.GetValueOrDefault((feed, metric));

    /// <summary>The groups that hold a feed's metrics of a date field.</summary>
    public IReadOnlyList<MetricSlot> Of(int feed, string onField) =>
        [.. slots.Values.Where(s => s.Feed == feed && s.OnField == onField).OrderBy(s => s.CellGroup).ThenBy(s => s.Slot)];

    public IReadOnlyCollection<MetricSlot> All => [.. slots.Values];

    private static MetricSlot Next(List<MetricSlot> all, int feed, int metric, string onField)
    {
        var last = all.Where(s => s.Feed == feed && s.OnField == onField).OrderBy(s => s.CellGroup).ThenBy(s => s.Slot).LastOrDefault();
        var sameGroup = last is not null && last.Slot + 1 < DayCell.Slots;
        return new MetricSlot
        {
            Feed = feed,
            Metric = metric,
            OnField = onField,
            CellGroup = sameGroup ? last!.CellGroup : all.Select(s => s.CellGroup).DefaultIfEmpty(0).Max() + 1,
            Slot = (short)(sameGroup ? last!.Slot + 1 : 0),
        };
    }

    private void Remember(MetricSlot slot) => slots[(slot.Feed, slot.Metric)] = slot;
}
