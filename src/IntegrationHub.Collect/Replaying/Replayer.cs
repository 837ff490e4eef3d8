using IntegrationHub.Collect.Archive;
using IntegrationHub.Collect.Normalizing;
using IntegrationHub.Collect.Publishing;
using IntegrationHub.Collect.Pulling;
using IntegrationHub.Collect.Schedule;
using IntegrationHub.Connectors;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Sources;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Collect.Replaying;

/// <summary>
/// Normalizes archived readings again, with the mapping and the agency codes of today. A reading keeps the instant at which it was
/// requested, so a replay never goes before something newer, and gives what it would have given had they been right from the start.
/// </summary>
public sealed class Replayer(
    IDbContextFactory<HubDbContext> contexts, ConnectorRegistry connectors, PageArchive archive, BatchPublisher publisher, BackPressure backPressure, TimeProvider clock)
{
    /// <summary>Refused records of a source, of one stream after the other.</summary>
    /// <param name="rejections">Ids; null for all that are open.</param>
    /// <param name="accept">Also what is held: a person has looked at them.</param>
    /// <returns>The runs; empty when there was nothing to replay.</returns>
    public async Task<IReadOnlyList<Guid>> ReplayRefusedAsync(
        SourceDefinition source, ActiveCatalogue catalogue, Lease lease, IReadOnlyCollection<long>? rejections, bool accept, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var open = await db.Rejections.AsNoTracking()
            .Where(r => r.Source == source.Id && r.State == "open" && r.Record != null && (accept || !OpenRefusals.Waiting.Contains(r.Code)) && (rejections == null || rejections.Contains(r.Id)))
            .Select(r => new { r.Stream, r.Batch, r.Record }).ToListAsync(cancellationToken);
        var runs = new List<Guid>();
        foreach (var stream in open.GroupBy(r => r.Stream, StringComparer.Ordinal))
        {
            var pages = stream.GroupBy(r => r.Batch).OrderBy(g => g.Key)
                .Select(g => (g.Key, (IReadOnlySet<string>?)g.Select(r => r.Record!).ToHashSet(StringComparer.Ordinal))).ToList();
            runs.Add(await ReplayAsync(source, stream.Key, catalogue, lease, pages, cancellationToken));
        }

        return runs;
    }

    /// <summary>Everything that is archived of a stream, after its mapping has changed. What is held or was discarded is decided on by people: it stays as it is.</summary>
    /// <param name="keptOnly">Although pages were erased: the rest then counts by the mapping of today, and they by that of their time.</param>
    /// <exception cref="PageErasedException">Pages were erased; nothing was replayed.</exception>
    public async Task<Guid> ReplayAllAsync(SourceDefinition source, string stream, ActiveCatalogue catalogue, Lease lease, bool keptOnly, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);

        var (pages, erased) = await ArchivedPages.OfAsync(db, source.Id, stream, cancellationToken);
        if (erased > 0 && !keptOnly)
        {
            throw await PageErasedException.OfAsync(db, source.Id, stream, erased, cancellationToken);
        }

        return await ReplayAsync(source, stream, catalogue, lease, [.. pages.Select(no => (no, (IReadOnlySet<string>?)null))], cancellationToken);
    }

    private async Task<Guid> ReplayAsync(
        SourceDefinition source, string stream, ActiveCatalogue catalogue, Lease lease, IReadOnlyList<(long Batch, IReadOnlySet<string>? Records)> pages, CancellationToken cancellationToken)
    {
        var agencies = new AgencyDirectory(catalogue.Catalogue, source.Id, source.Connector);
        var normalizer = new Normalizer(catalogue.Catalogue, connectors.Mapping(catalogue.Catalogue, source.Connector, stream), agencies);
        var run = new StreamRun(Guid.CreateVersion7(clock.GetUtcNow()), source.Id, source.Connector, stream, lease, agencies, MovesCursor: false);
        using var activity = CollectTelemetry.Begin(ref run);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        db.Add(new Run { Id = run.Id, Source = run.Source, Stream = stream, Kind = "replay", StartedAt = clock.GetUtcNow() });
        await db.SaveChangesAsync(cancellationToken);
        var seq = 0;
        foreach (var (no, records) in pages)
        {
            // One page in memory at a time, however many there are.
            await backPressure.WaitAsync(run, cancellationToken);
            var readings = records is null ? await ArchivedPages.ReadAsync(db, no, cancellationToken) : await RefusedAsync(db, run, no, records, cancellationToken);
            var page = new Page { Readings = readings, Cursor = null, Progress = FormattableString.Invariant($"{seq + 1}/{pages.Count} pages") };
            var batch = await archive.StoreAsync(run, seq, page, closesRun: ++seq == pages.Count, cancellationToken);
            await publisher.PublishAsync(normalizer.Normalize(new PageOrigin(batch.Id, run.Id, run.Source, run.Connector, stream, batch.TraceParent), readings), cancellationToken);
        }

        await db.Runs.Where(r => r.Id == run.Id).ExecuteUpdateAsync(
            set => set.SetProperty(r => r.State, RunState.Succeeded).SetProperty(r => r.EndedAt, clock.GetUtcNow()), cancellationToken);
        return run.Id;
    }

    private static async Task<IReadOnlyList<Reading>> RefusedAsync(HubDbContext db, StreamRun run, long no, IReadOnlySet<string> records, CancellationToken cancellationToken) =>
        [.. (await ArchivedReadings.ReadAsync(db, no, cancellationToken) ?? throw await PageErasedException.OfAsync(db, run.Source, run.Stream, 1, cancellationToken)).Where(r => records.Contains(r.Key))];
}
