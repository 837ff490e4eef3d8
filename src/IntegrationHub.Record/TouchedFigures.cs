using System.Diagnostics;
using System.Text.Json;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Record;

/// <summary>
/// Figures that may look different since a batch. While a long pull goes on they are kept with the batch, in its transaction, until they are
/// announced together: whoever records the next due batch of the source announces them, also after a crash.
/// </summary>
/// <param name="All">Indicators and units.</param>
/// <param name="Restated">Those of which a closed month changed.</param>
internal sealed record TouchedFigures(IReadOnlyCollection<(string Indicator, string Unit)> All, IReadOnlySet<(string Indicator, string Unit)> Restated)
{
    public TouchedFigures(IReadOnlyCollection<(string Indicator, string Unit)> all, IReadOnlyCollection<(string Indicator, string Unit)> restated)
        : this(all, restated.ToHashSet())
    {
    }

    public async Task KeepAsync(HubDbContext db, long batch, CancellationToken cancellationToken)
    {
        if (All.Count > 0)
        {
            string[] units = [.. All.Concat(Restated).Select(f => f.Unit).Distinct(StringComparer.Ordinal)];
            var places = units.Index().ToDictionary(u => u.Item, u => u.Index, StringComparer.Ordinal);
            var kept = JsonSerializer.Serialize(new Kept(units, ByIndicator(All, places), ByIndicator(Restated, places)));
            await db.Batches.Where(b => b.No == batch).ExecuteUpdateAsync(set => set.SetProperty(b => b.Touched, kept), cancellationToken);
        }
    }

    /// <summary>With those that are kept with earlier batches of the source, which are not kept any longer.</summary>
    public async Task<TouchedFigures> WithKeptAsync(HubDbContext db, string source, CancellationToken cancellationToken)
    {
        var waiting = db.Batches.Where(b => b.Source == source && b.Touched != null);
        var kept = await waiting.Select(b => new { b.Touched, b.TraceParent }).ToListAsync(cancellationToken);
        if (kept.Count == 0)
        {
            return this;
        }

        // Many become one: the trace in which they are announced leads back to those that they came by.
        foreach (var trace in kept.Select(k => Store.Model.TraceParent.Of(k.TraceParent)).Where(t => t != default && t.TraceId != Activity.Current?.TraceId).DistinctBy(t => t.TraceId))
        {
            Activity.Current?.AddLink(new ActivityLink(trace));
        }

        var (all, restated) = (All.ToHashSet(), Restated.ToHashSet());
        foreach (var batch in kept.Select(k => JsonSerializer.Deserialize<Kept>(k.Touched!)!))
        {
            all.UnionWith(Figures(batch.All, batch.Units));
            restated.UnionWith(Figures(batch.Restated, batch.Units));
        }

        await waiting.ExecuteUpdateAsync(set => set.SetProperty(b => b.Touched, (string?)null), cancellationToken);
        return new(all, restated);
    }

    private static Dictionary<string, int[]> ByIndicator(IEnumerable<(string Indicator, string Unit)> figures, Dictionary<string, int> places) =>
        figures.GroupBy(f => f.Indicator, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Select(f => places[f.Unit]).ToArray());

    private static IEnumerable<(string Indicator, string Unit)> Figures(Dictionary<string, int[]> byIndicator, string[] units) =>
        byIndicator.SelectMany(f => f.Value.Select(unit => (f.Key, units[unit])));

    // Each unit once: a page of a day touches a score of indicators of every unit.
    private sealed record Kept(string[] Units, Dictionary<string, int[]> All, Dictionary<string, int[]> Restated);
}
