using System.Text.Json;
using IntegrationHub.Collect.Archive;
using IntegrationHub.Collect.Normalizing;
using IntegrationHub.Collect.Publishing;
using IntegrationHub.Collect.Schedule;
using IntegrationHub.Connectors;
using IntegrationHub.Contracts;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Figures;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Sources;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Collect.Pulling;

/// <summary>
/// Deletion by absence, in streams that are declared <c>complete: window</c> and in no others: what two complete reads of a unit's days, an hour apart and of
/// equal counts, have not brought is gone at the source, and what it counted is taken back. More than one in a hundred of the days' records at once are
/// not believed: they are held until a person accepts it.
/// </summary>
/// <remarks>Judged before a stream is read again, when the reads before are recorded. Taking back is a reading like others: archived, replayed, and undone by the record when it comes again.</remarks>
public sealed class AbsentRecords(
    IDbContextFactory<HubDbContext> contexts, ConnectorRegistry connectors, CodeTable codes, PageArchive archive, BatchPublisher publisher, TimeProvider clock, ILogger<AbsentRecords> logger)
{
    private const int MostShare = 100;
    private const int PageSize = 1000;
    private static readonly TimeSpan Apart = TimeSpan.FromHours(1);

    /// <returns>The run that takes back; null when nothing is to be taken back.</returns>
    public async Task<Guid?> RetractAsync(SourceDefinition source, string stream, HubCatalogue catalogue, Lease lease, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(catalogue);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (await ReadsAsync(db, source.Id, stream, cancellationToken) is not (var first, var last)
            || Windows.CommonOf(await DeliveriesAsync(db, first, cancellationToken), await DeliveriesAsync(db, last, cancellationToken)) is not { Count: > 0 } windows)
        {
            return null;
        }

        var agencies = new AgencyDirectory(catalogue, source.Id, source.Connector);
        var normalizer = new Normalizer(catalogue, connectors.Mapping(catalogue, source.Connector, stream), agencies);
        var reader = new PresentRecords(db, codes, catalogue, normalizer, new PageOrigin(Guid.Empty, Guid.Empty, source.Id, source.Connector, stream, null), windows);
        if (await reader.ReadAsync(first, cancellationToken) is not { } before || await reader.ReadAsync(last, cancellationToken) is not { } after)
        {
            return null;
        }

        var (gone, held) = await AbsentAsync(db, source, stream, reader, before, after, first, cancellationToken);
        return gone.Count == 0 ? null : await StoreAsync(db, source, stream, agencies, normalizer, lease, gone, held, last.StartedAt, cancellationToken);
    }

    /// <summary>The last read that came to its end, and the one before it that lies far enough back; both recorded.</summary>
    private static async Task<(Run First, Run Last)?> ReadsAsync(HubDbContext db, string source, string stream, CancellationToken cancellationToken)
    {
        var reads = db.Runs.AsNoTracking().Where(r => r.Source == source && r.Stream == stream && r.Kind == "pull" && r.State == RunState.Succeeded);
        if (await reads.OrderByDescending(r => r.StartedAt).FirstOrDefaultAsync(cancellationToken) is not { } last)
        {
            return null;
        }

        var until = last.StartedAt - Apart;
        return await reads.Where(r => r.EndedAt <= until).OrderByDescending(r => r.StartedAt).FirstOrDefaultAsync(cancellationToken) is { } first
            && !await db.Batches.AnyAsync(b => (b.Run == first.Id || b.Run == last.Id) && b.State == BatchState.Pending, cancellationToken)
            && !await db.Runs.AnyAsync(r => r.Source == source && r.Stream == stream && r.Kind == RunKind && r.StartedAt >= last.StartedAt, cancellationToken)
            ? (first, last) : null;
    }

    /// <summary>The reads whose pages are compared, or may be with a read to come: from the first of <see cref="ReadsAsync"/> on.</summary>
    internal static async Task<IReadOnlyList<Guid>> ComparedAsync(HubDbContext db, string source, string stream, CancellationToken cancellationToken)
    {
        var reads = db.Runs.AsNoTracking().Where(r => r.Source == source && r.Stream == stream && r.Kind == "pull" && r.State == RunState.Succeeded);
        var until = await reads.MaxAsync(r => (DateTimeOffset?)r.StartedAt, cancellationToken) - Apart;
        var from = await reads.Where(r => r.EndedAt <= until).MaxAsync(r => (DateTimeOffset?)r.StartedAt, cancellationToken);
        return await reads.Where(r => from == null || r.StartedAt >= from).Select(r => r.Id).ToListAsync(cancellationToken);
    }

    private const string RunKind = "absence";

    private static async Task<IReadOnlyList<UnitDelivery>> DeliveriesAsync(HubDbContext db, Run run, CancellationToken cancellationToken) =>
        [.. (await db.Batches.AsNoTracking().Where(b => b.Run == run.Id && b.Deliveries != null).Select(b => b.Deliveries!).ToListAsync(cancellationToken))
            .SelectMany(d => JsonSerializer.Deserialize<List<UnitDelivery>>(d)!)];

    /// <summary>What is counted in a window of equal counts and was in neither read; and which of it is too much to be believed.</summary>
    private async Task<(List<Gone> Gone, HashSet<string> Held)> AbsentAsync(
        HubDbContext db, SourceDefinition source, string stream, PresentRecords reader, Present before, Present after, Run first, CancellationToken cancellationToken)
    {
        var judged = (await db.Rejections.AsNoTracking()
            .Where(r => r.Source == source.Id && r.Stream == stream && r.Code == OpenRefusals.Absent && r.Record != null && (r.State == "open" || r.State == "discarded"))
            .Select(r => r.Record!).ToListAsync(cancellationToken)).ToHashSet(StringComparer.Ordinal);
        var began = Instant.ToMicroseconds(first.StartedAt);
        var (stored, absent) = (new Dictionary<Window, int>(), new Dictionary<Window, List<Gone>>());
        var number = await codes.NumberAsync(CodeTable.Stream, $"{source.Id}/{stream}", cancellationToken);
        await foreach (var record in db.MeasurementsCurrent.AsNoTracking().Where(m => m.Stream == number && m.Vals != null).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            var values = LedgerCodec.DecodeValues(record.Vals!);
            var isGone = record.ObservedAt < began && !before.Keys.Contains(record.Record) && !after.Keys.Contains(record.Record) && !judged.Contains(record.Record);
            foreach (var window in reader.WindowsOf(values))
            {
                stored[window] = stored.GetValueOrDefault(window) + 1;
                if (isGone && before.Counts.GetValueOrDefault(window) == after.Counts.GetValueOrDefault(window))
                {
                    (absent.TryGetValue(window, out var list) ? list : absent[window] = []).Add(new(record.Record, record.SourceSeq, values[0].Unit, values[0].From));
                }
            }
        }

        var held = absent.Where(w => w.Value.Count * MostShare > stored[w.Key]).SelectMany(w => w.Value.Select(g => g.Record)).ToHashSet(StringComparer.Ordinal);
        return ([.. absent.Values.SelectMany(g => g).DistinctBy(g => g.Record).OrderBy(g => g.Record, StringComparer.Ordinal)], held);
    }

    private async Task<Guid> StoreAsync(
        HubDbContext db, SourceDefinition source, string stream, AgencyDirectory agencies, Normalizer normalizer, Lease lease, List<Gone> gone, HashSet<string> held, DateTimeOffset noticed, CancellationToken cancellationToken)
    {
        var run = new StreamRun(Guid.CreateVersion7(clock.GetUtcNow()), source.Id, source.Connector, stream, lease, agencies, MovesCursor: false);
        using var activity = CollectTelemetry.Begin(ref run);
        db.Add(new Run { Id = run.Id, Source = source.Id, Stream = stream, Kind = RunKind, StartedAt = clock.GetUtcNow() });
        await db.SaveChangesAsync(cancellationToken);
        var pages = gone.Chunk(PageSize).ToList();
        for (var seq = 0; seq < pages.Count; seq++)
        {
            IReadOnlyList<Reading> readings = [.. pages[seq].Select(g => new Reading(g.Record, AbsenceMark.Of(g.SourceSeq), noticed))];
            IReadOnlyList<RejectedRecord> waiting = [.. pages[seq].Where(g => held.Contains(g.Record)).Select(g => Held(g, noticed))];
            var batch = await archive.StoreAsync(run, seq, new Page { Readings = readings, Cursor = null }, closesRun: seq == pages.Count - 1, cancellationToken, waiting);
            await publisher.PublishAsync(normalizer.Normalize(new PageOrigin(batch.Id, run.Id, source.Id, source.Connector, stream, batch.TraceParent), readings, waiting), cancellationToken);
        }

        await db.Runs.Where(r => r.Id == run.Id).ExecuteUpdateAsync(
            set => set.SetProperty(r => r.State, RunState.Succeeded).SetProperty(r => r.EndedAt, clock.GetUtcNow()), cancellationToken);
        CollectLog.RecordsGone(logger, source.Id, stream, gone.Count - held.Count, held.Count);
        return run.Id;
    }

    private RejectedRecord Held(Gone gone, DateTimeOffset noticed) => new()
    {
        Record = gone.Record, Code = OpenRefusals.Absent, Place = "complete: window", Unit = codes.Word(gone.Unit), Day = gone.Day, ObservedAt = Instant.ToMicroseconds(noticed),
        Message = "two complete reads have not brought it, and with it more than one record in a hundred of its unit's days is gone: "
            + "it counts on until a person accepts that (hub quarantine replay SOURCE --accept) or the source has it again",
    };

    /// <param name="Unit">The unit's number, of the first of its values.</param>
    private sealed record Gone(string Record, long SourceSeq, int Unit, int Day);
}

