using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Duties;
using IntegrationHub.Indicators.Periods;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Figures;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Sources;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Store.Freshness;

/// <summary>Works back from the reports that are due to what each source has to have delivered by when, and says whether it will.</summary>
public sealed class FreshnessReader(CatalogueStore catalogues, FigureCatalogues figures, ConfirmedDays confirmed, TimeProvider clock)
{
    // In Viet Nam; who compiles the report finds the figures then.
    private static readonly TimeSpan WorkBegins = TimeSpan.FromHours(8);

    private static readonly TimeSpan LateFor = TimeSpan.FromDays(7);

    /// <returns>Without a catalogue nothing is known.</returns>
    public async Task<FreshnessBoard> ReadAsync(HubDbContext db, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        var now = clock.GetUtcNow();
        if (await catalogues.CurrentAsync(cancellationToken) is not { } active)
        {
            return new(now, [], []);
        }

        var catalogue = await figures.OfAsync(active, cancellationToken);
        var standings = await StandingsAsync(db, active, now, cancellationToken);
        var (deadlines, today) = (await DeadlinesAsync(db, catalogue.Catalogue, now, cancellationToken), VietnamDay.Of(now));
        var uses = catalogue.Catalogue.Plans.Values.Where(p => deadlines.ContainsKey(p.Id)).ToDictionary(p => p, p => FeedUses.Of(catalogue, p, today));
        var concerns = FeedUses.Concerns(catalogue, active.Sources, uses.Keys, today);
        return new(
            now,
            [.. active.Sources.Select(s => Source(s, [.. standings.Where(x => x.Source == s.Id)], stream => NextOf(uses, deadlines, concerns, stream, now), now))],
            [.. uses.SelectMany(u => u.Value.Where(f => f.Value.Count > 0).Select(f => Indicator(u.Key, f.Key, f.Value, deadlines[u.Key.Id], standings, concerns, now)))]);
    }

    private static SourceStanding Source(SourceDefinition source, IReadOnlyList<StreamStanding> streams, Func<StreamStanding, ReportDeadline?> deadlineOf, DateTimeOffset now)
    {
        var objective = SourceFreshness.ObjectiveOf(source, now);
        var succeeded = streams.Count == 0 || streams.Any(s => s.SucceededAt is null) ? null : streams.Min(s => s.SucceededAt);
        // What was never read well counts from when it was asked first: the first pull of a hub takes its time.
        var read = streams.Count == 0 || streams.All(s => s.FirstAt is null) ? (DateTimeOffset?)null : streams.Min(s => s.SucceededAt ?? s.FirstAt);
        var all = streams.Select(s => (Standing: s, Deadline: deadlineOf(s))).Select(s => (s.Standing, s.Deadline, Forecast: s.Deadline is null ? null : s.Standing.For(s.Deadline, now))).ToList();
        var next = all.Where(s => s.Deadline is not null).OrderBy(s => s.Deadline!.NeededBy).ThenByDescending(s => s.Forecast!.WillBeLate).FirstOrDefault();
        var worst = all.Where(s => s.Forecast?.WillBeLate is true).OrderBy(s => s.Deadline!.NeededBy).FirstOrDefault();
        return new(
            source.Id, (long?)objective?.TotalMinutes, source.Freshness is not null, (long?)(now - succeeded)?.TotalMinutes,
            source.Enabled && objective is not null && now - read > objective && !streams.Any(s => s.IsRunning),
            (worst.Deadline is null ? next : worst).Deadline, (worst.Deadline is null ? next : worst).Forecast,
            [.. all.Select(s => new StreamForecast(s.Standing.Stream, s.Standing.ConfirmedTo, s.Deadline?.DataTo, s.Deadline?.NeededBy, s.Forecast))]);
    }

    private static IndicatorStanding Indicator(
        Plan plan, string code, IReadOnlySet<string> feeds, IReadOnlyList<ReportDeadline> deadlines, IReadOnlyList<StreamStanding> standings, HashSet<(string, string)> concerns, DateTimeOffset now)
    {
        var row = plan.Rows.First(r => r.Indicator == code || r.Parts.Any(p => p.Indicator == code));
        var used = standings.Where(s => feeds.Contains(s.Feed.Name) && concerns.Contains((s.Source, plan.Id))).ToList();

        // One that is switched off for good is no reason while others deliver the same.
        used.RemoveAll(s => !s.Definition.Enabled && used.Any(o => o.Definition.Enabled && o.Feed.Name == s.Feed.Name));
        var deadline = deadlines.FirstOrDefault(d => d.Deadline > now || used.Any(s => s.For(d, now).Reason != "delivered"), deadlines[^1]);
        var missing = feeds.Where(f => used.All(s => s.Feed.Name != f)).ToList();
        var forecast = missing.Count > 0
            ? new Forecast(true, "no-source", new($"Chưa có nguồn nào cung cấp {string.Join(", ", missing)}", $"No source delivers {string.Join(", ", missing)}"), null)
            : used.Select(s => s.For(deadline, now)).OrderByDescending(f => f.WillBeLate).ThenBy(f => f.Reason == "delivered").First();
        var confirmedTo = missing.Count > 0 || used.Any(s => s.ConfirmedTo is null) ? null : used.Min(s => s.ConfirmedTo);
        return new(plan.Id, code, row.Title, plan.Owner, row.Lead, deadline, confirmedTo, forecast, [.. used.Select(s => $"{s.Source}/{s.Stream}")]);
    }

