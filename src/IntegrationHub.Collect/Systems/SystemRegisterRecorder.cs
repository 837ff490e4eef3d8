using System.Security.Cryptography;
using System.Text;
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

namespace IntegrationHub.Collect.Systems;

/// <summary>
/// Records what the register of systems counts today and on the last days of the year's months, whenever it counts something else than
/// before: systems.yaml was changed, a source was connected or has gone silent, a day began.
/// </summary>
public sealed class SystemRegisterRecorder(
    IDbContextFactory<HubDbContext> contexts, ConnectorRegistry connectors, CatalogueStore catalogues, CodeTable codes, PageArchive archive, BatchPublisher publisher, TimeProvider clock)
{
    /// <returns>The run.</returns>
    public async Task<IReadOnlyList<Guid>> RecordAsync(SourceDefinition source, Lease lease, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        var active = await catalogues.CurrentAsync(cancellationToken) ?? throw new InvalidOperationException("no catalogue has been applied");
        var now = clock.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var agencies = new AgencyDirectory(active.Catalogue, source.Id, SystemRegister.Connector);
        var run = new StreamRun(Guid.CreateVersion7(now), source.Id, SystemRegister.Connector, SystemRegister.Stream, lease, agencies, MovesCursor: true);
        using var activity = CollectTelemetry.Begin(ref run);
        db.Add(new Run { Id = run.Id, Source = source.Id, Stream = SystemRegister.Stream, Kind = "pull", StartedAt = now });
        await db.SaveChangesAsync(cancellationToken);
        var days = Days(VietnamDay.Of(now)).ToList();
        var sources = active.Sources.Where(s => s.Systems.Count > 0).Select(s => s.Id).ToList();
        var readings = new List<Reading>();
        foreach (var day in days)
        {
            readings.AddRange(SystemRegister.On(active, day, await SourceRuns.LastReadAsync(db, sources, VietnamDay.StartOf(day.AddDays(1)), cancellationToken), now));
        }

        var digest = DigestOf(readings);
        if (await db.Cursors.Where(c => c.Source == source.Id && c.Stream == SystemRegister.Stream).Select(c => c.Cursor).SingleOrDefaultAsync(cancellationToken) != digest)
        {
            readings.AddRange(await GoneAsync(db, run, days, readings, now, cancellationToken));
            var batch = await archive.StoreAsync(run, 0, new Page { Readings = readings, Cursor = digest }, closesRun: true, cancellationToken);
            var normalizer = new Normalizer(active.Catalogue, connectors.Mapping(active.Catalogue, SystemRegister.Connector, SystemRegister.Stream), agencies);
            await publisher.PublishAsync(normalizer.Normalize(new PageOrigin(batch.Id, run.Id, source.Id, SystemRegister.Connector, SystemRegister.Stream, batch.TraceParent), readings), cancellationToken);
        }

        await db.Runs.Where(r => r.Id == run.Id).ExecuteUpdateAsync(set => set.SetProperty(r => r.State, RunState.Succeeded).SetProperty(r => r.EndedAt, clock.GetUtcNow()), cancellationToken);
        return [run.Id];
    }

    /// <summary>A stock is what there is at the end of a period: the months of the year that have ended, and today.</summary>
    private static IEnumerable<DateOnly> Days(DateOnly today)
    {
        for (var next = new DateOnly(today.Year, 1, 1); next <= today; next = next.AddMonths(1))
        {
            yield return next.AddDays(-1);
        }

        yield return today;
    }

    /// <summary>Systems that were counted on these days and no longer are.</summary>
    private async Task<IReadOnlyList<Reading>> GoneAsync(HubDbContext db, StreamRun run, List<DateOnly> days, List<Reading> readings, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await codes.FindAsync(CodeTable.Stream, $"{run.Source}/{run.Stream}", cancellationToken) is not { } stream)
        {
            return [];
        }

        var present = readings.Select(r => r.Key).ToHashSet(StringComparer.Ordinal);
        var prefixes = days.Select(d => SystemRegister.KeyOf("", d)).ToHashSet(StringComparer.Ordinal);
        var known = await db.MeasurementsCurrent.AsNoTracking().Where(m => m.Stream == stream && m.Vals != null).Select(m => m.Record).ToListAsync(cancellationToken);
        return [.. known.Where(k => prefixes.Contains(k[..11]) && !present.Contains(k)).Order(StringComparer.Ordinal).Select(k => SystemRegister.Withdrawn(k, now))];
    }

    private static string DigestOf(List<Reading> readings) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', readings.Select(r => $"{r.Key} {r.Body.GetRawText()}")))));
}
