using System.Text.Json;
using System.Text.Json.Nodes;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Indicators.Progress;
using IntegrationHub.Record;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Figures;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Plans;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace IntegrationHub.Store.Tests.Stores;

/// <summary>
/// What is stored, as sorted lines of words: two stores gave their own numbers to words and batches, and hold the same when the lines are equal.
/// </summary>
/// <param name="knowsWords">The process has given or read all numbers itself, so that they need not be read again each time.</param>
internal sealed class StoreTexts(TestStore store, ActiveCatalogue active, bool knowsWords = false)
{
    public async Task<StoreEnd> EndAsync() => new(await CurrentAsync(), await CellsAsync(), await DeliveredAsync(), await SumsAsync());

    public async Task<IReadOnlyList<string>> CurrentAsync()
    {
        await using var db = await ReadyAsync();
        return Sorted((await db.MeasurementsCurrent.AsNoTracking().ToListAsync()).Select(m => string.Join(' ',
            Word(m.Stream), m.Record, m.Mapping, m.SourceSeq, m.ObservedAt,
            m.Vals is null ? "withdrawn" : string.Join(',', Sorted(LedgerCodec.DecodeValues(m.Vals).Select(v => Amount(v.Unit, v.Metric, v.Scope, v.From, v.To, v.Amount)))))));
    }

    /// <summary>Amounts by unit, metric, scope and days; day cells know no "stated zero", so zeros are left out for them.</summary>
    public async Task<IReadOnlyList<string>> CellsAsync()
    {
        await using var db = await ReadyAsync();
        var own = (await store.Codes.FindAsync(CodeTable.Scope, "own", default))!.Value;
        var places = await db.MetricSlots.AsNoTracking().ToListAsync();
        var days = (await db.DayCells.AsNoTracking().ToListAsync())
            .SelectMany(c => places.Where(p => p.CellGroup == c.CellGroup).Select(p => (p.Metric, c.Unit, c.Day, Amount: c[p.Slot])))
            .Where(c => c.Amount != 0)
            .Select(c => Amount(c.Unit, c.Metric, own, c.Day, c.Day + 1, c.Amount));
        var periods = (await db.PeriodCells.AsNoTracking().Where(c => c.Present != 0 || c.Amount != 0).ToListAsync())
            .Select(c => Amount(c.Unit, c.Metric, c.Scope, c.FromDay, c.ToDay, c.Amount) + " stated " + c.Present);
        return Sorted(days.Concat(periods));
    }

    /// <summary>The ledger's differences added up, in the form of cells.</summary>
    public async Task<IReadOnlyList<string>> LedgerSumsAsync()
    {
        await using var db = await ReadyAsync();
        var own = (await store.Codes.FindAsync(CodeTable.Scope, "own", default))!.Value;
        var places = await db.MetricSlots.AsNoTracking().Select(s => s.Metric).ToListAsync();
        return Sorted((await db.Ledger.AsNoTracking().ToListAsync())
            .SelectMany(l => LedgerCodec.DecodeEntries(l.Entries).Select(e => (l.Unit, Entry: e)))
            .GroupBy(e => (e.Unit, e.Entry.Metric, e.Entry.Scope, e.Entry.From, e.Entry.To))
            .Select(g => (g.Key, Amount: g.Sum(e => e.Entry.Delta), Stated: g.Sum(e => e.Entry.Stated)))
            .Select(e => places.Contains(e.Key.Metric) && e.Key.Scope == own && e.Key.To == e.Key.From + 1
                ? e.Amount == 0 ? null : Amount(e.Key.Unit, e.Key.Metric, e.Key.Scope, e.Key.From, e.Key.To, e.Amount)
                : e is { Amount: 0, Stated: 0 } ? null : Amount(e.Key.Unit, e.Key.Metric, e.Key.Scope, e.Key.From, e.Key.To, e.Amount) + " stated " + e.Stated)
            .OfType<string>());
    }

    public async Task<IReadOnlyList<string>> SumsAsync()
    {
        await using var db = await ReadyAsync();
        var figures = (await CatalogueAsync()).All.Select(f => f.Id).ToList();
        return Sums(await db.FigureSums.AsNoTracking().Where(s => figures.Contains(s.Figure)).ToListAsync());
    }

    /// <summary>The sums as they must be, from cells and deliveries.</summary>
    public async Task<IReadOnlyList<string>> SumsFromCellsAsync()
    {
        await using var db = await ReadyAsync();
        var catalogue = await CatalogueAsync();
        var all = new List<FigureSum>();
        foreach (var feed in catalogue.All.Where(f => f.HasSums).GroupBy(f => f.Feed.Name))
        {
            all.AddRange(await store.SumBuilder.FromCellsAsync(db, catalogue, [.. feed], default));
        }

        return Sums(all);
    }

