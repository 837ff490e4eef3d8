using System.Globalization;
using System.Text.Json;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Sources;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Store.Timeline;

/// <summary>Joins again by its trace what several processes told of a run.</summary>
public static class TimelineReader
{
    private const int MostSpans = 5000;
    private static readonly string[] Stages = ["source", "collect", "publish", "record", "notify"];

    public static async Task<RunTimeline> OfAsync(HubDbContext db, Run run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(run);
        var rows = await RowsAsync(db, run, cancellationToken);
        var batches = await db.Batches.AsNoTracking().Where(b => b.Run == run.Id).GroupBy(b => b.State).Select(g => new { State = g.Key, Count = g.Count(), Readings = g.Sum(b => (long)b.Readings) })
            .ToListAsync(cancellationToken);
        var waiting = batches.Where(b => b.State is not BatchState.Recorded).Sum(b => b.Readings);
        var known = rows.Select(r => r.Span).ToHashSet(StringComparer.Ordinal);
        var end = run.EndedAt ?? rows.Select(r => (DateTimeOffset?)r.EndedAt).Max() ?? run.StartedAt;
        return new(
            run.Id, run.TraceId, run.StartedAt, run.EndedAt, rows.Count > 0, run.Fetched == run.Accepted + run.Unchanged + run.Rejected + waiting,
            [.. Stages.Select(stage => Step(stage, [.. rows.Where(r => r.Stage == stage)], Counts(stage, rows, run, batches.Sum(b => b.Count), waiting)))],
            [.. rows.Select(row => Span(row, known, end))]);
    }

    /// <summary>From what is kept anyway: how the run ended, what was refused, what is parked, and the steps that did not go well.</summary>
    public static async Task<IReadOnlyList<RunLogLine>> LogAsync(HubDbContext db, Run run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(run);
        var lines = new List<RunLogLine>();
        if (run.State is RunState.Failed)
        {
            lines.Add(new(run.EndedAt ?? run.StartedAt, "error", "collect", run.ErrorCode ?? "E_UNKNOWN", run.Error ?? "", 1));
        }

        if (run.State is RunState.Abandoned)
        {
            lines.Add(new(run.EndedAt ?? run.StartedAt, "warning", "collect", "W_BROKEN_OFF", "its process ended in the middle of it; a later run went on from where it was", 1));
        }

        if (run.ClockOffSeconds is { } off)
        {
            lines.Add(new(run.StartedAt, "warning", "source", "W_CLOCK_OFF", string.Create(CultureInfo.InvariantCulture, $"the source's clock is {Math.Abs(off)} seconds {(off < 0 ? "behind" : "ahead")}"), 1));
        }

        var refused = await db.Rejections.AsNoTracking().Where(r => r.Run == run.Id).GroupBy(r => r.Code)
            .Select(g => new { Code = g.Key, Count = g.Count(), At = g.Min(r => r.RecordedAt), First = g.Min(r => r.Id) }).ToListAsync(cancellationToken);
        var firsts = refused.Select(r => r.First).ToList();
        var messages = await db.Rejections.AsNoTracking().Where(r => firsts.Contains(r.Id)).ToDictionaryAsync(r => r.Id, r => r.Message, cancellationToken);
        lines.AddRange(refused.Select(r => new RunLogLine(r.At, "warning", "record", r.Code, messages.GetValueOrDefault(r.First, ""), r.Count)));
        var parked = await db.Batches.AsNoTracking().Where(b => b.Run == run.Id && b.State == BatchState.Parked).Select(b => new { b.CreatedAt, b.Id, b.Problem }).ToListAsync(cancellationToken);
        lines.AddRange(parked.Select(b => new RunLogLine(b.CreatedAt, "error", "record", "W_PARKED", $"batch {b.Id}: {b.Problem}", 1)));

        // That the pull as a whole failed is said by the run.
        lines.AddRange((await RowsAsync(db, run, cancellationToken)).Where(r => r.Problem is not null && !r.Name.StartsWith("pull ", StringComparison.Ordinal)).GroupBy(r => (r.Stage, r.Name, r.Problem))
            .Select(g => new RunLogLine(g.Min(r => r.StartedAt), "warning", g.Key.Stage, g.Key.Problem!, g.Key.Name, g.Sum(r => r.Count))));
        return [.. lines.OrderBy(l => l.At)];
    }

    private static async Task<IReadOnlyList<RunSpan>> RowsAsync(HubDbContext db, Run run, CancellationToken cancellationToken) => run.TraceId is null
        ? []
        : await db.RunSpans.AsNoTracking().Where(s => s.Trace == run.TraceId).OrderBy(s => s.StartedAt).ThenBy(s => s.Id).Take(MostSpans).ToListAsync(cancellationToken);

    private static RunStep Step(string stage, IReadOnlyList<RunSpan> rows, IReadOnlyDictionary<string, long> counts) => new(
        stage, rows.Count == 0 ? null : rows.Min(r => r.StartedAt), rows.Count == 0 ? null : rows.Max(r => r.EndedAt), rows.Sum(r => r.Count),
        rows.Where(r => r.Problem is not null).Sum(r => r.Count), counts);

    private static Dictionary<string, long> Counts(string stage, IReadOnlyList<RunSpan> rows, Run run, int batches, long waiting) => stage switch
    {
        "collect" => new() { ["pages"] = run.Pages, ["fetched"] = run.Fetched },
        "publish" => new() { ["batches"] = batches },
        "record" => new() { ["accepted"] = run.Accepted, ["unchanged"] = run.Unchanged, ["rejected"] = run.Rejected, ["waiting"] = waiting },
        "notify" => rows.Where(r => r.Stage == "notify").GroupBy(r => Attributes(r).GetValueOrDefault("hub.outcome", "failed")).ToDictionary(g => g.Key, g => (long)g.Sum(r => r.Count), StringComparer.Ordinal),
        _ => [],
    };

    private static TimelineSpan Span(RunSpan row, HashSet<string> known, DateTimeOffset end)
    {
        // Told when it began: how long the run took is known by now.
        var to = row.Stage == RunSpan.Root && end > row.StartedAt ? end : row.EndedAt;
        return new(
            row.Span, row.Parent is { } parent && known.Contains(parent) ? parent : null, row.Stage, row.Name, row.StartedAt, to, (long)(to - row.StartedAt).TotalMilliseconds, row.Count,
            row.Problem is null ? "ok" : "error", row.Problem, row.Process, Attributes(row));
    }

    private static Dictionary<string, string> Attributes(RunSpan row) => JsonSerializer.Deserialize<Dictionary<string, string>>(row.Attributes) ?? [];
}
