using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Figures;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Store.Sources;

/// <summary>
/// The last day up to which a feed has delivered everything of every unit that has an agency code today. A unit that delivered nothing
/// yet, or has a gap, holds it back.
/// </summary>
public sealed class ConfirmedDays(CodeTable codes)
{
    /// <returns>Null: nothing is confirmed for all yet.</returns>
    public async Task<DateOnly?> OfAsync(HubDbContext db, ActiveCatalogue active, SourceDefinition source, string stream, DateOnly today, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(active);
        ArgumentNullException.ThrowIfNull(source);
        var name = source.Connector + "/" + stream;
        if (!active.Catalogue.Feeds.TryGetValue(name, out var feed) || await codes.FindAsync(CodeTable.Feed, name, cancellationToken) is not { } number)
        {
            return null;
        }

        var end = feed.Kind is FeedKind.Records
            ? await DeliveredAsync(db, number, await UnitsAsync(active.Catalogue, source, today, cancellationToken), cancellationToken)
            : await StatedAsync(db, number, today, cancellationToken);
        return end is { } day ? DateOnly.FromDayNumber(day - 1) : null;
    }

    /// <summary>Units with a code that counts and is valid today; null stands for one that nothing is stored of.</summary>
    private async Task<IReadOnlyCollection<int?>> UnitsAsync(HubCatalogue catalogue, SourceDefinition source, DateOnly today, CancellationToken cancellationToken)
    {
        await codes.LoadAsync(cancellationToken);
        var succession = new Succession(catalogue.Units, catalogue.Successions);
        return catalogue.Aliases
            .Where(a => a.Unit is not null && (a.Source == source.Id || a.Source == source.Connector) && a.Validity.Contains(today))
            .Select(a => succession.SuccessorOn(a.Unit!, today)).OfType<string>().Distinct(StringComparer.Ordinal).Select(u => codes.Find(CodeTable.Unit, u)).ToHashSet();
    }

    private static async Task<int?> DeliveredAsync(HubDbContext db, int feed, IReadOnlyCollection<int?> units, CancellationToken cancellationToken)
    {
        var stretches = await db.Deliveries.AsNoTracking().Where(d => d.Feed == feed)
            .GroupBy(d => new { d.OnField, d.Unit })
            .Select(g => new { g.Key.OnField, g.Key.Unit, From = g.Min(d => d.FromDay), To = g.Max(d => d.ToDay), Days = g.Sum(d => d.ToDay - d.FromDay) })
            .ToListAsync(cancellationToken);
        stretches.RemoveAll(s => !units.Contains(s.Unit));
        var fields = stretches.Select(s => s.OnField).Distinct().Count();
        if (units.Count == 0 || stretches.Count < units.Count * fields || stretches.Count == 0)
        {
            return null;
        }

        // Deliveries never overlap: fewer days than the stretch is long means a gap, and only then single rows are looked at.
        var broken = stretches.Where(s => s.Days < s.To - s.From).Select(s => s.Unit).Distinct().ToList();
        var days = broken.Count == 0 ? null : DeliveredDays.Load(db, feed, broken);
        return stretches.Min(s => s.Days == s.To - s.From ? s.To : days!.Missing(s.OnField, s.Unit, s.From, s.To)[0].From);
    }

    /// <summary>Of those who have ever reported, the one whose newest ended interval is oldest.</summary>
    private static async Task<int?> StatedAsync(HubDbContext db, int feed, DateOnly today, CancellationToken cancellationToken)
    {
        var until = today.DayNumber;
        return await db.PeriodCells.AsNoTracking().Where(c => c.Feed == feed && c.Present > 0 && c.ToDay <= until)
            .GroupBy(c => c.Unit).Select(g => (int?)g.Max(c => c.ToDay)).MinAsync(cancellationToken);
    }
}