    private static ReportDeadline? NextOf(
        Dictionary<Plan, IReadOnlyDictionary<string, IReadOnlySet<string>>> uses, IReadOnlyDictionary<string, IReadOnlyList<ReportDeadline>> deadlines, HashSet<(string, string)> concerns, StreamStanding stream, DateTimeOffset now) =>
        uses.Where(u => concerns.Contains((stream.Source, u.Key.Id)) && u.Value.Values.Any(f => f.Contains(stream.Feed.Name))).SelectMany(u => deadlines[u.Key.Id])
            .Where(d => d.Deadline > now || stream.For(d, now).Reason != "delivered").MinBy(d => d.NeededBy);

    /// <summary>Of each plan the first report that is not late and was not sent, and before it one that nobody has sent although it is late, for some days.</summary>
    private static async Task<IReadOnlyDictionary<string, IReadOnlyList<ReportDeadline>>> DeadlinesAsync(HubDbContext db, HubCatalogue catalogue, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var days = WorkingDays.Of(catalogue);
        var sent = (await db.DutySubmissions.AsNoTracking().Where(s => s.UndoneAt == null).Select(s => new { s.Plan, s.Duty, s.Unit, s.Period }).ToListAsync(cancellationToken))
            .Select(s => (s.Plan, s.Duty, s.Unit, s.Period)).ToHashSet();
        var told = sent.Select(s => (s.Plan, s.Duty, s.Period)).ToHashSet();
        var next = new Dictionary<string, IReadOnlyList<ReportDeadline>>(StringComparer.Ordinal);
        foreach (var plan in catalogue.Plans.Values)
        {
            var due = plan.Reporting.SelectMany(d => DutyDates.Of(d, plan, days).Select(date => (Duty: d, Date: date))).OrderBy(d => d.Date.LastDay).ToList();
            var late = due.FindLast(d => d.Date.Deadline <= now && d.Date.Deadline > now - LateFor && !told.Contains((plan.Id, d.Duty.Id, d.Date.Period ?? DutyKey.Once)));
            var coming = due.Find(d => d.Date.Deadline > now && !(d.Duty.Roster.Count == 0 && sent.Contains((plan.Id, d.Duty.Id, plan.Owner, d.Date.Period ?? DutyKey.Once))));
            var found = new[] { late, coming }.Where(d => d.Date is not null).Select(d => Deadline(plan, d.Duty, d.Date, days)).ToList();
            if (found.Count > 0)
            {
                next[plan.Id] = found;
            }
        }

        return next;
    }

    private static ReportDeadline Deadline(Plan plan, ReportingDuty duty, DueDate date, WorkingDays days)
    {
        var compiledOn = days.OnOrBefore(date.LastDay);
        var dataTo = compiledOn.AddDays(-1);

        // Some reports are due before their period ends: they are about what is there by then.
        if (Period.TryParse(date.Period, plan.Calendar, out var period, out _) && period.To <= dataTo)
        {
            dataTo = period.To.AddDays(-1);
        }

        return new($"{plan.Id}.{duty.Id}.{date.Period ?? DutyKey.Once}", plan.Id, date.Period, date.LastDay, date.Deadline, dataTo, VietnamDay.StartOf(compiledOn) + WorkBegins);
    }

    private async Task<IReadOnlyList<StreamStanding>> StandingsAsync(HubDbContext db, ActiveCatalogue active, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var today = VietnamDay.Of(now);
        var states = await db.SourceStates.AsNoTracking().ToDictionaryAsync(s => s.Source, cancellationToken);
        var standings = new List<StreamStanding>();
        foreach (var source in active.Sources)
        {
            var streams = source.Streams.Count > 0 ? source.Streams : [.. active.Catalogue.Feeds.Keys.Where(f => f.StartsWith(source.Connector + "/", StringComparison.Ordinal)).Select(f => f[(source.Connector.Length + 1)..])];
            var state = states.GetValueOrDefault(source.Id);
            var firstAt = await db.Runs.Where(r => r.Source == source.Id).OrderBy(r => r.StartedAt).Select(r => (DateTimeOffset?)r.StartedAt).FirstOrDefaultAsync(cancellationToken);

            // By the machine's clock: like the lease.
            var isRunning = state?.LeaseUntil > TimeProvider.System.GetUtcNow() && await db.Runs.AnyAsync(r => r.Source == source.Id && r.State == RunState.Running, cancellationToken);
            foreach (var stream in streams.Where(s => active.Catalogue.Feeds.ContainsKey($"{source.Connector}/{s}")))
            {
                var feed = active.Catalogue.Feeds[$"{source.Connector}/{stream}"];
                var pulls = db.Runs.AsNoTracking().Where(r => r.Source == source.Id && r.Stream == stream && r.Kind == "pull");
                var last = await pulls.Where(r => r.State != RunState.Running).OrderByDescending(r => r.StartedAt).Select(r => new { r.State, r.ErrorCode }).FirstOrDefaultAsync(cancellationToken);
                var succeeded = await pulls.Where(r => r.State == RunState.Succeeded).OrderByDescending(r => r.StartedAt).Select(r => r.EndedAt).FirstOrDefaultAsync(cancellationToken);
                var confirmedTo = await confirmed.OfAsync(db, active, source, stream, today, cancellationToken);
                standings.Add(new StreamStanding(
                    source, stream, feed, source.Enabled && state?.Paused is not true, confirmedTo, succeeded, last?.State, last?.ErrorCode,
                    SourceFreshness.ObjectiveOf(source, now), state?.NextRunAt ?? SourceFreshness.NextAfter(source, now), isRunning) { FirstAt = firstAt });
            }
        }

        return standings;
    }
}
