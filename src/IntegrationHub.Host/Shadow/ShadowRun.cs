using IntegrationHub.Collect.Normalizing;
using IntegrationHub.Collect.Pulling;
using IntegrationHub.Collect.Replaying;
using IntegrationHub.Connectors;
using IntegrationHub.Host.Commands;
using IntegrationHub.Host.Hosting;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Progress;
using IntegrationHub.Record;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Sources;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Host.Shadow;

/// <param name="Changed">Amounts that differ, greatest difference first.</param>
/// <param name="Rows">Rows of plans that differ, in the order of the plans.</param>
/// <param name="Refused">What the new mapping refuses, by rule and place; only records that no other reading of makes good.</param>
internal sealed record ShadowAnswer(
    string Source, string Stream, int OldVersion, int NewVersion, int Pages, long Readings,
    IReadOnlyList<ShadowAmount> Changed, IReadOnlyList<ShadowRow> Rows, IReadOnlyList<ShadowRefusal> Refused);

/// <param name="From">First day; of cases the first of their month.</param>
/// <param name="To">Day after the last day.</param>
internal sealed record ShadowAmount(string Metric, string Unit, DateOnly From, DateOnly To, string Scope, decimal Old, decimal New);

internal sealed record ShadowRow(string Plan, string Indicator, string? Part, string Unit, string Period, ShadowFigure Old, ShadowFigure New);

internal sealed record ShadowFigure(string? Numerator, string? Denominator, string? Percent, string Display, string Verdict, string Status)
{
    public static ShadowFigure Of(ProgressRow row) => new(row.Numerator ?? row.Value, row.Denominator, row.Percent, row.Display, row.Verdict, row.Status);
}

internal sealed record ShadowRefusal(string Code, string Place, int Records, string? Sample, string Message);

