using System.Globalization;
using IntegrationHub.Indicators.Periods;
using IntegrationHub.Indicators.Progress;
using IntegrationHub.Store.Figures;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Store.Entries;

/// <summary>What people have entered and confirmed, as the rows of plans need it.</summary>
public static class ConfirmedEntries
{
    /// <summary>Of these units, as it was known at an instant.</summary>
    public static TypedValues Read(HubDbContext db, IReadOnlyCollection<string> units, Knowledge knowledge)
    {
        ArgumentNullException.ThrowIfNull(db);
        var at = knowledge.At;
        var rows = db.Entries.AsNoTracking()
            .Where(e => e.Indicator != null && units.Contains(e.Unit) && e.ConfirmedAt != null)
            .OrderBy(e => e.ConfirmedAt).ThenBy(e => e.Id).ToList();
        return new TypedValues([.. rows
            .Where(e => (at is null || e.ConfirmedAt <= at) && (e.UndoneAt is null || e.UndoneAt > at))
            .Select(e => new TypedRecord(
                e.Indicator!, e.Unit, new Interval(e.FromDay, e.ToDay),
                e.Amount is null ? null : decimal.Parse(e.Amount, NumberStyles.Number, CultureInfo.InvariantCulture),
                e.State switch { "done" => MilestoneState.Done, "open" => MilestoneState.Open, "not-triggered" => MilestoneState.NotTriggered, _ => null },
                e.Document, e.DocumentDate, e.EnteredBy))]);
    }
}
