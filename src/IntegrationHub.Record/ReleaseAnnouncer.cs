using System.Text.Json;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Figures;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Plans;
using IntegrationHub.Store.Releases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Record;

/// <summary>
/// Announces releases that were approved, and compares all their figures with what they would be now: after the approval, after a catalogue was applied, and
/// once a day for what no batch tells of by itself.
/// </summary>
public sealed class ReleaseAnnouncer(
    IDbContextFactory<HubDbContext> contexts, ILedgerDialect dialect, CatalogueStore catalogues, FigureCatalogues figures, FigureRecorder recorder, Standpoints standpoints,
    ReleaseWatch watch, CodeTable codes, SlotTable slots, TimeProvider clock, ILogger<ReleaseAnnouncer> logger) : BackgroundService
{
    private const string Type = "vn.integrationhub.release.announced.v1";

    // What was released longer ago is compared by those who look at it, and by batches that change it.
    private const int Years = 3;

    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Tick, clock);
        do
        {
            try
            {
                await AnnounceAsync(stoppingToken);
            }
            catch (Exception e) when (dialect.IsOfTheStore(e))
            {
                RecordLog.StoreUnavailable(logger, e.GetBaseException().Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <returns>How many releases were announced, and how many of their figures restated.</returns>
    public async Task<(int Announced, int Restated)> AnnounceAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var now = clock.GetUtcNow();
        var since = VietnamDay.Of(now).AddYears(-Years);
        var approved = await db.Releases.AsNoTracking().Where(r => r.ApprovedAt != null && (r.AnnouncedAt == null || r.CutOff >= since)).OrderBy(r => r.Id).ToListAsync(cancellationToken);
        if (approved.Count == 0 || await catalogues.CurrentAsync(cancellationToken) is not { } active)
        {
            return (0, 0);
        }

        var (announced, restated) = (0, 0);
        var applied = await db.CatalogueVersions.MaxAsync(v => v.AppliedAt, cancellationToken);
        foreach (var release in approved)
        {
            announced += release.AnnouncedAt is null ? await TellAsync(active, release.Id, cancellationToken) : 0;
            if (release.ComparedAt is not { } compared || compared < applied || VietnamDay.Of(compared) < VietnamDay.Of(now))
            {
                restated += await CompareAsync(active, release, cancellationToken);
            }
        }

        return (announced, restated);
    }

    private async Task<int> TellAsync(ActiveCatalogue active, long id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(db, cancellationToken);
        await dialect.LockAsync(db, cancellationToken);
        if (await db.Releases.SingleAsync(r => r.Id == id, cancellationToken) is not { AnnouncedAt: null } release)
        {
            return 0;
        }

        var change = await ChangeAsync(db, active, cancellationToken);
        release.AnnouncedAt = change.RecordedAt;
        var figures = await db.ReleasedValues.CountAsync(v => v.Release == id, cancellationToken);
        var earlier = await db.Releases.Where(r => r.Id != id && r.ApprovedAt != null && r.ApprovedAt <= release.ApprovedAt && r.Plan == release.Plan && r.Period == release.Period && r.Calendar == release.Calendar
            && r.View == release.View && r.CutOff == release.CutOff).MaxAsync(r => (long?)r.Id, cancellationToken);
        var data = JsonSerializer.SerializeToNode(new
        {
            release = id, plan = release.Plan, period = release.Period, calendar = release.Calendar, view = release.View, cutOff = release.CutOff, asKnownAt = release.AsKnownAt,
            digest = release.Digest, figures, findings = release.Findings, replaces = earlier, approvedAt = release.ApprovedAt, recordedAt = change.RecordedAt,
        }, ProgressJson.Options)!.AsObject();
        db.Add(CloudEvent.Row(Type, $"release.announced.{CloudEvent.Word(release.Plan)}", FormattableString.Invariant($"{release.Plan}/{id}"), data, change));
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return 1;
    }

    private async Task<int> CompareAsync(ActiveCatalogue active, Release release, CancellationToken cancellationToken)
    {
        await recorder.PrepareAsync(active, cancellationToken);
        await codes.LoadAsync(cancellationToken);
        await slots.LoadAsync(cancellationToken);
        await figures.OfAsync(active, cancellationToken);
        var begun = Instant.FromMicroseconds(Instant.ToMicroseconds(clock.GetUtcNow()));
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var units = await db.ReleasedValues.Where(v => v.Release == release.Id).Select(v => v.Unit).Distinct().ToListAsync(cancellationToken);

        // Nobody waits while most of them turn out to be what they were, and while it is found out why the others are not.
        var restated = 0;
        if (await DiffersAsync(db, release, units, cancellationToken) is { Count: > 0 } differing)
        {
            var cause = await CausesAsync(db, release, differing, cancellationToken);
            await using var transaction = await dialect.BeginAsync(db, cancellationToken);
            await dialect.LockAsync(db, cancellationToken);
            if (await db.CatalogueVersions.MaxAsync(v => v.Id, cancellationToken) != active.Version)
            {
                // Another was applied meanwhile: all of it again, next time.
                return 0;
            }

            var change = await ChangeAsync(db, active, cancellationToken);
            var keys = differing.Select(d => d.State.Key).ToHashSet();
            var found = await DiffersAsync(db, release, [.. keys.Select(k => k.Unit).Distinct(StringComparer.Ordinal)], cancellationToken, keys);
            found.ToList().ForEach(f => ReleaseWatch.Tell(db, f, cause(f), change));
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            restated = found.Count;
        }

        await db.Releases.Where(r => r.Id == release.Id).ExecuteUpdateAsync(set => set.SetProperty(r => r.ComparedAt, begun), cancellationToken);
        return restated;
    }

    private async Task<IReadOnlyList<ReleasedChange>> DiffersAsync(
        HubDbContext db, Release release, IReadOnlyList<string> units, CancellationToken cancellationToken, IReadOnlySet<ReleasedKey>? only = null, KnownAt? known = null)
    {
        var standpoint = await standpoints.OfAsync(db, known ?? KnownAt.Now, release.View, cancellationToken);
        var released = await ReleasedFigures.ReadAsync(db, units, null, cancellationToken, release.Plan);

        // A later release of the same figures is the one that is compared.
        return await watch.ChangesAsync(db, standpoint, [.. released.All.Where(s => s.Release.Id == release.Id && only?.Contains(s.Key) is not false)], cancellationToken);
    }

    /// <summary>Which of data, definitions and geography it was: each is let in by itself, in this order.</summary>
    private async Task<Func<ReleasedChange, string>> CausesAsync(HubDbContext db, Release release, IReadOnlyList<ReleasedChange> found, CancellationToken cancellationToken)
    {
        var then = release.ComparedAt ?? release.AsKnownAt;
        var units = found.Select(f => f.State.Key.Unit).Distinct(StringComparer.Ordinal).ToList();
        var keys = found.Select(f => f.State.Key).ToHashSet();
        var byData = (await DiffersAsync(db, release, units, cancellationToken, keys, new KnownAt(null, then, then))).Select(c => c.State.Key).ToHashSet();
        var byDefinition = (await DiffersAsync(db, release, units, cancellationToken, keys, new KnownAt(null, null, then))).Select(c => c.State.Key).ToHashSet();
        return change =>
            byData.Contains(change.State.Key) ? ReleaseWatch.Data
            : !byDefinition.Contains(change.State.Key) ? ReleaseWatch.Geography
            : change is { Now: { } now, State.Last: { } last } && (now.Value, now.Numerator, now.Denominator) == (last.Value, last.Numerator, last.Denominator) ? ReleaseWatch.Target
            : ReleaseWatch.Definition;
    }

    private async Task<FigureChange> ChangeAsync(HubDbContext db, ActiveCatalogue active, CancellationToken cancellationToken)
    {
        var recordedAt = await RecordingInstant.NextAsync(db, clock, cancellationToken);
        return new FigureChange(active, 0, new CellChange([], []), [], 0, Guid.Empty, "", recordedAt, TraceParent: null);
    }
}