/// <summary>A unit's days, by one date field, that both reads have read completely.</summary>
/// <param name="Unit">The unit's number.</param>
internal readonly record struct Window(int Unit, string OnField, int From, int To);

/// <param name="Keys">Every record that was read, also refused ones.</param>
/// <param name="Counts">How many counted in each window.</param>
internal sealed record Present(HashSet<string> Keys, Dictionary<Window, int> Counts);

internal static class Windows
{
    /// <summary>Days of a unit and date field that both have read completely.</summary>
    public static IReadOnlyList<UnitDelivery> CommonOf(IReadOnlyList<UnitDelivery> first, IReadOnlyList<UnitDelivery> last)
    {
        var joined = Joined(last).ToLookup(d => (d.Unit, d.OnField));
        return
        [
            .. Joined(first).SelectMany(f => joined[(f.Unit, f.OnField)]
                .Select(l => f with { FromDay = Math.Max(f.FromDay, l.FromDay), ToDay = Math.Min(f.ToDay, l.ToDay) })
                .Where(common => common.FromDay < common.ToDay)),
        ];
    }

    /// <summary>Spans that meet are one: a read of many pages says it month by month.</summary>
    private static IEnumerable<UnitDelivery> Joined(IReadOnlyList<UnitDelivery> deliveries)
    {
        foreach (var spans in deliveries.GroupBy(d => (d.Unit, d.OnField)))
        {
            UnitDelivery? open = null;
            foreach (var span in spans.OrderBy(s => s.FromDay))
            {
                if (open is not null && span.FromDay > open.ToDay)
                {
                    yield return open;
                    open = null;
                }

                open = open is null ? span : open with { ToDay = Math.Max(open.ToDay, span.ToDay) };
            }

            yield return open!;
        }
    }
}

