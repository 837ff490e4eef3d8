using System.Globalization;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Freshness;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Outbox;
using IntegrationHub.Store.Sources;
using IntegrationHub.Store.Stages;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Store.Alerts;

/// <summary>
/// Looks at the store and says what is wrong, each thing once under its cause: what follows from a source that is down, or from a stage that is dead, is told as what that hits.
/// </summary>
public sealed class AlertRules(FreshnessReader freshness, CatalogueStore catalogues, TimeProvider clock)
{
    private const int MostFailures = 3;
    private const long LeastFree = 512L * 1024 * 1024;

    private static readonly TimeSpan Recorded = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan MostClockOff = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Restart = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongBudget = TimeSpan.FromMinutes(15);

    private (int Count, long Last) refused;
    private IReadOnlyList<(string Source, string Stream, string Place)> drifted = [];

    /// <param name="storeNow">The instant by the store's clock.</param>
    public async Task<IReadOnlyList<AlertFinding>> FindAsync(HubDbContext db, DateTimeOffset storeNow, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        var stages = await OfStagesAsync(db, storeNow, cancellationToken);
        var board = await freshness.ReadAsync(db, cancellationToken);
        var sources = await OfSourcesAsync(db, board, cancellationToken);
        var late = OfFigures(board, sources);
        var queues = await OfQueuesAsync(db, cancellationToken);
        return Folded([.. stages, .. sources.Select(s => s with { Hits = [.. s.Hits, .. FiguresOf(board, s.Subject)] }), .. late, .. queues]);
    }

    /// <summary>What a dead stage, or a broker that is away, brings about is told with it.</summary>
    private static List<AlertFinding> Folded(IReadOnlyList<AlertFinding> found)
    {
        bool IsOf(AlertFinding root, AlertFinding f) => !ReferenceEquals(root, f) && (root.Cause, root.Subject, f.Cause) switch
        {
            (AlertCauses.StageDead, "collect", AlertCauses.SourceStale) => true,
            (AlertCauses.StageDead, "record", AlertCauses.QueueFull) => true,
            (AlertCauses.StageDead, "notify", AlertCauses.OutboxStuck or AlertCauses.SubscriberFailing) => true,
            (AlertCauses.BrokerDown, _, AlertCauses.OutboxStuck or AlertCauses.QueueFull or AlertCauses.StageNotReady) => true,
            _ => false,
        };
        var kept = found.Where(f => !found.Any(root => IsOf(root, f))).ToList();
        return [.. kept.Select(root => root with { Hits = [.. root.Hits, .. found.Where(f => IsOf(root, f)).SelectMany(f => f.Hits.Prepend($"{f.Cause}/{f.Subject}"))] })];
    }

    private static async Task<List<AlertFinding>> OfStagesAsync(HubDbContext db, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var found = new List<AlertFinding>();
        var rows = await db.Stages.AsNoTracking().ToListAsync(cancellationToken);
        foreach (var stage in rows.GroupBy(r => r.Stage).Where(g => g.Key is "collect" or "record" or "notify"))
        {
            var alive = stage.Where(r => r.State != StageRow.Stopped && now - r.BeatAt < StageRows.Silence).ToList();
            var last = stage.MaxBy(r => r.BeatAt)!;
            if (alive.Count == 0 && (last.State != StageRow.Stopped || now - last.BeatAt > Restart))
            {
                found.Add(new(AlertCauses.StageDead, stage.Key, new(
                    $"Khâu {stage.Key}: không còn tiến trình nào; {last.Process} báo lần cuối lúc {At(last.BeatAt)}", $"Stage {stage.Key}: no process does its work; {last.Process} was heard last at {At(last.BeatAt)}"), null, []));
            }

            foreach (var bad in alive.Where(r => r.State == StageRow.NotReady))
            {
                var cause = bad.Problem switch
                {
                    { } problem when problem.StartsWith(StageRow.OfLoop, StringComparison.Ordinal) => AlertCauses.StageDead,
                    { } problem when problem.StartsWith(StageRow.OfBus, StringComparison.Ordinal) => AlertCauses.BrokerDown,
                    _ => AlertCauses.StageNotReady,
                };
                found.Add(new(cause, cause == AlertCauses.BrokerDown ? "broker" : stage.Key, new($"Khâu {stage.Key} ({bad.Process}): {bad.Problem}", $"Stage {stage.Key} ({bad.Process}): {bad.Problem}"), null, [stage.Key]));
            }
        }

        foreach (var machine in rows.Where(r => r.State != StageRow.Stopped && now - r.BeatAt < StageRows.Silence).GroupBy(r => r.Process.Split('/')[0]))
        {
            var (off, disk) = (machine.MaxBy(r => Math.Abs(r.ClockOffMilliseconds))!.ClockOffMilliseconds, machine.Where(r => r.DiskFree is not null).MinBy(r => r.DiskFree));
            if (Math.Abs(off) >= MostClockOff.TotalMilliseconds)
            {
                found.Add(new(AlertCauses.ClockOff, machine.Key, new($"Đồng hồ máy {machine.Key} lệch {off / 1000} giây so với kho dữ liệu", $"The clock of {machine.Key} is {off / 1000} s off the store's"), null, []));
            }

            if (disk is { DiskFree: { } free, DiskSize: { } size } && (free < LeastFree || free < size / 20))
            {
                found.Add(new(AlertCauses.StoreDisk, machine.Key, new($"Máy {machine.Key} còn {free / 1024 / 1024} MiB trống", $"{machine.Key} has {free / 1024 / 1024} MiB left"), null, []));
            }
        }

        // Several stages of one process that lack the same thing lack it once.
        return [.. found.GroupBy(f => (f.Cause, f.Subject)).Select(g => g.First() with { Hits = [.. g.SelectMany(f => f.Hits).Distinct(StringComparer.Ordinal)] })];
    }

