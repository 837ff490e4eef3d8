using System.Collections.Concurrent;
using IntegrationHub.Notify.Subscribers;
using IntegrationHub.Store;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Outbox;
using IntegrationHub.Store.Stages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Notify.Relay;

/// <summary>
/// Sends what stands in the outbox to each subscriber, in order, from the position that the subscriber has acknowledged. Every subscriber goes
/// at its own pace, and of several processes one at a time serves it. At least once: after a crash between sending and noting it events come again, with the same ids.
/// </summary>
/// <remarks>Between two looks at the store the relay sleeps until a recorder wakes it. What woke nobody (a lost message, a decision of a person) waits for the next look.</remarks>
public sealed class OutboxRelay(
    IDbContextFactory<HubDbContext> contexts, ILedgerDialect dialect, IEnumerable<ISubscriberTransport> transports, EventCourier courier, RelaySignal signal, TimeProvider clock,
    ILogger<OutboxRelay> logger)
    : BackgroundService
{
    /// <summary>Most events of one acknowledgement.</summary>
    public const int MostAtOnce = 200;

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan BetweenPrunes = TimeSpan.FromHours(1);

    private readonly Dictionary<string, ISubscriberTransport> byKind = transports.ToDictionary(t => t.Kind, StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Task> running = new(StringComparer.Ordinal);

    /// <summary>For whoever asks whether the relay goes on.</summary>
    public LoopBeat Beat { get; } = new("notify", TimeSpan.FromMinutes(1), clock);

    private DateTimeOffset pruneAt = clock.GetUtcNow() + BetweenPrunes;

    /// <summary>How long to wait after so many failures in a row: twice as long each time, up to five minutes.</summary>
    public static TimeSpan Pause(int failures)
    {
        var doubled = FirstRetry * Math.Pow(2, Math.Clamp(failures - 1, 0, 20));
        return doubled < LongestRetry ? doubled : LongestRetry;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var wait = Look;
            Beat.Beat();
            try
            {
                wait = await StartWaitingAsync(stoppingToken);
            }
            catch (Exception e) when (dialect.IsOfTheStore(e))
            {
                NotifyLog.StoreUnavailable(logger, e.GetBaseException().Message);
            }

            await signal.WaitAsync(wait, clock, stoppingToken);
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await Task.WhenAll(running.Values).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <returns>How long there is nothing to do but what wakes.</returns>
    private async Task<TimeSpan> StartWaitingAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var last = await db.Outbox.MaxAsync(e => (long?)e.Id, cancellationToken) ?? 0;
        foreach (var standing in byKind.Values.Where(t => t.IsStanding))
        {
            var begin = standing.BeginsNow ? last : 0;
            await db.Database.ExecuteSqlAsync(
                $"INSERT INTO subscription (id, kind, position, failures) VALUES ({standing.Kind}, {standing.Kind}, {begin}, 0) ON CONFLICT (id) DO NOTHING", cancellationToken);
        }

        var (now, wait) = (clock.GetUtcNow(), Look);
        if (now >= pruneAt)
        {
            pruneAt = now + BetweenPrunes;
            await StoredDeliveries.PruneAsync(db, now, cancellationToken);
        }

        var owed = await db.EventDeliveries.Where(d => d.State == EventDelivery.Waiting)
            .GroupBy(d => new { d.Subscription, IsTest = d.Event == null }).Select(g => new { g.Key, At = g.Min(d => d.RetryAt) }).ToDictionaryAsync(g => g.Key, g => g.At, cancellationToken);
        foreach (var subscription in await db.Subscriptions.AsNoTracking().ToListAsync(cancellationToken))
        {
            var due = new[]
            {
                owed.GetValueOrDefault(new { Subscription = subscription.Id, IsTest = true }),
                subscription.PausedAt is null ? owed.GetValueOrDefault(new { Subscription = subscription.Id, IsTest = false }) : null,
                subscription.PausedAt is null && subscription.Position < last ? subscription.RetryAt ?? now : null,
            }.Min();
            if (due - now is { } later && later > TimeSpan.Zero)
            {
                wait = later < wait ? later : wait;
            }
            else if (due is not null && (byKind.ContainsKey(subscription.Kind) || courier.Serves(subscription.Kind)) && !running.ContainsKey(subscription.Id))
            {
                running[subscription.Id] = Task.Run(() => ServeAsync(subscription.Id, cancellationToken), cancellationToken);
            }
        }

        return wait;
    }

    private async Task ServeAsync(string subscription, CancellationToken cancellationToken)
    {
        var seen = signal.Version;
        try
        {
            do
            {
                seen = signal.Version;
            }
            while (await SendNextAsync(subscription, cancellationToken) || signal.Version != seen);
        }
        catch (OperationCanceledException)
        {
        }
        catch (Exception e) when (dialect.IsOfTheStore(e))
        {
            NotifyLog.StoreUnavailable(logger, e.GetBaseException().Message);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Nobody waits for this task: without the line the subscriber would stand still and nobody knew why.
            NotifyLog.Unforeseen(logger, subscription, e);
        }
        finally
        {
            running.TryRemove(subscription, out _);
            if (signal.Version != seen)
            {
                // It was rung between the last look and now, and the relay still saw this one running.
                signal.Ring();
            }
        }
    }

    /// <returns>Whether there may be more to send at once.</returns>
    public async Task<bool> SendNextAsync(string id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var claim = await dialect.ClaimAsync(db, id, cancellationToken);
        if (claim is null)
        {
            return false;
        }

        var subscription = await db.Subscriptions.AsNoTracking().SingleOrDefaultAsync(s => s.Id == id, cancellationToken);
        var more = subscription is not null && (byKind.TryGetValue(subscription.Kind, out var transport)
            ? await SendBatchAsync(db, subscription, transport, cancellationToken)
            : await courier.ServeAsync(db, subscription, cancellationToken));

        // What was sent is noted also when the process is told to end.
        await claim.CommitAsync(CancellationToken.None);
        return more;
    }

    private async Task<bool> SendBatchAsync(HubDbContext db, Subscription subscription, ISubscriberTransport transport, CancellationToken cancellationToken)
    {
        if (subscription.RetryAt > clock.GetUtcNow())
        {
            return false;
        }

        var events = await db.EventsAfter(subscription.Position).AsNoTracking().Take(MostAtOnce).ToListAsync(cancellationToken);
        if (events.Count == 0)
        {
            return false;
        }

        FailPoint.Pass(FailPoint.BeforeSend);
        // One span for each trace that is in it: there may be many events of one.
        var spans = events.DistinctBy(e => e.TraceParent).Select(e => NotifyTelemetry.Deliver(subscription, e)).ToList();
        var sent = await transport.SendAsync(subscription, events, cancellationToken);
        spans.ForEach(span => NotifyTelemetry.Sent(span, subscription, sent.Problem is null ? "acknowledged" : "failed", 0));
        spans.ForEach(span => span?.Dispose());
        NotifyTelemetry.Sent(null, subscription, "acknowledged", sent.Acknowledged);
        FailPoint.Pass(FailPoint.AfterSend);
        await NoteAsync(db, subscription, sent.Acknowledged == 0 ? subscription.Position : events[sent.Acknowledged - 1].Id, sent, cancellationToken);
        return sent.Problem is null && events.Count == MostAtOnce;
    }

    private async Task NoteAsync(HubDbContext db, Subscription subscription, long position, SendOutcome sent, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var failures = sent.Problem is null ? 0 : sent.Acknowledged > 0 ? 1 : subscription.Failures + 1;
        var retryAt = sent.Problem is null ? (DateTimeOffset?)null : now + Pause(failures);
        var acknowledgedAt = sent.Acknowledged > 0 ? now : subscription.AcknowledgedAt;
        if (sent.Problem is not null)
        {
            NotifyLog.NotTaken(logger, subscription.Id, sent.Problem, failures);
        }

        // Only from where it stood: a process that was paused for so long that another one served the subscriber moves nothing back.
        await db.Subscriptions.Where(s => s.Id == subscription.Id && s.Position == subscription.Position).ExecuteUpdateAsync(
            set => set
                .SetProperty(s => s.Position, position)
                .SetProperty(s => s.AcknowledgedAt, acknowledgedAt)
                .SetProperty(s => s.Failures, failures)
                .SetProperty(s => s.RetryAt, retryAt)
                .SetProperty(s => s.Problem, sent.Problem),
            cancellationToken);
    }
}
