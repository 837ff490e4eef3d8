using System.Text.Json;
using IntegrationHub.Collect.Archive;
using IntegrationHub.Collect.Normalizing;
using IntegrationHub.Collect.Publishing;
using IntegrationHub.Collect.Pulling;
using IntegrationHub.Collect.Schedule;
using IntegrationHub.Connectors;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Entries;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Sources;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Collect.Entries;

/// <summary>
/// Brings confirmed and undone amounts of metrics to the recorder, as readings of the manual source: from there on they are like what any
/// source reports, with lineage and history.
/// </summary>
public sealed class EntryRecorder(IDbContextFactory<HubDbContext> contexts, ConnectorRegistry connectors, PageArchive archive, BatchPublisher publisher, TimeProvider clock)
{
    private const string Connector = "manual";
    private const string Stream = "entries";

    /// <summary>The source that entries are recorded under; null when the catalogue has none.</summary>
    public static SourceDefinition? SourceOf(ActiveCatalogue catalogue)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        return catalogue.Sources.FirstOrDefault(s => s.Connector == Connector);
    }

    /// <returns>The run; empty when nothing waits.</returns>
    public async Task<IReadOnlyList<Guid>> RecordAsync(SourceDefinition source, ActiveCatalogue catalogue, Lease lease, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(catalogue);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var waiting = await db.Entries.AsNoTracking().Where(e => e.Pending && e.Metric != null).OrderBy(e => e.ChangedAt).ThenBy(e => e.Id).ToListAsync(cancellationToken);
        if (waiting.Count == 0)
        {
            return [];
        }

        var agencies = new AgencyDirectory(catalogue.Catalogue, source.Id, source.Connector);
        var normalizer = new Normalizer(catalogue.Catalogue, connectors.Mapping(catalogue.Catalogue, Connector, Stream), agencies);
        var run = new StreamRun(Guid.CreateVersion7(clock.GetUtcNow()), source.Id, Connector, Stream, lease, agencies, MovesCursor: false);
        using var activity = CollectTelemetry.Begin(ref run);
        db.Add(new Run { Id = run.Id, Source = source.Id, Stream = Stream, Kind = "pull", StartedAt = clock.GetUtcNow() });
        await db.SaveChangesAsync(cancellationToken);

        // Of several changes of one amount only the last is news.
        IReadOnlyList<Reading> readings = [.. (await StandingAsync(db, waiting, cancellationToken)).Select(s => ReadingOf(s.Key, s.Standing, s.ChangedAt))];
        var batch = await archive.StoreAsync(run, 0, new Page { Readings = readings, Cursor = null }, closesRun: true, cancellationToken);
        await publisher.PublishAsync(normalizer.Normalize(new PageOrigin(batch.Id, run.Id, source.Id, Connector, Stream, batch.TraceParent), readings), cancellationToken);
        var last = waiting[^1].ChangedAt;
        var ids = waiting.Select(e => e.Id).ToList();
        await db.Entries.Where(e => ids.Contains(e.Id) && e.ChangedAt <= last).ExecuteUpdateAsync(set => set.SetProperty(e => e.Pending, false), cancellationToken);
        await db.Runs.Where(r => r.Id == run.Id).ExecuteUpdateAsync(set => set.SetProperty(r => r.State, RunState.Succeeded).SetProperty(r => r.EndedAt, clock.GetUtcNow()), cancellationToken);
        return [run.Id];
    }

    /// <summary>For each amount that changed what stands now: the newest confirmed entry that is not undone, or none.</summary>
    private static async Task<IReadOnlyList<(EntryRow Key, EntryRow? Standing, DateTimeOffset ChangedAt)>> StandingAsync(HubDbContext db, List<EntryRow> changed, CancellationToken cancellationToken)
    {
        var metrics = changed.Select(e => e.Metric).Distinct().ToList();
        var standing = await db.Entries.AsNoTracking()
            .Where(e => metrics.Contains(e.Metric) && e.ConfirmedAt != null && e.UndoneAt == null).OrderBy(e => e.ConfirmedAt).ThenBy(e => e.Id).ToListAsync(cancellationToken);
        return [.. changed.GroupBy(KeyOf).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => (g.First(), standing.LastOrDefault(e => KeyOf(e) == g.Key), g.Max(e => e.ChangedAt)))];
    }

    private static string KeyOf(EntryRow entry) => FormattableString.Invariant($"{entry.Metric}|{entry.Unit}|{entry.FromDay:yyyy-MM-dd}|{entry.ToDay:yyyy-MM-dd}");

    private static Reading ReadingOf(EntryRow key, EntryRow? standing, DateTimeOffset changedAt) => new(KeyOf(key), JsonSerializer.SerializeToElement(new
    {
        metric = key.Metric,
        unit = key.Unit,
        from = FormattableString.Invariant($"{key.FromDay:yyyy-MM-dd}"),
        to = FormattableString.Invariant($"{key.ToDay:yyyy-MM-dd}"),
        amount = standing?.Amount,
        entry = standing?.Id,
        document = standing?.Document,
    }), changedAt);
}
