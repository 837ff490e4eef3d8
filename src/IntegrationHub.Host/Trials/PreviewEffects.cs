using System.Globalization;
using System.Text.Json;
using IntegrationHub.Api.Sources;
using IntegrationHub.Host.Shadow;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Record;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Sources;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Host.Trials;

/// <summary>
/// What records that were read for a preview would change: they are recorded by the same recorder into a copy of what figures are made
/// from, which is thrown away. The store itself is only read, from one snapshot.
/// </summary>
internal sealed class PreviewEffects(IServiceProvider services, TimeProvider clock)
{
    private const int MostAmounts = 200;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public async Task<PreviewEffect?> OfAsync(SourceTrial trial, IReadOnlyList<StreamRead> read, CancellationToken cancellationToken)
    {
        var counted = read.Where(r => r.Message is { Records.Length: > 0 }).ToList();
        if (counted.Count == 0)
        {
            return null;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            return await ComputeAsync(trial, counted, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new PreviewEffect(0, [], [], $"what the figures would be was not computed within {Limit.TotalSeconds:0} seconds; preview a single stream, or pull the source and look at the plan");
        }
    }

    private async Task<PreviewEffect> ComputeAsync(SourceTrial trial, List<StreamRead> counted, CancellationToken cancellationToken)
    {
        var (source, codes) = (trial.Source, services.GetRequiredService<CodeTable>());
        await using var db = await services.GetRequiredService<IDbContextFactory<HubDbContext>>().CreateDbContextAsync(cancellationToken);
        await db.Database.OpenConnectionAsync(cancellationToken);
        await db.Database.ExecuteSqlRawAsync(db.Database.ProviderName == "Npgsql.EntityFrameworkCore.PostgreSQL" ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" : "BEGIN DEFERRED", cancellationToken);
        try
        {
            await codes.LoadAsync(cancellationToken);
            await services.GetRequiredService<SlotTable>().LoadAsync(cancellationToken);
            await using var scratch = await ScratchStore.CreateAsync(clock, cancellationToken);
            var streams = new List<CopiedStream>();
            foreach (var stream in counted)
            {
                if (await codes.FindAsync(CodeTable.Stream, $"{source.Id}/{stream.Stream}", cancellationToken) is { } number)
                {
                    streams.Add(new CopiedStream(number, [.. stream.Message!.Records]));
                }
            }

            await scratch.CopyAsync(db, streams, cancellationToken);
            var before = await db.Batches.MaxAsync(b => b.RecordedAt, cancellationToken) ?? clock.GetUtcNow().AddMilliseconds(-1);
            var shadow = trial.Active with { Version = long.MaxValue, Sources = [.. trial.Active.Sources.Where(s => s.Id != source.Id), source] };
            await RecordAsync(scratch, source, shadow, counted, cancellationToken);
            var changed = new List<ShadowAmount>();
            foreach (var stream in counted)
            {
                changed.AddRange(await ShadowFigures.ChangedAsync(scratch, shadow, $"{source.Connector}/{stream.Stream}", before, cancellationToken));
            }

            var rows = await new ShadowFigures(services, clock).RowsAsync(db, scratch, trial.Active, trial.Active, changed, cancellationToken);
            return new PreviewEffect(counted.Sum(c => c.Message!.Records.Length), [.. changed.Take(MostAmounts).Select(a => Of(a, trial.Active))], [.. rows.Select(r => Of(r, trial.Active))], null);
        }
        finally
        {
            await db.Database.ExecuteSqlRawAsync("ROLLBACK", CancellationToken.None);
        }
    }

    private async Task RecordAsync(ScratchStore scratch, SourceDefinition source, ActiveCatalogue shadow, List<StreamRead> counted, CancellationToken cancellationToken)
    {
        // Without plans nothing is announced: figures are looked at once, at the end.
        var counting = shadow with { Catalogue = shadow.Catalogue with { Plans = new Dictionary<string, Plan>() } };
        foreach (var stream in counted)
        {
            var (now, run, batch) = (clock.GetUtcNow(), Guid.CreateVersion7(clock.GetUtcNow()), Guid.CreateVersion7(clock.GetUtcNow()));
            await using (var target = scratch.Open())
            {
                target.Add(new Run { Id = run, Source = source.Id, Stream = stream.Stream, Kind = "pull", StartedAt = now });
                target.Add(new Batch
                {
                    Id = batch, Run = run, Seq = 0, Source = source.Id, Stream = stream.Stream, Connector = source.Connector, CreatedAt = now, Readings = stream.Readings.Count,
                    Deliveries = stream.Delivered.Count == 0 ? null : JsonSerializer.Serialize(stream.Delivered.Distinct()), ClosesRun = true,
                });
                await target.SaveChangesAsync(cancellationToken);
            }

            await scratch.Get<BatchRecorder>().RecordAsync(stream.Message! with { Batch = batch, Run = run }, _ => Task.FromResult<ActiveCatalogue?>(counting), cancellationToken);
        }
    }

    private static EffectAmount Of(ShadowAmount a, ActiveCatalogue active) => new(
        a.Metric, active.Catalogue.Metrics[a.Metric].Name.Vi, a.Unit, active.Catalogue.NameOf(a.Unit, a.From), a.From, a.To, a.Scope,
        a.Old.ToString(CultureInfo.InvariantCulture), a.New.ToString(CultureInfo.InvariantCulture));

    private static EffectRow Of(ShadowRow r, ActiveCatalogue active) => new(
        r.Plan, r.Indicator, r.Part, active.Catalogue.Indicators.GetValueOrDefault(r.Part ?? r.Indicator)?.Name.Vi ?? r.Indicator, r.Unit, active.Catalogue.NameOf(r.Unit, null), r.Period, Of(r.Old), Of(r.New));

    private static EffectFigure Of(ShadowFigure f) => new(f.Numerator, f.Denominator, f.Percent, f.Display, f.Verdict, f.Status);
}

internal static class UnitNames
{
    /// <summary>As it is called on a day; of a unit that is not there on it as it was called last.</summary>
    public static string NameOf(this HubCatalogue catalogue, string unit, DateOnly? day) =>
        catalogue.Units.GetValueOrDefault(unit) is not { } known ? unit : ((day is { } d ? known.At(d) : null) ?? known.Versions[^1]).Name.Vi;
}
