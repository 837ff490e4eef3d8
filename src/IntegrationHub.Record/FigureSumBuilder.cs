using System.Collections.Concurrent;
using IntegrationHub.Indicators.Aggregation;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Periods;
using IntegrationHub.Store.Figures;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Record;

/// <summary>
/// Makes the sums of a figure from the cells, when a catalogue brings a new or changed formula, org tree or roster. While another catalogue is
/// active nobody keeps them up to date: a definition that comes back is summed anew.
/// </summary>
public sealed class FigureSumBuilder(IDbContextFactory<HubDbContext> contexts, ILedgerDialect dialect, CodeTable codes, SlotTable slots, TimeProvider clock)
{
    private const int UnitsTogether = 64;

    private readonly ConcurrentDictionary<long, bool> builtVersions = new();

    public Task EnsureAsync(FigureCatalogue catalogue, CancellationToken cancellationToken) => BuildAsync(catalogue, anew: false, cancellationToken);

    /// <summary>Makes all sums again, whatever is stored: after they were found to differ from the cells.</summary>
    public Task RebuildAsync(FigureCatalogue catalogue, CancellationToken cancellationToken) => BuildAsync(catalogue, anew: true, cancellationToken);

    private async Task BuildAsync(FigureCatalogue catalogue, bool anew, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        if (!anew && builtVersions.ContainsKey(catalogue.Active.Version))
        {
            return;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await slots.LoadAsync(cancellationToken);
        await codes.NumbersAsync(CodeTable.Unit, [.. catalogue.Catalogue.Units.Keys], cancellationToken);

        // A new word is written on a connection of its own: within the transaction it would wait for this very one.
        await codes.NumberAsync(CodeTable.Scope, "own", cancellationToken);
        await using var transaction = await dialect.BeginAsync(db, cancellationToken);
        await dialect.LockAsync(db, cancellationToken);
        if (await db.CatalogueVersions.MaxAsync(v => (long?)v.Id, cancellationToken) > catalogue.Active.Version)
        {
            // Whoever asked will find out under the same lock and come again with the newer one.
            return;
        }

        // Sums that went out of use with an earlier change. Those of this change stay until the next: somebody may be reading them.
        await db.FigureSums.Where(s => !db.FigureStates.Any(t => t.Figure == s.Figure)).ExecuteDeleteAsync(cancellationToken);
        var figures = catalogue.All.Select(f => f.Id).ToList();
        await db.FigureStates.Where(s => anew || !figures.Contains(s.Figure)).ExecuteDeleteAsync(cancellationToken);
        var known = await db.FigureStates.Select(s => s.Figure).ToHashSetAsync(cancellationToken);
        var missing = catalogue.All.Where(f => !known.Contains(f.Id)).ToList();
        var summed = missing.Select(f => f.Id).ToList();
        await db.FigureSums.Where(s => summed.Contains(s.Figure)).ExecuteDeleteAsync(cancellationToken);
        foreach (var feed in missing.GroupBy(f => f.Feed.Name))
        {
            await dialect.AddFigureSumsAsync(db, await FromCellsAsync(db, catalogue, [.. feed.Where(f => f.HasSums)], cancellationToken), cancellationToken);
            db.FigureStates.AddRange(feed.Select(f => new FigureState { Figure = f.Id, BuiltAt = clock.GetUtcNow() }));
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        builtVersions[catalogue.Active.Version] = true;
    }

    /// <summary>The sums as they must be, straight from cells and deliveries: for new figures and for checking stored ones.</summary>
    public async Task<IReadOnlyList<FigureSum>> FromCellsAsync(HubDbContext db, FigureCatalogue catalogue, IReadOnlyList<Figure> figures, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(catalogue);
        ArgumentNullException.ThrowIfNull(figures);
        var deltas = new SumDeltas(catalogue, unit => codes.Find(CodeTable.Unit, unit) ?? throw new InvalidOperationException($"unit '{unit}' has no number"));
        if (figures.Count == 0)
        {
            return [];
        }

        var own = await codes.NumberAsync(CodeTable.Scope, "own", cancellationToken);
        var feed = figures[0].FeedId;
        var units = await UnitsAsync(db, feed, cancellationToken);
        var delivered = DeliveredDays.Load(db, feed, units);

        // Some units at a time: their memory, however many there are.
        foreach (var some in units.Chunk(UnitsTogether))
        {
            var book = CellBook.Load(db, figures[0], slots, own, delivered, some, DateOnly.MinValue.DayNumber, DateOnly.MaxValue.DayNumber);
            foreach (var (unit, interval) in await IntervalsAsync(db, catalogue, figures[0], some, own, cancellationToken))
            {
                var word = codes.Word(unit);
                foreach (var figure in figures)
                {
                    deltas.Move(figure, word, interval.From.DayNumber, Contribution.Nothing, book.Tuple(figure, unit, interval));
                }
            }
        }

        return deltas.Rows();
    }

    private static async Task<IReadOnlyList<int>> UnitsAsync(HubDbContext db, int feed, CancellationToken cancellationToken) =>
    [
        .. (await db.Deliveries.Where(d => d.Feed == feed).Select(d => d.Unit).Distinct().ToListAsync(cancellationToken))
            .Union(await db.PeriodCells.Where(c => c.Feed == feed).Select(c => c.Unit).Distinct().ToListAsync(cancellationToken))
            .Order(),
    ];

    private async Task<IReadOnlyList<(int Unit, Interval Interval)>> IntervalsAsync(
        HubDbContext db, FigureCatalogue catalogue, Figure figure, int[] units, int own, CancellationToken cancellationToken)
    {
        if (figure.Feed.Kind is FeedKind.Records)
        {
            return
            [
                .. (await db.Deliveries.Where(d => d.Feed == figure.FeedId && units.Contains(d.Unit)).Select(d => new { d.Unit, d.FromDay, d.ToDay }).ToListAsync(cancellationToken))
                    .SelectMany(d => Enumerable.Range(d.FromDay, d.ToDay - d.FromDay).Select(day => (d.Unit, Day: day))).Distinct()
                    .Select(d => (d.Unit, Interval.Day(DateOnly.FromDayNumber(d.Day)))),
            ];
        }

        var periods = await db.PeriodCells.Where(c => c.Feed == figure.FeedId && units.Contains(c.Unit) && c.Scope == own)
            .Select(c => new { c.Unit, c.FromDay, c.ToDay }).Distinct().ToListAsync(cancellationToken);
        return
        [
            .. periods.Select(p => (p.Unit, Interval: new Interval(DateOnly.FromDayNumber(p.FromDay), DateOnly.FromDayNumber(p.ToDay))))
                .Where(p => catalogue.Expectations.IsTuple(figure.Feed, codes.Word(p.Unit), p.Interval)),
        ];
    }
}