    public async Task<IReadOnlyList<string>> DeliveredAsync()
    {
        await using var db = await ReadyAsync();
        return Sorted((await db.Deliveries.AsNoTracking().ToListAsync())
            .SelectMany(d => Enumerable.Range(d.FromDay, d.ToDay - d.FromDay).Select(day => $"{Word(d.Feed)} {d.OnField} {Word(d.Unit)} {DateOnly.FromDayNumber(day):yyyy-MM-dd}")));
    }

    /// <summary>Every row of every plan for every unit, computed from what is stored now.</summary>
    public async Task<IReadOnlyDictionary<string, string>> RowsAsync()
    {
        await using var db = await ReadyAsync();
        var catalogue = await CatalogueAsync();
        var own = await store.Codes.NumberAsync(CodeTable.Scope, "own", default);
        var today = VietnamDay.Of(store.Clock.GetUtcNow());
        var evaluator = store.PlanFigures.Evaluator(db, catalogue, [.. active.Catalogue.Units.Keys], today, own);
        return active.Catalogue.Plans.Values
            .SelectMany(p => active.Catalogue.Units.Keys
                .Where(u => catalogue.Tree.PathAt(u, today.AddDays(-1)).Contains(p.Owner))
                .SelectMany(u => evaluator.Rows(new PlanQuery(p.Id, u, null, null, today, Scope.Subtree)))
                .Select(r => (Key: $"{p.Id} {r.Indicator} {r.Part} {r.Unit}", Row: JsonSerializer.Serialize(r, ProgressJson.Options))))
            .ToDictionary(r => r.Key, r => r.Row);
    }

    /// <summary>The rows as they were last announced.</summary>
    public async Task<IReadOnlyDictionary<string, string>> AnnouncedAsync()
    {
        await using var db = store.Open();
        return (await db.ComputedValues.AsNoTracking().ToListAsync()).ToDictionary(v => $"{v.Plan} {v.Indicator} {v.Part} {v.Unit}", v => v.Row);
    }

    /// <summary>
    /// Announced rows are those that would be computed now. What is estimated from the other units of the class may be older: a change
    /// is announced for its unit and all above it, not for everybody whose estimate it moves.
    /// </summary>
    public async Task AssertAnnouncedAreFreshAsync()
    {
        var rows = await RowsAsync();
        foreach (var (key, announced) in await AnnouncedAsync())
        {
            var estimated = (rows[key] + announced).Contains("\"Estimated\"", StringComparison.Ordinal);
            Assert.Equal((key, estimated ? WithoutEstimates(rows[key]) : rows[key]), (key, estimated ? WithoutEstimates(announced) : announced));
        }
    }

    private static string WithoutEstimates(string row)
    {
        var node = JsonNode.Parse(row)!.AsObject();
        foreach (var name in new[] { "marks", "verdict", "mandateVerdict" })
        {
            node.Remove(name);
        }

        foreach (var name in new[] { "weighted", "low", "high" })
        {
            node["coverage"]!.AsObject().Remove(name);
        }

        return node.ToJsonString();
    }

    private Task<FigureCatalogue> CatalogueAsync() => store.FigureCatalogues.OfAsync(active, default);

    private async Task<HubDbContext> ReadyAsync()
    {
        if (!knowsWords)
        {
            await store.Slots.LoadAsync(default);
        }

        return store.Open();
    }

    private IReadOnlyList<string> Sums(IEnumerable<FigureSum> sums) => Sorted(sums
        .Where(s => s.N != 0 || s.D != 0 || s.R != 0)
        .Select(s => $"{Word(s.Figure)} {Word(s.Unit)} {(s.Scope == 0 ? "own" : "subtree")} {DateOnly.FromDayNumber(s.Bucket):yyyy-MM-dd} {s.N}/{s.D} in {s.R}"));

    private string Amount(int unit, int metric, int scope, int from, int to, long amount) =>
        Recount.Line(Word(unit), Word(metric), Word(scope), from, to, amount);

    private string Word(int number) => store.Codes.Word(number);

    private static List<string> Sorted(IEnumerable<string> lines) => [.. lines.Order(StringComparer.Ordinal)];
}

/// <summary>All that is true at the end of some deliveries, but for the rows that are computed from it.</summary>
internal sealed record StoreEnd(IReadOnlyList<string> Current, IReadOnlyList<string> Cells, IReadOnlyList<string> Delivered, IReadOnlyList<string> Sums)
{
    public void AssertSame(StoreEnd other)
    {
        Assert.Equal(Current, other.Current);
        Assert.Equal(Cells, other.Cells);
        Assert.Equal(Delivered, other.Delivered);
        Assert.Equal(Sums, other.Sums);
    }
}
