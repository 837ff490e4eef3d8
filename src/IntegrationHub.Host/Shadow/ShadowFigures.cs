using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Indicators.Periods;
using IntegrationHub.Indicators.Progress;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Figures;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Plans;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Host.Shadow;

/// <summary>What recording into a scratch store has changed: amounts, rows of plans, refusals.</summary>
internal sealed class ShadowFigures(IServiceProvider services, TimeProvider clock)
{
    // Plans print their owner; of the units that change most so many are shown as well.
    private const int WorstUnits = 10;

    public static async Task<IReadOnlyList<ShadowAmount>> ChangedAsync(ScratchStore scratch, ActiveCatalogue shadow, string feed, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var (codes, slots) = (scratch.Get<CodeTable>(), scratch.Get<SlotTable>());
        await codes.LoadAsync(cancellationToken);
        await slots.LoadAsync(cancellationToken);
        if (await codes.FindAsync(CodeTable.Feed, feed, cancellationToken) is not { } feedId || await codes.FindAsync(CodeTable.Scope, "own", cancellationToken) is not { } own)
        {
            return [];
        }

        await using var db = scratch.Open();
        var change = LaterChanges.Read(db, feed, feedId, own, slots, before);
        var deltas = new Dictionary<(int Metric, int Unit, int Scope, DateOnly From, DateOnly To), long>();
        foreach (var cell in change.Days)
        {
            var day = DateOnly.FromDayNumber(cell.Day);
            var month = new DateOnly(day.Year, day.Month, 1);
            foreach (var slot in slots.All.Where(s => s.Feed == feedId && s.CellGroup == cell.CellGroup && cell[s.Slot] != 0))
            {
                Add((slot.Metric, cell.Unit, own, month, month.AddMonths(1)), cell[slot.Slot]);
            }
        }

        foreach (var cell in change.Periods.Where(c => c.Amount != 0 || c.Present != 0))
        {
            Add((cell.Metric, cell.Unit, cell.Scope, DateOnly.FromDayNumber(cell.FromDay), DateOnly.FromDayNumber(cell.ToDay)), cell.Amount);
        }

        var changed = new List<ShadowAmount>();
        foreach (var (key, delta) in deltas.Where(d => d.Value != 0))
        {
            var code = codes.Word(key.Metric);
            var scale = FigureCatalogue.PowerOfTen(shadow.Catalogue.Metrics[code].Scale);
            var now = await AmountAsync(db, slots, feedId, key, cancellationToken);
            changed.Add(new ShadowAmount(code, codes.Word(key.Unit), key.From, key.To, codes.Word(key.Scope), (now - delta) / scale, now / scale));
        }

        return [.. changed.OrderByDescending(c => Math.Abs(c.New - c.Old)).ThenBy(c => c.Metric, StringComparer.Ordinal).ThenBy(c => c.Unit, StringComparer.Ordinal).ThenBy(c => c.From)];

        void Add((int, int, int, DateOnly, DateOnly) key, long amount) => deltas[key] = deltas.GetValueOrDefault(key) + amount;
    }

    private static async Task<long> AmountAsync(
        HubDbContext db, SlotTable slots, int feed, (int Metric, int Unit, int Scope, DateOnly From, DateOnly To) key, CancellationToken cancellationToken)
    {
        var (from, to) = (key.From.DayNumber, key.To.DayNumber);
        if (slots.Find(feed, key.Metric) is { } slot)
        {
            return (await db.DayCells.AsNoTracking().Where(c => c.CellGroup == slot.CellGroup && c.Unit == key.Unit && c.Day >= from && c.Day < to).ToListAsync(cancellationToken)).Sum(c => c[slot.Slot]);
        }

        return await db.PeriodCells.Where(c => c.Feed == feed && c.Metric == key.Metric && c.Unit == key.Unit && c.Scope == key.Scope && c.FromDay == from && c.ToDay == to)
            .SumAsync(c => c.Amount, cancellationToken);
    }

    public async Task<IReadOnlyList<ShadowRow>> RowsAsync(
        HubDbContext db, ScratchStore scratch, ActiveCatalogue active, ActiveCatalogue shadow, IReadOnlyList<ShadowAmount> changed, CancellationToken cancellationToken)
    {
        var today = VietnamDay.Of(clock.GetUtcNow());
        var worst = changed.GroupBy(c => c.Unit, StringComparer.Ordinal).OrderByDescending(g => g.Sum(c => Math.Abs(c.New - c.Old))).Take(WorstUnits).Select(g => g.Key).ToList();
        var units = active.Catalogue.Plans.Values.Select(p => p.Owner).Concat(worst).Distinct(StringComparer.Ordinal).ToList();
        var own = await services.GetRequiredService<CodeTable>().FindAsync(CodeTable.Scope, "own", cancellationToken) ?? 0;
        var then = services.GetRequiredService<PlanFigures>().Evaluator(db, await services.GetRequiredService<FigureCatalogues>().OfAsync(active, cancellationToken), units, today, own);
        await using var target = scratch.Open();
        var now = scratch.Get<PlanFigures>().Evaluator(target, await scratch.Get<FigureCatalogues>().OfAsync(shadow, cancellationToken), units, today, own);
        var rows = new List<ShadowRow>();
        foreach (var plan in active.Catalogue.Plans.Values)
        {
            foreach (var unit in units.Where(u => u == plan.Owner || worst.Contains(u)))
            {
                var query = new PlanQuery(plan.Id, unit, null, null, today, Scope.Subtree);
                rows.AddRange(then.Rows(query).Zip(now.Rows(query))
                    .Select(r => new ShadowRow(plan.Id, r.First.Indicator, r.First.Part, unit, r.First.Period.Id, ShadowFigure.Of(r.First), ShadowFigure.Of(r.Second)))
                    .Where(r => r.Old != r.New));
            }
        }

        return rows;
    }

    public static async Task<IReadOnlyList<ShadowRefusal>> RefusedAsync(ScratchStore scratch, string source, string stream, DateTimeOffset before, CancellationToken cancellationToken)
    {
        await using var db = scratch.Open();
        var refused = await db.Rejections.AsNoTracking().Where(r => r.Source == source && r.Stream == stream && r.State == "open" && r.RecordedAt > before)
            .GroupBy(r => new { r.Code, r.Place }).Select(g => new { g.Key.Code, g.Key.Place, Count = g.Count(), First = g.Min(r => r.Id) }).ToListAsync(cancellationToken);
        var answers = new List<ShadowRefusal>();
        foreach (var group in refused.OrderByDescending(r => r.Count))
        {
            var first = await db.Rejections.AsNoTracking().SingleAsync(r => r.Id == group.First, cancellationToken);
            answers.Add(new ShadowRefusal(group.Code, group.Place, group.Count, first.Sample, first.Message));
        }

        return answers;
    }
}
