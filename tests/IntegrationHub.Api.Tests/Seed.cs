using System.Text.Json;
using IntegrationHub.Contracts;
using IntegrationHub.Record;
using IntegrationHub.Store.Figures;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Sources;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace IntegrationHub.Api.Tests;

/// <summary>A record of a source with its values on one interval.</summary>
internal sealed record SeedRecord(string Key, string Unit, DateOnly From, DateOnly To, params (string Metric, long Amount)[] Values);

/// <summary>Writes what a collector would have written, and records it by the real recorder.</summary>
internal sealed class Seed(IServiceProvider services, TimeProvider clock)
{
    public const string TraceId = "0af7651916cd43dd8448eb211c80319c";

    public static readonly DateOnly January = new(2024, 1, 1);
    public static readonly DateOnly February = new(2024, 2, 1);
    public static readonly DateOnly March = new(2024, 3, 1);
    public static readonly DateOnly Today = new(2024, 3, 20);

    /// <summary>Two months of both communes, alike in both feeds.</summary>
    public async Task AllAsync(long februaryOfB = 10)
    {
        await PullAsync("period-snapshots",
        [
            Snapshot("commune-a", January, 10, 8), Snapshot("commune-b", January, 5, 2),
            Snapshot("commune-a", February, 20, 15), Snapshot("commune-b", February, 10, 5),
        ]);
        await PullAsync("dossiers",
        [
            Day("A-1", "commune-a", January.AddDays(4), 10, 8, 6), Day("B-1", "commune-b", January.AddDays(7), 5, 2, 1),
            Day("A-2", "commune-a", February.AddDays(4), 20, 15, 10), Day("B-2", "commune-b", February.AddDays(7), februaryOfB, 5, 4),
        ],
        [.. new[] { "commune-a", "commune-b" }.Select(u => new UnitDelivery(u, "NgayTiepNhan", January.DayNumber, Today.DayNumber))]);
    }

    public static SeedRecord Snapshot(string unit, DateOnly month, long received, long online) =>
        new($"{unit}|{month:yyyy-MM}", unit, month, month.AddMonths(1), ("dossier.received", received), ("dossier.online", online));

    public static SeedRecord Day(string key, string unit, DateOnly day, long received, long online, long verified) =>
        new(key, unit, day, day.AddDays(1), ("dossier.received", received), ("dossier.online", online), ("dossier.verified", verified));

    public async Task<Guid> PullAsync(
        string stream, IReadOnlyList<SeedRecord> records, IReadOnlyList<UnitDelivery>? deliveries = null, IReadOnlyList<RejectedRecord>? rejections = null, string source = "tthc-test")
    {
        var (run, batch) = (Guid.CreateVersion7(clock.GetUtcNow()), Guid.NewGuid());
        var traceParent = $"00-{TraceId}-b7ad6b7169203331-01";
        await AddRunAsync(run, source, stream, RunState.Succeeded, fetched: records.Count + (rejections?.Count ?? 0));
        await using (var db = await ContextAsync())
        {
            db.Add(new Batch
            {
                Id = batch, Run = run, Seq = 0, Source = source, Stream = stream, Connector = "tthc", CreatedAt = clock.GetUtcNow(), Readings = records.Count,
                Deliveries = deliveries is null ? null : JsonSerializer.Serialize(deliveries), ClosesRun = true, TraceParent = traceParent,
            });
            await db.SaveChangesAsync();
        }

        var message = Message(batch, run, source, stream, records) with { Rejections = [.. rejections ?? []], TraceParent = traceParent };
        Assert.Equal(RecordOutcome.Recorded, await services.GetRequiredService<BatchRecorder>().RecordAsync(message, CancellationToken.None));
        return run;
    }

    public async Task AddRunAsync(Guid id, string source, string stream, RunState state, long fetched = 0, string? errorCode = null, string? error = null, string? progress = null)
    {
        await using var db = await ContextAsync();
        db.Add(new Run
        {
            Id = id, Source = source, Stream = stream, Kind = "pull", State = state, StartedAt = clock.GetUtcNow(), EndedAt = state is RunState.Running ? null : clock.GetUtcNow(),
            Fetched = fetched, Pages = 1, ErrorCode = errorCode, Error = error, ErrorCategory = error is null ? null : "Configuration", Progress = progress, TraceId = TraceId,
        });
        await db.SaveChangesAsync();
    }

    public Task<HubDbContext> ContextAsync() => services.GetRequiredService<IDbContextFactory<HubDbContext>>().CreateDbContextAsync();

    private MeasurementsReported Message(Guid batch, Guid run, string source, string stream, IReadOnlyList<SeedRecord> records)
    {
        var sorted = records.OrderBy(r => r.Key, StringComparer.Ordinal).ToList();
        var units = sorted.Select(r => r.Unit).Distinct().ToList();
        var metrics = sorted.SelectMany(r => r.Values).Select(v => v.Metric).Distinct().ToList();
        var values = sorted.SelectMany(r => r.Values.Select(v => (Record: r, v.Metric, v.Amount))).ToList();
        return new MeasurementsReported
        {
            Batch = batch, Run = run, Source = source, Stream = stream, Feed = "tthc/" + stream, Mapping = 1,
            Records = [.. sorted.Select(r => r.Key)], Units = [.. units], Metrics = [.. metrics],
            SourceSeq = new long[sorted.Count], ObservedAt = [.. sorted.Select(_ => Instant.ToMicroseconds(clock.GetUtcNow()))],
            ValuesFrom = [0, .. sorted.Select((_, i) => sorted.Take(i + 1).Sum(r => r.Values.Length))],
            UnitOf = [.. values.Select(v => units.IndexOf(v.Record.Unit))], MetricOf = [.. values.Select(v => metrics.IndexOf(v.Metric))],
            From = [.. values.Select(v => v.Record.From.DayNumber)], To = [.. values.Select(v => v.Record.To.DayNumber)], Amounts = [.. values.Select(v => v.Amount)],
        };
    }
}
