using IntegrationHub.Collect.Archive;
using IntegrationHub.Collect.Normalizing;
using IntegrationHub.Collect.Pulling;
using IntegrationHub.Contracts;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Stages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Collect.Publishing;

/// <summary>
/// Publishes again what has been pending for a while: at the start everything, then every minute what is older than a minute. This one
/// rule covers the in-memory bus, a lost or restored broker, and a crash anywhere. What the bus did not take from this very process is
/// tried sooner, one page at a time, so that all of it follows as soon as the bus is back.
/// </summary>
public sealed class PendingBatches(
    IDbContextFactory<HubDbContext> contexts, CatalogueStore catalogues, ConnectorRegistry connectors, BatchPublisher publisher,
    ILedgerDialect dialect, TimeProvider clock, ILogger<PendingBatches> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(5);

    /// <summary>For whoever asks whether it goes on.</summary>
    public LoopBeat Beat { get; } = new("collect", TimeSpan.FromMinutes(10), clock);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Tick, clock);
        DateTimeOffset? last = null;
        do
        {
            Beat.Beat();
            try
            {
                if (last is null || clock.GetUtcNow() - last >= Period)
                {
                    await PublishAgainAsync(last is null ? TimeSpan.Zero : Period, stoppingToken);
                    last = clock.GetUtcNow();
                }
                else
                {
                    await PublishDelayedAsync(stoppingToken);
                }
            }
            catch (Exception e) when (dialect.IsOfTheStore(e))
            {
                CollectLog.StoreUnavailable(logger, e.GetBaseException().Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task PublishDelayedAsync(CancellationToken cancellationToken)
    {
        foreach (var id in publisher.Delayed)
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            if (await db.Batches.AsNoTracking().SingleOrDefaultAsync(b => b.Id == id && b.State == BatchState.Pending, cancellationToken) is not { } batch)
            {
                publisher.Forget(id);
            }
            else if (await MessageAsync(db, batch, cancellationToken) is { } message && !await publisher.TryPublishAsync(message, cancellationToken))
            {
                // It is still away: the others would fare alike.
                return;
            }
        }
    }

    public async Task<int> PublishAgainAsync(TimeSpan olderThan, CancellationToken cancellationToken)
    {
        var before = clock.GetUtcNow() - olderThan;
        var published = 0;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var pending = await db.Pending().Where(b => b.CreatedAt <= before)
            .OrderBy(b => b.No).Select(b => b.No).ToListAsync(cancellationToken);
        foreach (var no in pending)
        {
            // One page in memory at a time, however many are pending.
            var batch = await db.Batches.AsNoTracking().SingleOrDefaultAsync(b => b.No == no && b.State == BatchState.Pending, cancellationToken);
            if (batch is null || await MessageAsync(db, batch, cancellationToken) is not { } message)
            {
                continue;
            }

            await publisher.PublishAsync(message, cancellationToken);
            published++;
        }

        if (published > 0)
        {
            CollectLog.PublishedAgain(logger, published);
        }

        return published;
    }

    /// <returns>Null while no catalogue is applied, and when nothing can be made of the batch: then it is parked, and the others go on.</returns>
    private async Task<MeasurementsReported?> MessageAsync(HubDbContext db, Batch batch, CancellationToken cancellationToken)
    {
        if (await catalogues.CurrentAsync(cancellationToken) is not { } catalogue)
        {
            return null;
        }

        try
        {
            return await NormalizeAsync(db, batch, catalogue, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException && !dialect.IsOfTheStore(e))
        {
            var problem = $"{e.GetType().Name}: {e.Message}";
            await ParkedBatches.ParkAsync(db, batch.Id, problem, cancellationToken);
            CollectLog.Parked(logger, batch.Id, problem);
            return null;
        }
    }

    private async Task<MeasurementsReported> NormalizeAsync(HubDbContext db, Batch batch, ActiveCatalogue catalogue, CancellationToken cancellationToken)
    {
        var readings = await ArchivedReadings.ReadAsync(db, batch.Id, batch.CreatedAt, batch.Readings, cancellationToken)
            ?? throw new InvalidOperationException($"batch {batch.Id} is pending and its page is not in the archive");
        var agencies = new AgencyDirectory(catalogue.Catalogue, batch.Source, batch.Connector);
        var normalizer = new Normalizer(catalogue.Catalogue, connectors.Mapping(catalogue.Catalogue, batch.Connector, batch.Stream), agencies);
        var origin = new PageOrigin(batch.Id, batch.Run, batch.Source, batch.Connector, batch.Stream, batch.TraceParent);
        return normalizer.Normalize(origin, readings, PageCodec.DecodeHeld(batch.Held));
    }
}
