using System.Diagnostics.Metrics;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Freshness;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Host.Telemetry;

/// <summary>
/// What stands in the store and should not stand there for long: looked at four times a minute by the processes that notify. While the store is away nothing is told,
/// rather than what was true once.
/// </summary>
internal sealed class StoreGauges : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(15);

    private readonly Meter meter = new(HostTelemetry.Name);
    private readonly IDbContextFactory<HubDbContext> contexts;
    private readonly CatalogueStore catalogues;
    private readonly FreshnessReader freshness;
    private readonly ILedgerDialect dialect;
    private readonly TimeProvider clock;
    private volatile IReadOnlyDictionary<string, IReadOnlyList<Measurement<double>>>? seen;

    public StoreGauges(IDbContextFactory<HubDbContext> contexts, CatalogueStore catalogues, FreshnessReader freshness, ILedgerDialect dialect, TimeProvider clock)
    {
        (this.contexts, this.catalogues, this.freshness, this.dialect, this.clock) = (contexts, catalogues, freshness, dialect, clock);
        HostTelemetry.Observe(meter, name => seen is { } last ? last[name] : []);
    }

    public override void Dispose()
    {
        meter.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Look, clock);
        do
        {
            try
            {
                seen = await ReadAsync(stoppingToken);
            }
            catch (Exception e) when (dialect.IsOfTheStore(e))
            {
                seen = null;
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task<Dictionary<string, IReadOnlyList<Measurement<double>>>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var now = clock.GetUtcNow();
        var pending = await db.Pending().GroupBy(b => b.Source).Select(g => new { Source = g.Key, Count = g.Count(), Oldest = g.Min(b => b.CreatedAt) }).ToListAsync(cancellationToken);
        var open = await db.Rejections.Where(r => r.State == "open").GroupBy(r => r.Source).Select(g => new { Source = g.Key, Count = g.Count() }).ToListAsync(cancellationToken);
        var waiting = await db.Subscriptions.Select(s => new
        {
            s.Id,
            OldestAt = db.Outbox.Where(e => e.Id > s.Position).OrderBy(e => e.Id).Select(e => (DateTimeOffset?)e.RecordedAt).FirstOrDefault(),
        }).ToListAsync(cancellationToken);
        var queues = await QueueReader.ReadAsync(db, cancellationToken);
        var board = await freshness.ReadAsync(db, cancellationToken);
        var enabled = (await catalogues.CurrentAsync(cancellationToken))?.Sources.Where(s => s.Enabled).ToList() ?? [];
        return new(StringComparer.Ordinal)
        {
            [HostTelemetry.Pending] = [.. pending.Select(p => new Measurement<double>(p.Count, Tag("hub.source", p.Source)))],
            [HostTelemetry.PendingAge] = [.. pending.Select(p => new Measurement<double>((now - p.Oldest).TotalSeconds, Tag("hub.source", p.Source)))],
            [HostTelemetry.OutboxAge] = [.. waiting.Select(w => new Measurement<double>(w.OldestAt is { } at ? (now - at).TotalSeconds : 0, Tag("hub.subscription", w.Id)))],
            [HostTelemetry.Rejections] = [.. open.Select(r => new Measurement<double>(r.Count, Tag("hub.source", r.Source)))],
            [HostTelemetry.QueueDepth] = [.. queues.GroupBy(q => q.Stage).Select(g => new Measurement<double>(g.Where(q => q.Of is null || g.All(x => x.Of is not null)).Sum(q => q.Depth), Tag("hub.stage", g.Key)))],
            [HostTelemetry.Age] = [.. board.Sources.Where(s => s.AgeMinutes is not null).Select(s => new Measurement<double>(60.0 * s.AgeMinutes!.Value, Tag("hub.source", s.Source)))],
            [HostTelemetry.BudgetUsed] = await BudgetsAsync(db, enabled, now, cancellationToken),
            [HostTelemetry.Lag] =
            [
                .. from source in board.Sources
                   where enabled.Any(s => s.Id == source.Source)
                   from stream in source.Streams
                   where stream.ConfirmedTo is not null
                   select new Measurement<double>(VietnamDay.Of(now).DayNumber - 1 - stream.ConfirmedTo!.Value.DayNumber, Tag("hub.source", source.Source), Tag("hub.stream", stream.Stream)),
            ],
        };
    }

    private static async Task<IReadOnlyList<Measurement<double>>> BudgetsAsync(HubDbContext db, List<SourceDefinition> enabled, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var used = new List<Measurement<double>>();
        foreach (var source in enabled.Where(s => s.Budget is not null))
        {
            var since = now - source.Budget!.Span;
            var calls = await db.SourceCalls.CountAsync(c => c.Source == source.Id && c.Slot < source.Budget.Requests && c.At > since, cancellationToken);
            used.Add(new Measurement<double>((double)calls / source.Budget.Requests, Tag("hub.source", source.Id)));
        }

        return used;
    }

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
