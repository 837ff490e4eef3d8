using IntegrationHub.Collect.Normalizing;
using IntegrationHub.Collect.Pulling;
using IntegrationHub.Collect.Replaying;
using IntegrationHub.Connectors;
using IntegrationHub.Host.Commands;
using IntegrationHub.Host.Hosting;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Indicators.Periods;
using IntegrationHub.Indicators.Progress;
using IntegrationHub.Record;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Figures;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Plans;
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
    // Plans print their owner; of the units that change most so many are shown as well.
    private const int WorstUnits = 10;

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
        await scratch.CopyAsync(db, number, cancellationToken);
        var before = await db.Batches.MaxAsync(b => b.RecordedAt, cancellationToken) ?? clock.GetUtcNow();
        var (pages, readings) = await CountAsync(db, scratch, source, shadow, mapping, stream, cancellationToken);
        var changed = await ChangedAsync(scratch, shadow, source.Connector + "/" + stream, before, cancellationToken);
        say($"{source.Id}/{stream}: computing the plans");
        var rows = await RowsAsync(db, scratch, active, shadow, changed, cancellationToken);
        var refused = await RefusedAsync(scratch, source.Id, stream, before, cancellationToken);
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

    private static async Task<IReadOnlyList<ShadowAmount>> ChangedAsync(ScratchStore scratch, ActiveCatalogue shadow, string feed, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var (codes, slots) = (scratch.Get<CodeTable>(), scratch.Get<SlotTable>());
        await codes.LoadAsync(cancellationToken);
        await slots.LoadAsync(cancellationToken);
        if (await codes.FindAsync(CodeTable.Feed, feed, cancellationToken) is not { } feedId || await codes.FindAsync(CodeTable.Scope, "own", cancellationToken) is not { } own)
        {
            return [];
        }

        await using var db = scratch.Open();
        var change = LaterChanges.Read(db, feed, feedId, own, slots, before);
        var deltas = new Dictionary<(int Metric, int Unit, int Scope, DateOnly From, DateOnly To), long>();
        foreach (var cell in change.Days)
        {
            var day = DateOnly.FromDayNumber(cell.Day);
            var month = new DateOnly(day.Year, day.Month, 1);
            foreach (var slot in slots.All.Where(s => s.Feed == feedId && s.CellGroup == cell.CellGroup && cell[s.Slot] != 0))
            {
                Add((slot.Metric, cell.Unit, own, month, month.AddMonths(1)), cell[slot.Slot]);
            }
        }

        foreach (var cell in change.Periods.Where(c => c.Amount != 0 || c.Present != 0))
        {
            Add((cell.Metric, cell.Unit, cell.Scope, DateOnly.FromDayNumber(cell.FromDay), DateOnly.FromDayNumber(cell.ToDay)), cell.Amount);
        }

        var changed = new List<ShadowAmount>();
        foreach (var (key, delta) in deltas.Where(d => d.Value != 0))
        {
            var code = codes.Word(key.Metric);
            var scale = FigureCatalogue.PowerOfTen(shadow.Catalogue.Metrics[code].Scale);
            var now = await AmountAsync(db, slots, feedId, key, cancellationToken);
            changed.Add(new ShadowAmount(code, codes.Word(key.Unit), key.From, key.To, codes.Word(key.Scope), (now - delta) / scale, now / scale));
        }

        return [.. changed.OrderByDescending(c => Math.Abs(c.New - c.Old)).ThenBy(c => c.Metric, StringComparer.Ordinal).ThenBy(c => c.Unit, StringComparer.Ordinal).ThenBy(c => c.From)];

        void Add((int, int, int, DateOnly, DateOnly) key, long amount) => deltas[key] = deltas.GetValueOrDefault(key) + amount;
    }

    private static async Task<long> AmountAsync(
        HubDbContext db, SlotTable slots, int feed, (int Metric, int Unit, int Scope, DateOnly From, DateOnly To) key, CancellationToken cancellationToken)
    {
        var (from, to) = (key.From.DayNumber, key.To.DayNumber);
        if (slots.Find(feed, key.Metric) is { } slot)
        {
            return (await db.DayCells.AsNoTracking().Where(c => c.CellGroup == slot.CellGroup && c.Unit == key.Unit && c.Day >= from && c.Day < to).ToListAsync(cancellationToken)).Sum(c => c[slot.Slot]);
        }

        return await db.PeriodCells.Where(c => c.Feed == feed && c.Metric == key.Metric && c.Unit == key.Unit && c.Scope == key.Scope && c.FromDay == from && c.ToDay == to)
            .SumAsync(c => c.Amount, cancellationToken);
    }

    private async Task<IReadOnlyList<ShadowRow>> RowsAsync(
        HubDbContext db, ScratchStore scratch, ActiveCatalogue active, ActiveCatalogue shadow, IReadOnlyList<ShadowAmount> changed, CancellationToken cancellationToken)
    {
        var today = VietnamDay.Of(clock.GetUtcNow());
        var worst = changed.GroupBy(c => c.Unit, StringComparer.Ordinal).OrderByDescending(g => g.Sum(c => Math.Abs(c.New - c.Old))).Take(WorstUnits).Select(g => g.Key).ToList();
        var units = active.Catalogue.Plans.Values.Select(p => p.Owner).Concat(worst).Distinct(StringComparer.Ordinal).ToList();
        var own = await store.Get<CodeTable>().FindAsync(CodeTable.Scope, "own", cancellationToken) ?? 0;
        var then = store.Get<PlanFigures>().Evaluator(db, await store.Get<FigureCatalogues>().OfAsync(active, cancellationToken), units, today, own);
        await using var target = scratch.Open();
        var now = scratch.Get<PlanFigures>().Evaluator(target, await scratch.Get<FigureCatalogues>().OfAsync(shadow, cancellationToken), units, today, own);
        var rows = new List<ShadowRow>();
        foreach (var plan in active.Catalogue.Plans.Values)
        {
            foreach (var unit in units.Where(u => u == plan.Owner || worst.Contains(u)))
            {
                var query = new PlanQuery(plan.Id, unit, null, null, today, Scope.Subtree);
                rows.AddRange(then.Rows(query).Zip(now.Rows(query))
                    .Select(r => new ShadowRow(plan.Id, r.First.Indicator, r.First.Part, unit, r.First.Period.Id, ShadowFigure.Of(r.First), ShadowFigure.Of(r.Second)))
                    .Where(r => r.Old != r.New));
            }
        }

        return rows;
    }

    private static async Task<IReadOnlyList<ShadowRefusal>> RefusedAsync(ScratchStore scratch, string source, string stream, DateTimeOffset before, CancellationToken cancellationToken)
    {
        await using var db = scratch.Open();
        var refused = await db.Rejections.AsNoTracking().Where(r => r.Source == source && r.Stream == stream && r.State == "open" && r.RecordedAt > before)
            .GroupBy(r => new { r.Code, r.Place }).Select(g => new { g.Key.Code, g.Key.Place, Count = g.Count(), First = g.Min(r => r.Id) }).ToListAsync(cancellationToken);
        var answers = new List<ShadowRefusal>();
        foreach (var group in refused.OrderByDescending(r => r.Count))
        {
            var first = await db.Rejections.AsNoTracking().SingleAsync(r => r.Id == group.First, cancellationToken);
            answers.Add(new ShadowRefusal(group.Code, group.Place, group.Count, first.Sample, first.Message));
        }

        return answers;
    }
}