/// <summary>
/// Counts what is archived of a stream with a mapping that is not enabled, and tells what would change. It is recorded by the same recorder,
/// into a copy that is thrown away; the store itself is only read, from one snapshot.
/// </summary>
internal sealed class ShadowRun(HubStore store, TimeProvider clock, Action<string> say)
{
    public async Task<ShadowAnswer> RunAsync(SourceDefinition source, ActiveCatalogue active, string stream, string mappingText, CancellationToken cancellationToken)
    {
        var (shadow, mapping) = Shadow(source, active, stream, mappingText);
        var old = store.Get<ConnectorRegistry>().Mapping(active.Catalogue, source.Connector, stream);
        if (mapping.Version <= old.Version)
        {
            throw new CommandException($"version {mapping.Version} of the mapping is not above {old.Version}, which is in use: a replay would not prefer it. Raise 'version' in the file");
        }

        await using var db = await store.ContextAsync(cancellationToken);
        await db.Database.OpenConnectionAsync(cancellationToken);
        await db.Database.ExecuteSqlRawAsync(db.Database.ProviderName == "Npgsql.EntityFrameworkCore.PostgreSQL" ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" : "BEGIN DEFERRED", cancellationToken);
        await store.Get<CodeTable>().LoadAsync(cancellationToken);
        await store.Get<SlotTable>().LoadAsync(cancellationToken);
        await using var scratch = await ScratchStore.CreateAsync(clock, cancellationToken);
        say($"{source.Id}/{stream}: copying what is counted");
        var number = await store.Get<CodeTable>().FindAsync(CodeTable.Stream, $"{source.Id}/{stream}", cancellationToken)
            ?? throw new CommandException($"nothing of {source.Id}/{stream} has been recorded yet");
        await scratch.CopyAsync(db, [new(number, null)], cancellationToken);
        var before = await db.Batches.MaxAsync(b => b.RecordedAt, cancellationToken) ?? clock.GetUtcNow();
        var (pages, readings) = await CountAsync(db, scratch, source, shadow, mapping, stream, cancellationToken);
        var changed = await ShadowFigures.ChangedAsync(scratch, shadow, source.Connector + "/" + stream, before, cancellationToken);
        say($"{source.Id}/{stream}: computing the plans");
        var rows = await new ShadowFigures(store.Services, clock).RowsAsync(db, scratch, active, shadow, changed, cancellationToken);
        var refused = await ShadowFigures.RefusedAsync(scratch, source.Id, stream, before, cancellationToken);
        await db.Database.ExecuteSqlRawAsync("ROLLBACK", cancellationToken);
        return new ShadowAnswer(source.Id, stream, old.Version, mapping.Version, pages, readings, changed, rows, refused);
    }

    private (ActiveCatalogue Catalogue, IStreamMapping Mapping) Shadow(SourceDefinition source, ActiveCatalogue active, string stream, string text)
    {
        var path = $"mappings/{source.Connector}/{stream}.map.yaml";
        var defined = store.Get<ConnectorRegistry>().Module(source.Connector).Define(new StreamDefinition(source.Connector, stream, path, text))
            ?? throw new CommandException($"the connector '{source.Connector}' takes no mappings from the catalogue");
        if (defined.Mapping is null || defined.Problems.Count > 0)
        {
            throw new CommandException(string.Join('\n', defined.Problems.Select(p => $"{p.Line}:{p.Column} {p.Code} {p.Message} {p.Remedy}")));
        }

        if (defined.Stream!.Name != stream)
        {
            throw new CommandException($"the mapping is of stream '{defined.Stream.Name}', not of '{stream}'", ExitCodes.Usage);
        }

        var file = new StreamMappingText(source.Connector, stream, path, text);
        var catalogue = active.Catalogue with { Mappings = [.. active.Catalogue.Mappings.Where(m => m.Path != path), file] };
        return (active with { Catalogue = catalogue, Files = active.Files.With(new CatalogueFiles([new CatalogueFile(path, text)])) }, defined.Mapping);
    }

    private async Task<(int Pages, long Readings)> CountAsync(
        HubDbContext db, ScratchStore scratch, SourceDefinition source, ActiveCatalogue shadow, IStreamMapping mapping, string stream, CancellationToken cancellationToken)
    {
        var normalizer = new Normalizer(shadow.Catalogue, mapping, new AgencyDirectory(shadow.Catalogue, source.Id, source.Connector));
        var run = Guid.CreateVersion7(clock.GetUtcNow());
        await using (var target = scratch.Open())
        {
            target.Add(new Run { Id = run, Source = source.Id, Stream = stream, Kind = "replay", StartedAt = clock.GetUtcNow() });
            await target.SaveChangesAsync(cancellationToken);
        }

        // Without plans nothing is announced: figures are looked at once, at the end.
        var counting = shadow with { Version = long.MaxValue, Catalogue = shadow.Catalogue with { Plans = new Dictionary<string, Plan>() } };
        var recorder = scratch.Get<BatchRecorder>();
        var (archived, erased) = await ArchivedPages.OfAsync(db, source.Id, stream, cancellationToken);
        if (erased > 0)
        {
            say($"{(await PageErasedException.OfAsync(db, source.Id, stream, erased, cancellationToken)).Message}; compared is the rest");
        }

        var readings = 0L;
        foreach (var (seq, no) in archived.Index())
        {
            // One page in memory at a time, however many are archived.
            var page = await ArchivedPages.ReadAsync(db, no, cancellationToken);
            var origin = new PageOrigin(Guid.CreateVersion7(clock.GetUtcNow()), run, source.Id, source.Connector, stream, null);
            await using (var target = scratch.Open())
            {
                target.Add(new Batch
                {
                    Id = origin.Batch, Run = run, Seq = seq, Source = source.Id, Stream = stream, Connector = source.Connector, CreatedAt = clock.GetUtcNow(),
                    Readings = page.Count, ClosesRun = seq == archived.Count - 1,
                });
                await target.SaveChangesAsync(cancellationToken);
            }

            await recorder.RecordAsync(normalizer.Normalize(origin, page), _ => Task.FromResult<ActiveCatalogue?>(counting), cancellationToken);
            readings += page.Count;
            if (seq % 20 == 0 || seq == archived.Count - 1)
            {
                say($"{source.Id}/{stream}: {seq + 1}/{archived.Count} pages");
            }
        }

        return (archived.Count, readings);
    }
}
