using System.Text.Json;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Plans;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Store.Alerts;

/// <summary>What is to be told of one cause, in one notice.</summary>
/// <param name="Open">How many alerts of the cause are open now, told or not.</param>
public sealed record AlertNotice(string Cause, IReadOnlyList<AlertLine> Raised, IReadOnlyList<AlertLine> Recovered, int Open);

/// <summary>
/// Holds what was found against the alerts that are open, and decides what is told: of one cause at most one notice of what is new and one of what is over in ten minutes,
/// with all that came together meanwhile. What comes and goes between two notices is not told at all.
/// </summary>
public static class AlertLedger
{
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    private const int MostHits = 50;
    private const int LongestText = 600;

    // What comes back within it is the same trouble.
    private static readonly TimeSpan Reopens = TimeSpan.FromHours(1);
    private static readonly TimeSpan Kept = TimeSpan.FromDays(366);

    /// <summary>Changes the alerts in the context; the caller saves them with the notices.</summary>
    public static async Task<IReadOnlyList<AlertNotice>> ApplyAsync(HubDbContext db, IReadOnlyList<AlertFinding> found, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(found);
        var (since, before) = (now - Reopens, now - Kept);
        await db.Alerts.Where(a => a.ClosedAt < before).ExecuteDeleteAsync(cancellationToken);
        var known = await db.Alerts.Where(a => a.ClosedAt == null || a.ClosedAt >= since || (a.ToldOpenAt != null && (a.ToldClosedAt == null || a.ToldClosedAt < a.ToldOpenAt))).ToListAsync(cancellationToken);
        var newest = known.OrderBy(a => a.Since).GroupBy(a => (a.Cause, a.Subject)).ToDictionary(g => g.Key, g => g.Last());
        var seen = new HashSet<(string, string)>();
        foreach (var finding in found.Where(f => seen.Add((f.Cause, f.Subject))))
        {
            if (!newest.TryGetValue((finding.Cause, finding.Subject), out var alert))
            {
                alert = new Alert { Cause = finding.Cause, Subject = finding.Subject, Since = now, Vi = "", En = "", Hits = "[]" };
                db.Add(alert);
                known.Add(alert);
            }

            alert.ClosedAt = null;
            (alert.Vi, alert.En, alert.Owner, alert.Hits) = (Cut(finding.Text.Vi), Cut(finding.Text.En ?? finding.Text.Vi), finding.Owner, Hits(finding.Hits));
        }

        foreach (var over in known.Where(a => a.ClosedAt is null && !seen.Contains((a.Cause, a.Subject))))
        {
            over.ClosedAt = now;
        }

        var silences = await db.AlertSilences.AsNoTracking().Where(s => s.EndedAt == null && s.From <= now && s.To > now).ToListAsync(cancellationToken);
        return [.. known.GroupBy(a => a.Cause).Where(g => AlertCauses.IsKnown(g.Key)).Select(g => Notice(g.Key, [.. g], silences, now)).OfType<AlertNotice>()];
    }

    private static AlertNotice? Notice(string cause, List<Alert> alerts, IReadOnlyList<AlertSilence> silences, DateTimeOffset now)
    {
        var raised = alerts.Max(a => a.ToldOpenAt) > now - Window ? []
            : alerts.Where(a => a.ClosedAt is null && !a.IsToldOpen && !silences.Any(s => s.Holds(a.Cause, a.Subject, now))).ToList();
        var recovered = alerts.Max(a => a.ToldClosedAt) > now - Window ? [] : alerts.Where(a => a.ClosedAt is not null && a.IsToldOpen).ToList();
        raised.ForEach(a => a.ToldOpenAt = now);
        recovered.ForEach(a => a.ToldClosedAt = now);
        return raised.Count + recovered.Count == 0 ? null : new(
            cause, [.. raised.Select(a => AlertBook.Line(a, [], now))], [.. recovered.Select(a => AlertBook.Line(a, [], now))], alerts.Count(a => a.ClosedAt is null));
    }

    private static string Hits(IReadOnlyList<string> hits)
    {
        var distinct = hits.Distinct(StringComparer.Ordinal).ToList();
        return JsonSerializer.Serialize(distinct.Count <= MostHits ? distinct : [.. distinct.Take(MostHits), $"+{distinct.Count - MostHits}"], ProgressJson.Options);
    }

    private static string Cut(string text) => text.Length <= LongestText ? text : text[..LongestText] + "…";
}