    private async Task<List<AlertFinding>> OfSourcesAsync(HubDbContext db, FreshnessBoard board, CancellationToken cancellationToken)
    {
        if (await catalogues.CurrentAsync(cancellationToken) is not { } active)
        {
            return [];
        }

        var (found, now) = (new List<AlertFinding>(), clock.GetUtcNow());
        var states = await db.SourceStates.AsNoTracking().ToDictionaryAsync(s => s.Source, cancellationToken);
        var standings = board.Sources.ToDictionary(s => s.Source, StringComparer.Ordinal);
        var drift = await DriftedAsync(db, cancellationToken);
        foreach (var source in active.Sources.Where(s => s.Enabled && states.GetValueOrDefault(s.Id)?.Paused is not true))
        {
            var (owner, standing, state) = (OwnerOf(active, source, standings[source.Id]), standings[source.Id], states.GetValueOrDefault(source.Id));
            var runs = await NewestAsync(db, source.Id, cancellationToken);
            var failed = runs.Where(r => r.State is RunState.Failed).ToList();
            found.AddRange(failed.GroupBy(r => AlertCauses.OfRun(r.ErrorCode)).Select(g => new AlertFinding(
                g.Key, source.Id, new($"{source.Name.Vi}: {g.First().ErrorCode} {g.First().Error}", $"{source.Name.En ?? source.Id}: {g.First().ErrorCode} {g.First().Error}"), owner, [.. g.Select(r => $"{source.Id}/{r.Stream}")])));
            var fields = drift.Where(d => d.Source == source.Id).ToList();
            if (fields.Count > 0 && !found.Exists(f => f.Cause == AlertCauses.SchemaChanged && f.Subject == source.Id))
            {
                var places = string.Join(", ", fields.Select(f => $"{f.Stream}:{f.Place}").Distinct(StringComparer.Ordinal));
                found.Add(new(AlertCauses.SchemaChanged, source.Id, new($"{source.Name.Vi}: hầu hết bản ghi bị từ chối ở {places}", $"{source.Name.En ?? source.Id}: most records are refused at {places}"), owner, [.. fields.Select(f => $"{source.Id}/{f.Stream}").Distinct()]));
            }

            if (state is { WaitFor: "budget", WaitUntil: { } until } && until > now && (until - now >= LongBudget || standing.IsStale))
            {
                found.Add(new(AlertCauses.BudgetUsedUp, source.Id, new($"{source.Name.Vi}: chờ đến {At(until)}", $"{source.Name.En ?? source.Id}: waits until {At(until)}"), owner, []));
            }
            else if (standing.IsStale && failed.Count == 0)
            {
                found.Add(new(AlertCauses.SourceStale, source.Id, new(
                    $"{source.Name.Vi}: đọc tốt lần cuối lúc {Last(standing, now)}, cho phép {standing.ObjectiveMinutes} phút", $"{source.Name.En ?? source.Id}: last read well at {Last(standing, now)}, {standing.ObjectiveMinutes} minutes are allowed"), owner, []));
            }

            if (runs.FirstOrDefault(r => r.ClockOffSeconds is not null) is { } off)
            {
                found.Add(new(AlertCauses.ClockOff, source.Id, new($"{source.Name.Vi}: đồng hồ của nguồn lệch {off.ClockOffSeconds} giây", $"{source.Name.En ?? source.Id}: its clock is {off.ClockOffSeconds} s off"), owner, [$"{source.Id}/{off.Stream}"]));
            }
        }

        return found;
    }

    /// <summary>Of a report that will be late for a reason of its own; where its source has an alert, the figure is what that hits.</summary>
    private static IEnumerable<AlertFinding> OfFigures(FreshnessBoard board, IReadOnlyList<AlertFinding> sources)
    {
        var told = sources.Select(s => s.Subject).ToHashSet(StringComparer.Ordinal);

        // That nobody delivers a figure at all is no news of today: /health/indicators says so.
        return board.Indicators.Where(i => i.Forecast is { WillBeLate: true, Reason: not "no-source" } && !i.Sources.Any(s => told.Contains(s.Split('/')[0])))
            .GroupBy(i => (i.Deadline.Duty, IsLate: i.Deadline.NeededBy <= board.At)).Select(g => new AlertFinding(
                g.Key.IsLate ? AlertCauses.FigureLate : AlertCauses.WillBeLate, g.Key.Duty,
                new($"{g.Count()} chỉ tiêu, cần trước {At(g.First().Deadline.NeededBy)}: {string.Join("; ", g.Select(i => i.Forecast.Text.Vi).Distinct())}",
                    $"{g.Count()} figures, needed by {At(g.First().Deadline.NeededBy)}: {string.Join("; ", g.Select(i => i.Forecast.Text.En).Distinct())}"),
                g.First().Owner, [.. g.Select(i => $"{i.Plan}/{i.Indicator}")]));
    }

