using IntegrationHub.Indicators.Periods;
using IntegrationHub.Store.Figures;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Store.Entries;

/// <param name="By">Who told it.</param>
public sealed record Difficulty(string Unit, Interval Period, string Note, string By);

/// <summary>What units say is difficult: told by one person, confirmed by another, and not undone.</summary>
public static class Difficulties
{
    /// <summary>Of these units and of days of the period, as it was known at an instant; in the order in which they were told.</summary>
    public static async Task<IReadOnlyList<Difficulty>> ReadAsync(
        HubDbContext db, string plan, IReadOnlyCollection<string> units, Interval period, Knowledge knowledge, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        var at = knowledge.At;
        var found = await db.Entries.AsNoTracking()
            .Where(e => e.Plan == plan && e.ConfirmedAt != null && e.FromDay < period.To && e.ToDay > period.From).OrderBy(e => e.Id).ToListAsync(cancellationToken);
        return [.. found
            .Where(e => (at is null || e.ConfirmedAt <= at) && (e.UndoneAt is null || e.UndoneAt > at) && units.Contains(e.Unit))
            .Select(e => new Difficulty(e.Unit, new Interval(e.FromDay, e.ToDay), e.Note ?? "", e.EnteredBy))];
    }
}
