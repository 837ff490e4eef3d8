using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Store.Sources;

/// <summary>A refused record that nobody has settled.</summary>
/// <param name="Place">The field, or of a held count its metric.</param>
/// <param name="DriftedSince">When the first was recorded of the run from which on its source no longer kept to the stream's contract in this place; null for a single bad record.</param>
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

    /// <summary>A key that names another case than before: waits as well.</summary>
    public const string KeyReused = "E_KEY_REUSED";

    /// <summary>Nothing is wrong with the record: a person has to look at what it would do to the figures.</summary>
    public static IReadOnlyList<string> Waiting { get; } = [Jump, Absent, KeyReused];

    // A few bad records are bad records, whatever share of a small pull they are.
    private const int Least = 5;

    /// <param name="knownAt">As known then; null is now.</param>
    public static IReadOnlyList<OpenRefusal> Read(HubDbContext db, DateTimeOffset? knownAt)
    {
        ArgumentNullException.ThrowIfNull(db);
        var open = db.Rejections.AsNoTracking()
            .Where(r => knownAt == null ? r.State == "open" : r.RecordedAt <= knownAt && (r.SettledAt == null || r.SettledAt > knownAt));
        var rows = open.Join(db.Batches, r => r.Batch, b => b.No, (r, b) => new { b.Connector, Refusal = r }).ToList();
        if (rows.Count == 0)
        {
            return [];
        }

        var drifted = Drifted(db, [.. rows.Select(r => r.Refusal.Source).Distinct()], rows.Min(r => r.Refusal.FirstAt ?? r.Refusal.RecordedAt), knownAt);
        var earliest = drifted.Count == 0 ? [] : Earliest(db, open, drifted);
        var recovered = new Dictionary<(string Source, string Stream), DateTimeOffset?>();
        return [.. rows.Select(r => new OpenRefusal(r.Refusal.Source, r.Connector, r.Refusal.Stream, r.Refusal.Code, r.Refusal.Place, r.Refusal.Unit, r.Refusal.Day, Since(r.Refusal)))];

        DateTimeOffset? Since(RejectionRow refusal)
        {
            if ((earliest.GetValueOrDefault(refusal.Id) ?? drifted.GetValueOrDefault((refusal.Run, refusal.Code, refusal.Place))) is not { } drift)
            {
                return null;
            }

            // Without a key nobody can say whether the record has come again: a later run that was good says it for all of them.
            return refusal.Record is null or ['?', ..] && Recovered(refusal) > drift.StartedAt ? null : drift.Since;
        }

        DateTimeOffset? Recovered(RejectionRow refusal)
        {
            if (!recovered.TryGetValue((refusal.Source, refusal.Stream), out var good))
            {
                recovered[(refusal.Source, refusal.Stream)] = good = LastGood(db, refusal.Source, refusal.Stream, drifted, knownAt);
            }

            return good;
        }
    }

    /// <summary>Runs of which one rule refused most in one place, by what was recorded of them by then.</summary>
    private static Dictionary<(Guid Run, string Code, string Place), Drift> Drifted(HubDbContext db, List<string> sources, DateTimeOffset first, DateTimeOffset? knownAt)
    {
        // What a run counts at its end decides, unless a part of it was recorded later.
        var suspects = db.Runs.AsNoTracking().Where(r => sources.Contains(r.Source) && r.Kind != "replay" && r.Rejected >= Least)
            .Where(r => r.Rejected * 2 > r.Fetched || db.Batches.Any(b => b.Run == r.Id && (b.RecordedAt == null || b.RecordedAt > knownAt)))
            .Select(r => new { r.Id, r.StartedAt }).ToDictionary(r => r.Id, r => r.StartedAt);
        if (suspects.Count == 0)
        {
            return [];
        }

        var runs = suspects.Keys.ToList();
        var recorded = db.Batches.AsNoTracking().Where(b => runs.Contains(b.Run) && b.RecordedAt != null && (knownAt == null || b.RecordedAt <= knownAt))
            .GroupBy(b => b.Run).Select(g => new { Run = g.Key, Readings = g.Sum(b => b.Readings), First = g.Min(b => b.RecordedAt) }).ToDictionary(g => g.Run);
        return db.Rejections.AsNoTracking().Where(r => runs.Contains(r.Run) && !Waiting.Contains(r.Code) && r.RecordedAt >= first && (knownAt == null || r.RecordedAt <= knownAt))
            .GroupBy(r => new { r.Run, r.Code, r.Place }).Select(g => new { g.Key.Run, g.Key.Code, g.Key.Place, Count = g.Count() })
            .Where(g => g.Count >= Least).AsEnumerable().Where(g => g.Count * 2 > recorded[g.Run].Readings)
            .ToDictionary(g => (g.Run, g.Code, g.Place), g => new Drift(suspects[g.Run], recorded[g.Run].First!.Value));
    }

    /// <summary>By open refusal the first run that drifted, of those in which the record was refused ever since: what was good before is older still.</summary>
    private static Dictionary<long, Drift> Earliest(HubDbContext db, IQueryable<RejectionRow> open, Dictionary<(Guid Run, string Code, string Place), Drift> drifted)
    {
        var again = open.Where(o => o.FirstAt < o.RecordedAt);
        var first = new Dictionary<long, (long Id, string Code, string Place)>();
        foreach (var rule in drifted.Keys.GroupBy(d => (d.Code, d.Place)))
        {
            var (code, place, runs) = (rule.Key.Code, rule.Key.Place, rule.Select(d => d.Run).ToList());
            var found = from o in again
                        join r in db.Rejections on new { o.Source, o.Stream, o.Record } equals new { r.Source, r.Stream, r.Record }
                        where r.Code == code && r.Place == place && runs.Contains(r.Run) && r.RecordedAt >= o.FirstAt && r.Id <= o.Id
                        group r by o.Id into g
                        select new { Open = g.Key, First = g.Min(r => r.Id) };
            foreach (var f in found)
            {
                if (!first.TryGetValue(f.Open, out var known) || f.First < known.Id)
                {
                    first[f.Open] = (f.First, code, place);
                }
            }
        }

        var ids = first.Values.Select(f => f.Id).Distinct().ToList();
        var runOf = db.Rejections.Where(r => ids.Contains(r.Id)).Select(r => new { r.Id, r.Run }).ToDictionary(r => r.Id, r => r.Run);
        return first.ToDictionary(f => f.Key, f => drifted[(runOf[f.Value.Id], f.Value.Code, f.Value.Place)]);
    }

    /// <summary>Start of the last run after the drift that was good, as far as it was recorded by then.</summary>
    private static DateTimeOffset? LastGood(
        HubDbContext db, string source, string stream, Dictionary<(Guid Run, string Code, string Place), Drift> drifted, DateTimeOffset? knownAt)
    {
        var (bad, began) = (drifted.Keys.Select(d => d.Run).Distinct().ToList(), drifted.Values.Min(d => d.StartedAt));
        return db.Runs.AsNoTracking()
            .Where(r => r.Source == source && r.Stream == stream && r.StartedAt > began && r.Kind == "pull" && r.State == RunState.Succeeded && !bad.Contains(r.Id) && (knownAt == null || r.EndedAt <= knownAt))
            .Where(r => db.Batches.Any(b => b.Run == r.Id && b.RecordedAt != null && (knownAt == null || b.RecordedAt <= knownAt)
                && b.Readings > db.Rejections.Count(refused => refused.Run == r.Id && refused.Batch == b.No)))
            .Max(r => (DateTimeOffset?)r.StartedAt);
    }

    /// <param name="Since">When the first of it was recorded.</param>
    private sealed record Drift(DateTimeOffset StartedAt, DateTimeOffset Since);
}
