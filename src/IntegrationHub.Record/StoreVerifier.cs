using System.Text.Json;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Indicators.Progress;
using IntegrationHub.Record.Verification;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Figures;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Plans;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Record;

/// <param name="Table">The table that is wrong, as far as the others tell.</param>
/// <param name="Place">The cell, sum, row or batch.</param>
public sealed record Mismatch(string Table, string Place, string Expected, string Found);

/// <param name="ComputedValuesSkipped">Not compared: the day or the catalogue is another than when they were announced.</param>
public sealed record VerifyCounts(
    long Batches, long Measurements, long LedgerEntries, long Cells, long FigureSums, long ComputedValues, long ComputedValuesSkipped, long Mismatches);

/// <param name="Mismatches">The first of them; <see cref="VerifyCounts.Mismatches"/> is how many there are.</param>
public sealed record VerifyReport(IReadOnlyList<Mismatch> Mismatches, VerifyCounts Counts)
{
    public bool IsClean => Counts.Mismatches == 0;
}

/// <summary>
/// Checks what must always hold: Σ ledger = Σ current measurements = cells, sums = sums made from the cells, computed values = rows
/// evaluated again, recorded batches have strictly increasing instants. Reads one consistent picture, writes nothing.
/// </summary>
public sealed class StoreVerifier(
    IDbContextFactory<HubDbContext> contexts, ILedgerDialect dialect, CatalogueStore catalogues, FigureCatalogues figures, FigureSumBuilder builder,
    CodeTable codes, SlotTable slots, PlanFigures plans, TimeProvider clock)
{
    // Units whose rows are evaluated together: their cells are in memory at the same time.
    private const int UnitsTogether = 32;

    public async Task<VerifyReport> VerifyAsync(CancellationToken cancellationToken)
    {
        var active = await catalogues.CurrentAsync(cancellationToken);
        var catalogue = active is null ? null : await figures.OfAsync(active, cancellationToken);
        await slots.LoadAsync(cancellationToken);
        var own = await codes.NumberAsync(CodeTable.Scope, "own", cancellationToken);
        var findings = new MismatchList();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var picture = await dialect.BeginReadAsync(db, cancellationToken);
        await codes.LoadAsync(cancellationToken);
        var words = await db.Codes.AsNoTracking().ToDictionaryAsync(c => c.Id, c => c.Value, cancellationToken);
        var batches = await BatchBook.ReadAsync(db, codes, findings, cancellationToken);
        var cells = await new CellCheck(db, batches, number => words.GetValueOrDefault(number) ?? $"#{number}", slots, own, findings).RunAsync(cancellationToken);
        var sums = catalogue is null ? 0 : await CheckSumsAsync(db, catalogue, findings, cancellationToken);
        var (compared, skipped) = catalogue is null ? (0, 0) : await CheckComputedAsync(db, catalogue, own, findings, cancellationToken);
        return new VerifyReport(
            findings.First, new VerifyCounts(batches.Count, cells.Measurements, cells.LedgerEntries, cells.Cells, sums, compared, skipped, findings.Count));
    }

    private async Task<long> CheckSumsAsync(HubDbContext db, FigureCatalogue catalogue, MismatchList findings, CancellationToken cancellationToken)
    {
        var built = await db.FigureStates.AsNoTracking().Select(s => s.Figure).ToHashSetAsync(cancellationToken);
        var compared = 0L;
        foreach (var feed in catalogue.All.Where(f => f.HasSums && built.Contains(f.Id)).GroupBy(f => f.Feed.Name))
        {
            var expected = (await builder.FromCellsAsync(db, catalogue, [.. feed], cancellationToken)).ToDictionary(s => (s.Figure, s.Unit, s.Scope, s.Bucket));
            var names = feed.ToDictionary(f => f.Id, f => f.Definition.Code);
            await foreach (var sum in db.FigureSums.AsNoTracking().Where(s => names.Keys.Contains(s.Figure)).AsAsyncEnumerable().WithCancellation(cancellationToken))
            {
                compared++;
                expected.Remove((sum.Figure, sum.Unit, sum.Scope, sum.Bucket), out var should);
                Compare(sum, should, sum);
            }

            // Expected and not stored at all.
            foreach (var missing in expected.Values)
            {
                Compare(missing, missing, null);
            }

            void Compare(FigureSum at, FigureSum? should, FigureSum? found)
            {
                if (Text(should) != Text(found))
                {
                    findings.Add("figure_sum",
                        $"{names[at.Figure]} · {feed.Key} · {codes.Word(at.Unit)} · {(at.Scope == 0 ? "own" : "subtree")} · {MismatchList.Day(at.Bucket)}", Text(should), Text(found));
                }
            }
        }

        return compared;

        static string Text(FigureSum? sum) => FormattableString.Invariant($"N {sum?.N ?? 0}, D {sum?.D ?? 0}, R {sum?.R ?? 0}");
    }

    private async Task<(long Compared, long Skipped)> CheckComputedAsync(
        HubDbContext db, FigureCatalogue catalogue, int own, MismatchList findings, CancellationToken cancellationToken)
    {
        var today = VietnamDay.Of(clock.GetUtcNow());
        var applied = await db.CatalogueVersions.MaxAsync(v => v.AppliedAt, cancellationToken);
        var units = await db.ComputedValues.AsNoTracking().Select(v => v.Unit).Distinct().Order().ToListAsync(cancellationToken);
        var (compared, skipped) = (0L, 0L);
        foreach (var chunk in units.Chunk(UnitsTogether))
        {
            var known = chunk.Where(u => catalogue.Tree.Find(u) is not null).ToList();
            var evaluator = plans.Evaluator(db, catalogue, known, today, own);
            var stored = await db.ComputedValues.AsNoTracking().Where(v => chunk.Contains(v.Unit)).ToListAsync(cancellationToken);
            foreach (var table in stored.GroupBy(v => (v.Plan, v.Unit)))
            {
                var rows = known.Contains(table.Key.Unit)
                    ? evaluator.Rows(new PlanQuery(table.Key.Plan, table.Key.Unit, null, null, today, Scope.Subtree)).ToDictionary(r => (r.Indicator, r.Part ?? ""))
                    : [];
                foreach (var value in table)
                {
                    var then = JsonSerializer.Deserialize<ProgressRow>(value.Row, ProgressJson.Options)!;
                    var now = rows.GetValueOrDefault((value.Indicator, value.Part));

                    // Another day or catalogue moves the view, and untouched rows are announced only with their next change.
                    if (now is null || now.Period != then.Period || value.RecordedAt < applied || VietnamDay.Of(value.RecordedAt) != today)
                    {
                        skipped++;
                        continue;
                    }

                    compared++;
                    if (Figure(then) != Figure(now))
                    {
                        findings.Add("computed_value", $"{value.Plan} · {(value.Part.Length > 0 ? value.Part : value.Indicator)} · {value.Unit} · {then.Period.Id}", Figure(now), Figure(then));
                    }
                }
            }
        }

        return (compared, skipped);
    }

    /// <summary>What is determined by the unit's own cells. Estimates of missing weights look at other units and may lag behind.</summary>
    private static string Figure(ProgressRow row) =>
        $"{row.Numerator ?? "—"}/{row.Denominator ?? "—"} {row.Percent} {row.Display} {row.Value} received {row.Coverage.Received}/{row.Coverage.Expected}";
}
