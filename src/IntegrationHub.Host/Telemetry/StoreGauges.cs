using System.Diagnostics.Metrics;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Sources;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Host.Telemetry;

/// <summary>
/// What stands in the store and should not stand there for long: looked at four times a minute by the processes that notify. While the store is away nothing is told,
/// rather than what was true once.
/// </summary>
internal sealed class StoreGauges : BackgroundService
{
    public const string Name = "IntegrationHub.Store";

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(15);

    private readonly Meter meter = new(Name);
    private readonly IDbContextFactory<HubDbContext> contexts;
    private readonly CatalogueStore catalogues;
    private readonly ConfirmedDays confirmed;
    private readonly ILedgerDialect dialect;
    private readonly TimeProvider clock;
    private volatile Seen? seen;

    public StoreGauges(IDbContextFactory<HubDbContext> contexts, CatalogueStore catalogues, ConfirmedDays confirmed, ILedgerDialect dialect, TimeProvider clock)
    {
        (this.contexts, this.catalogues, this.confirmed, this.dialect, this.clock) = (contexts, catalogues, confirmed, dialect, clock);
        meter.CreateObservableGauge("hub.store.batches.pending", () => Of(s => s.Pending), "{batch}", "Pages that are stored and wait to be recorded");
        meter.CreateObservableGauge("hub.store.batches.pending.age", () => Of(s => s.PendingAge), "s", "How long the one waits that waits longest");
        meter.CreateObservableGauge("hub.store.outbox.age", () => Of(s => s.OutboxAge), "s", "How old the oldest event is that a subscriber has not acknowledged");
        meter.CreateObservableGauge("hub.store.rejections.open", () => Of(s => s.Open), "{record}", "Refused records that are not settled");
        meter.CreateObservableGauge("hub.source.lag", () => Of(s => s.Lag), "d", "Ended days that a source has not confirmed");
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

    private IEnumerable<Measurement<double>> Of(Func<Seen, IReadOnlyList<Measurement<double>>> which) => seen is { } last ? which(last) : [];

    private async Task<Seen> ReadAsync(CancellationToken cancellationToken)
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
        return new Seen(
            [.. pending.Select(p => new Measurement<double>(p.Count, Tag("hub.source", p.Source)))],
            [.. pending.Select(p => new Measurement<double>((now - p.Oldest).TotalSeconds, Tag("hub.source", p.Source)))],
            [.. waiting.Select(w => new Measurement<double>(w.OldestAt is { } at ? (now - at).TotalSeconds : 0, Tag("hub.subscription", w.Id)))],
            [.. open.Select(r => new Measurement<double>(r.Count, Tag("hub.source", r.Source)))],
            await LagAsync(db, VietnamDay.Of(now), cancellationToken));
    }

    private async Task<IReadOnlyList<Measurement<double>>> LagAsync(HubDbContext db, DateOnly today, CancellationToken cancellationToken)
    {
        if (await catalogues.CurrentAsync(cancellationToken) is not { } active)
        {
            return [];
        }

        var lags = new List<Measurement<double>>();
        foreach (var source in active.Sources.Where(s => s.Enabled))
        {
            foreach (var stream in source.Streams)
            {
                if (await confirmed.OfAsync(db, active, source, stream, today, cancellationToken) is { } day)
                {
                    lags.Add(new Measurement<double>(today.DayNumber - 1 - day.DayNumber, Tag("hub.source", source.Id), Tag("hub.stream", stream)));
                }
            }
        }

        return lags;
    }

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);

    private sealed record Seen(
        IReadOnlyList<Measurement<double>> Pending, IReadOnlyList<Measurement<double>> PendingAge, IReadOnlyList<Measurement<double>> OutboxAge,
        IReadOnlyList<Measurement<double>> Open, IReadOnlyList<Measurement<double>> Lag);
}
