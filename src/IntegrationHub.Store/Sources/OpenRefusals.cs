using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Store.Sources;

/// <summary>A refused record that nobody has settled.</summary>
/// <param name="Place">The field, or of a held count its metric.</param>
/// <param name="DriftedSince">Start of the run from which on its source no longer kept to the stream's contract in this place; null for a single bad record.</param>
public sealed record OpenRefusal(string Source, string Connector, string Stream, string Code, string Place, string? Unit, int? Day, DateTimeOffset? DriftedSince)
{
    public string Feed => Connector + "/" + Stream;
}

/// <summary>
/// Open refusals, and which of them are drift: one rule refused most of what a run fetched in one place. Nothing is kept for it: it follows
/// from the refusals and the runs alone, so that it ends by itself when the records are accepted or discarded, and is known of the past too.
/// </summary>
public static class OpenRefusals
{
    /// <summary>A count that changed beyond what its metric allows: held until a person accepts or discards it.</summary>
    public const string Jump = "E_JUMP";

    /// <summary>Gone at the source with too many others to be believed: waits for a person, like a jump.</summary>
    public const string Absent = "E_ABSENT";

    /// <summary>Nothing is wrong with the record: a person has to look at what it would do to the figures.</summary>
    public static IReadOnlyList<string> Waiting { get; } = [Jump, Absent];

    // A few bad records are bad records, whatever share of a small pull they are.
    private const int Least = 5;

    /// <param name="knownAt">As known then; null is now.</param>
    public static IReadOnlyList<OpenRefusal> Read(HubDbContext db, DateTimeOffset? knownAt)
    {
        ArgumentNullException.ThrowIfNull(db);
        var open = db.Rejections.AsNoTracking()
            .Where(r => knownAt == null ? r.State == "open" : r.RecordedAt <= knownAt && (r.SettledAt == null || r.SettledAt > knownAt));
        var rows = open.Join(db.Batches, r => r.Batch, b => b.No, (r, b) => new { b.Connector, Refusal = new Refusal(r.Id, r.Source, r.Stream, r.Record, r.Code, r.Place, r.Unit, r.Day, r.Run, r.RecordedAt, r.SettledAt) })
            .ToList();
        if (rows.Count == 0)
        {
            return [];
        }

        // Refused again in the next pull it is the same refusal, and what was good before it is older still.
        var earlier = (from r in db.Rejections.AsNoTracking()
                       where r.State == "superseded" && open.Any(o => o.Source == r.Source && o.Stream == r.Stream && o.Record == r.Record)
                       select new Refusal(r.Id, r.Source, r.Stream, r.Record, r.Code, r.Place, r.Unit, r.Day, r.Run, r.RecordedAt, r.SettledAt))
            .AsEnumerable().Where(r => r.SettledAt is not null).ToLookup(r => (r.Source, r.Stream, r.Record, At: r.SettledAt!.Value));
        var drifted = Drifted(db, [.. rows.Select(r => r.Refusal.Run).Concat(earlier.SelectMany(e => e).Select(e => e.Run)).Distinct()]);
        var recovered = drifted.Count == 0 ? [] : Recovered(db, drifted, knownAt);
        return [.. rows.Select(r => new OpenRefusal(r.Refusal.Source, r.Connector, r.Refusal.Stream, r.Refusal.Code, r.Refusal.Place, r.Refusal.Unit, r.Refusal.Day, Since(r.Refusal)))];

        DateTimeOffset? Since(Refusal refusal)
        {
            DateTimeOffset? since = null;
            for (var at = refusal; at is not null; at = earlier[(at.Source, at.Stream, at.Record, at.RecordedAt)].FirstOrDefault(e => e.Id < at.Id))
            {
                if (drifted.TryGetValue((at.Run, at.Code, at.Place), out var started))
                {
                    since = started;
                }
            }

            // Without a key nobody can say whether the record has come again: a later run that was good says it for all of them.
            var isNameless = refusal.Record is null or ['?', ..];
            return isNameless && recovered.TryGetValue((refusal.Source, refusal.Stream), out var good) && good > since ? null : since;
        }
    }

    private static Dictionary<(Guid Run, string Code, string Place), DateTimeOffset> Drifted(HubDbContext db, List<Guid> runs) => (
        from g in
            from r in db.Rejections
            where runs.Contains(r.Run) && !Waiting.Contains(r.Code)
            group r by new { r.Run, r.Code, r.Place } into g
            select new { g.Key.Run, g.Key.Code, g.Key.Place, Count = g.Count() }
        join run in db.Runs on g.Run equals run.Id
        where run.Kind != "replay" && g.Count >= Least && g.Count * 2 > run.Fetched
        select new { g.Run, g.Code, g.Place, run.StartedAt }).ToDictionary(g => (g.Run, g.Code, g.Place), g => g.StartedAt);

    private static Dictionary<(string Source, string Stream), DateTimeOffset> Recovered(HubDbContext db, Dictionary<(Guid Run, string Code, string Place), DateTimeOffset> drifted, DateTimeOffset? knownAt)
    {
        var bad = drifted.Keys.Select(d => d.Run).Distinct().ToList();
        return db.Runs.AsNoTracking()
            .Where(r => r.Kind == "pull" && r.State == RunState.Succeeded && r.Accepted + r.Unchanged > 0 && !bad.Contains(r.Id) && (knownAt == null || r.EndedAt <= knownAt))
            .GroupBy(r => new { r.Source, r.Stream }).Select(g => new { g.Key.Source, g.Key.Stream, Started = g.Max(r => r.StartedAt) })
            .AsEnumerable().ToDictionary(g => (g.Source, g.Stream), g => g.Started);
    }

    private sealed record Refusal(
        long Id, string Source, string Stream, string? Record, string Code, string Place, string? Unit, int? Day, Guid Run, DateTimeOffset RecordedAt, DateTimeOffset? SettledAt);
}
