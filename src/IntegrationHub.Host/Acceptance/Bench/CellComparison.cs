using System.Globalization;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Simulators.Sources;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Host.Acceptance.Bench;

/// <summary>A count in the store, in words that mean the same in every store.</summary>
public readonly record struct Cell(string Metric, string Unit, int From, int To)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Metric} {Unit} {DateOnly.FromDayNumber(From):yyyy-MM-dd}..{DateOnly.FromDayNumber(To):yyyy-MM-dd}");
}

/// <summary>Holds the cells of a source's feeds against the truth of its simulator.</summary>
public static class CellComparison
{
    /// <summary>The cells that a source's feeds have written, also those that were corrected to zero.</summary>
    public static async Task<IReadOnlyDictionary<Cell, long>> StoredAsync(HubDbContext db, SourceDefinition source, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(source);
        var words = await db.Codes.AsNoTracking().ToDictionaryAsync(c => c.Id, c => c.Value, cancellationToken);
        var stored = new Dictionary<Cell, long>();
        foreach (var slot in (await db.MetricSlots.AsNoTracking().ToListAsync(cancellationToken)).Where(s => IsRead(words[s.Feed])))
        {
            foreach (var cell in await db.DayCells.AsNoTracking().Where(c => c.CellGroup == slot.CellGroup).ToListAsync(cancellationToken))
            {
                stored[new(words[slot.Metric], words[cell.Unit], cell.Day, cell.Day + 1)] = cell[slot.Slot];
            }
        }

        foreach (var cell in (await db.PeriodCells.AsNoTracking().Where(c => c.Present > 0).ToListAsync(cancellationToken)).Where(c => IsRead(words[c.Feed]) && words[c.Scope] == "own"))
        {
            stored[new(words[cell.Metric], words[cell.Unit], cell.FromDay, cell.ToDay)] = cell.Amount;
        }

        return stored;

        bool IsRead(string feed) =>
            feed.Split('/') is [var connector, var stream] && connector == source.Connector && (source.Streams.Count == 0 || source.Streams.Contains(stream));
    }

    /// <returns>What is wrong, a line each; empty when every cell is as the truth says and no other is there.</returns>
    /// <exception cref="InvalidOperationException">The truth is empty: nothing would have been compared.</exception>
    public static IReadOnlyList<string> Differences(IReadOnlyDictionary<Cell, long> stored, IEnumerable<TruthCell> truth, HubCatalogue catalogue)
    {
        ArgumentNullException.ThrowIfNull(stored);
        ArgumentNullException.ThrowIfNull(catalogue);
        var expected = Expected(truth, catalogue);
        if (expected.Count == 0)
        {
            throw new InvalidOperationException("the truth is empty: there is nothing to compare with");
        }

        // What is missing is not zero: a cell of the truth has to be there.
        return
        [
            .. expected.Where(e => !stored.TryGetValue(e.Key, out var found) || found != e.Value)
                .Select(e => $"{e.Key}: {(stored.TryGetValue(e.Key, out var found) ? found.ToString(CultureInfo.InvariantCulture) : "nothing")} instead of {e.Value.ToString(CultureInfo.InvariantCulture)}"),
            .. stored.Where(s => s.Value != 0 && !expected.ContainsKey(s.Key)).Select(s => $"{s.Key}: {s.Value.ToString(CultureInfo.InvariantCulture)} that is not in the truth"),
        ];
    }

    /// <summary>The truth in the store's own terms.</summary>
    public static IReadOnlyDictionary<Cell, long> Expected(IEnumerable<TruthCell> truth, HubCatalogue catalogue)
    {
        ArgumentNullException.ThrowIfNull(truth);
        ArgumentNullException.ThrowIfNull(catalogue);
        return truth.ToDictionary(c => new Cell(c.Metric, c.Unit, c.From.DayNumber, c.To.DayNumber), c => Scaled(c.Amount, catalogue.Metrics[c.Metric].Scale));
    }

    private static long Scaled(decimal amount, int scale)
    {
        for (var i = 0; i < scale; i++)
        {
            amount *= 10;
        }

        return checked((long)amount);
    }
}
