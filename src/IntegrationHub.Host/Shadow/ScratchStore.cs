using System.Linq.Expressions;
using IntegrationHub.Record;
using IntegrationHub.Store;
using IntegrationHub.Store.Entries;
using IntegrationHub.Store.Figures;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Sources;
using IntegrationHub.Store.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace IntegrationHub.Host.Shadow;

/// <summary>A copy of what figures are made from, in a file of its own: recorded into by the same recorder, and thrown away.</summary>
internal sealed class ScratchStore : IAsyncDisposable
{
    // Rows are read and written as a stream; so many are in memory at once.
    private const int Together = 2000;

    private readonly string folder;
    private readonly ServiceProvider services;

    private ScratchStore(string folder, ServiceProvider services) => (this.folder, this.services) = (folder, services);

    public static async Task<ScratchStore> CreateAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("hub-shadow-").FullName;
        var services = new ServiceCollection().AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance).AddLogging().AddSingleton(clock)
            .AddStore().AddRecording().AddSqliteStore(Path.Combine(folder, "hub.db")).BuildServiceProvider();
        var scratch = new ScratchStore(folder, services);
        await using var db = scratch.Open();
        await db.Database.MigrateAsync(cancellationToken);
        return scratch;
    }

    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    public HubDbContext Open() => Get<IDbContextFactory<HubDbContext>>().CreateDbContext();

    /// <param name="from">The store; only read.</param>
    /// <param name="streams">Those whose measurements are recorded again; those of others do not change.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task CopyAsync(HubDbContext from, IReadOnlyList<CopiedStream> streams, CancellationToken cancellationToken)
    {
        await CopyAsync(from.Codes, cancellationToken);
        await CopyAsync(from.MetricSlots, cancellationToken);
        foreach (var (stream, records) in streams)
        {
            await CopyAsync(from.MeasurementsCurrent.Where(m => m.Stream == stream && (records == null || records.Contains(m.Record))), cancellationToken);
        }

        await CopyAsync(from.DayCells, cancellationToken);
        await CopyAsync(from.PeriodCells, cancellationToken);
        await CopyAsync(from.Deliveries, cancellationToken);
        await CopyAsync(from.FigureSums, cancellationToken);
        await CopyAsync(from.FigureStates, cancellationToken);
        await CopyAsync(from.Rejections, cancellationToken);
        await CopyAsync(from.Runs, cancellationToken);
        await CopyAsync(from.Entries, cancellationToken);
        await CopyAsync(from.Batches.Select(WithoutDeliveries), cancellationToken);

        // A frozen figure is counted from what came after the drift began.
        if (OpenRefusals.Read(from, null).Any(r => r.DriftedSince is not null))
        {
            await CopyAsync(from.Ledger, cancellationToken);
        }
    }

    private static Expression<Func<Batch, Batch>> WithoutDeliveries { get; } = b => new Batch
    {
        No = b.No, Id = b.Id, Run = b.Run, Seq = b.Seq, Source = b.Source, Stream = b.Stream, Connector = b.Connector, State = b.State, CreatedAt = b.CreatedAt,
        RecordedAt = b.RecordedAt, Readings = b.Readings, DeliveriesApplied = b.DeliveriesApplied, ClosesRun = b.ClosesRun,
    };

    public async ValueTask DisposeAsync()
    {
        await using (var db = Open())
        {
            SqliteConnection.ClearPool((SqliteConnection)db.Database.GetDbConnection());
        }

        await services.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private async Task CopyAsync<T>(IQueryable<T> rows, CancellationToken cancellationToken)
        where T : class
    {
        await using var db = Open();
        db.ChangeTracker.AutoDetectChangesEnabled = false;
        var waiting = 0;
        await foreach (var row in rows.AsNoTracking().AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            db.Add(row);
            if (++waiting == Together)
            {
                await FlushAsync();
            }
        }

        await FlushAsync();

        async Task FlushAsync()
        {
            await db.SaveChangesAsync(cancellationToken);
            db.ChangeTracker.Clear();
            waiting = 0;
        }
    }
}

/// <param name="Stream">Its number.</param>
/// <param name="Records">Only these; null: all.</param>
internal sealed record CopiedStream(int Stream, IReadOnlyCollection<string>? Records);