/// <summary>What a read brought, from its archived pages: one page in memory at a time, beside the keys.</summary>
internal sealed class PresentRecords(HubDbContext db, CodeTable codes, HubCatalogue catalogue, Normalizer normalizer, PageOrigin origin, IReadOnlyList<UnitDelivery> windows)
{
    private readonly string feed = origin.Connector + "/" + origin.Stream;
    private readonly ILookup<string, UnitDelivery> byUnit = windows.ToLookup(w => w.Unit, StringComparer.Ordinal);

    /// <returns>Null when a page of the read is no longer archived: what it brought would look like gone.</returns>
    public async Task<Present?> ReadAsync(Run run, CancellationToken cancellationToken)
    {
        var present = new Present(new HashSet<string>(StringComparer.Ordinal), []);
        foreach (var no in await db.Batches.AsNoTracking().Where(b => b.Run == run.Id).OrderBy(b => b.No).Select(b => b.No).ToListAsync(cancellationToken))
        {
            if (await ArchivedReadings.ReadAsync(db, no, cancellationToken) is not { } readings)
            {
                return null;
            }

            var incoming = await IncomingBatch.ReadAsync(normalizer.Normalize(origin, readings), codes, cancellationToken);
            present.Keys.UnionWith(readings.Select(r => r.Key));
            foreach (var window in incoming.Records.Where(r => r.Values is not null).SelectMany(r => WindowsOf(LedgerCodec.DecodeValues(r.Values!))))
            {
                present.Counts[window] = present.Counts.GetValueOrDefault(window) + 1;
            }
        }

        await codes.LoadAsync(cancellationToken);
        return present;
    }

    /// <summary>The windows in which a record counts, each once.</summary>
    public IEnumerable<Window> WindowsOf(IReadOnlyList<ValueEntry> values) => values
        .SelectMany(v => byUnit[codes.Word(v.Unit)]
            .Where(w => v.From >= w.FromDay && v.From < w.ToDay && catalogue.Metrics.GetValueOrDefault(codes.Word(v.Metric))?.Feeds.GetValueOrDefault(feed) == w.OnField)
            .Select(w => new Window(v.Unit, w.OnField, w.FromDay, w.ToDay)))
        .Distinct();
}