    private static IEnumerable<string> FiguresOf(FreshnessBoard board, string source) =>
        board.Indicators.Where(i => i.Forecast.WillBeLate && i.Sources.Any(s => s.StartsWith(source + "/", StringComparison.Ordinal))).Select(i => $"{i.Plan}/{i.Indicator}").Distinct(StringComparer.Ordinal);

    private async Task<List<AlertFinding>> OfQueuesAsync(HubDbContext db, CancellationToken cancellationToken)
    {
        var (found, now) = (new List<AlertFinding>(), clock.GetUtcNow());
        var queues = await QueueReader.ReadAsync(db, cancellationToken);
        if (queues.FirstOrDefault(q => q is { Stage: "record", Of: null }) is { OldestAt: { } oldest } record && now - oldest > Recorded)
        {
            found.Add(new(AlertCauses.QueueFull, "record", new($"{record.Depth} trang chờ ghi, cũ nhất từ {At(oldest)}", $"{record.Depth} pages wait to be recorded, the oldest since {At(oldest)}"), null, [.. queues.Where(q => q is { Stage: "record", Of: not null }).Select(q => q.Of!)]));
        }

        foreach (var s in await db.Subscriptions.AsNoTracking().Where(s => s.Failures >= MostFailures || (s.PausedAt != null && s.PausedBy == null)).ToListAsync(cancellationToken))
        {
            var why = s.PausedBecause ?? s.Problem;
            found.Add(new(s.Kind == Subscription.Bus ? AlertCauses.OutboxStuck : AlertCauses.SubscriberFailing, s.Id, new($"{s.Id}: {s.Failures} lần gửi không được: {why}", $"{s.Id}: {s.Failures} attempts failed: {why}"), null, []));
        }

        found.AddRange(queues.Where(q => (q.Stage is "parked" or "dead-letters") && q.Depth > 0).Select(q => new AlertFinding(
            AlertCauses.Parked, q.Of ?? q.Stage, new($"{q.Of ?? q.Stage}: {q.Depth} mục gác lại", $"{q.Of ?? q.Stage}: {q.Depth} parked"), null, [])));
        return found;
    }

    /// <summary>Reading all open refusals is much for a look every few seconds: only when there are others than before.</summary>
    private async Task<IReadOnlyList<(string Source, string Stream, string Place)>> DriftedAsync(HubDbContext db, CancellationToken cancellationToken)
    {
        var open = db.Rejections.Where(r => r.State == "open");
        var now = (await open.CountAsync(cancellationToken), await db.Rejections.MaxAsync(r => (long?)r.Id, cancellationToken) ?? 0);
        if (now != refused)
        {
            drifted = [.. OpenRefusals.Read(db, null).Where(r => r.DriftedSince is not null).Select(r => (r.Source, r.Stream, r.Place)).Distinct()];
            refused = now;
        }

        return drifted;
    }

    private static async Task<List<Run>> NewestAsync(HubDbContext db, string source, CancellationToken cancellationToken)
    {
        var pulls = db.Runs.Where(r => r.Source == source && r.Kind == "pull" && r.State != RunState.Running);
        var latest = pulls.GroupBy(r => r.Stream).Select(g => new { Stream = g.Key, StartedAt = g.Max(r => r.StartedAt) });
        return await db.Runs.AsNoTracking().Where(r => r.Source == source && r.Kind == "pull" && r.State != RunState.Running)
            .Join(latest, r => new { r.Stream, r.StartedAt }, l => new { l.Stream, l.StartedAt }, (r, _) => r).ToListAsync(cancellationToken);
    }

    /// <summary>Whose system it is, else whose report waits for it.</summary>
    private static string? OwnerOf(ActiveCatalogue active, SourceDefinition source, SourceStanding standing) =>
        source.Systems.Select(code => active.Catalogue.Systems.FirstOrDefault(s => s.Code == code)?.Owner).FirstOrDefault(o => o is not null)
        ?? (standing.NextDeadline is { } deadline && active.Catalogue.Plans.TryGetValue(deadline.Plan, out var plan) ? plan.Owner : null);

    private static string Last(SourceStanding standing, DateTimeOffset now) => standing.AgeMinutes is { } age ? At(now.AddMinutes(-age)) : "—";

    private static string At(DateTimeOffset instant) => instant.ToOffset(VietnamDay.Offset).ToString("dd/MM/yyyy HH:mm", CultureInfo.InvariantCulture);
}
