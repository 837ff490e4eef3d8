using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Notify.Http;
using IntegrationHub.Notify.Subscribers;
using IntegrationHub.Store;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Outbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Notify.Relay;

/// <summary>
/// Serves subscribers that are sent each event by itself. In order: one after the other, and what is not taken holds up those behind it. Unordered: a few at a time, and what is not
/// taken is tried again by itself. Either way an event is parked after three days, and a subscriber that has taken nothing for so long is paused.
/// </summary>
public sealed class EventCourier(IEnumerable<IEventTransport> transports, CatalogueStore catalogues, TimeProvider clock, ILogger<EventCourier> logger)
{
    /// <summary>A subscriber out of order that has not taken this many in a row is begun no new ones with; those that wait try whether it is back.</summary>
    public const int MostFailures = 10;

    private const int AtOnce = 4;
    private const int MostOwed = 50;

    // Of a subscriber out of order; beyond it new events stay in the outbox.
    private const int MostWaiting = 1000;

    // The subscriber's row is locked meanwhile, and PostgreSQL ends a transaction that says nothing for a minute: the last request may take 15 seconds more.
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, IEventTransport> byKind = transports.ToDictionary(t => t.Kind, StringComparer.Ordinal);

    private volatile CatalogueTree? trees;

    public bool Serves(string kind) => byKind.ContainsKey(kind);

    /// <summary>Sends what is due and notes what came of it.</summary>
    /// <param name="db">With the subscriber's row claimed.</param>
    /// <param name="subscription">As it stands there.</param>
    /// <param name="cancellationToken">Ends the sending; what was sent before is noted all the same.</param>
    /// <returns>Whether there may be more to send at once.</returns>
    public async Task<bool> ServeAsync(HubDbContext db, Subscription subscription, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(subscription);
        var now = clock.GetUtcNow();
        var owed = await db.Owed(subscription).Where(d => d.RetryAt <= now).OrderBy(d => d.RetryAt).Take(MostOwed).ToListAsync(cancellationToken);
        var (read, wanted) = await FreshAsync(db, subscription, now, cancellationToken);
        if (owed.Count + read.Count == 0)
        {
            return false;
        }

        var transport = byKind[subscription.Kind];
        var (turn, began) = (new CourierTurn(subscription, clock, logger), clock.GetTimestamp());
        var (sentOwed, sentFresh) = (0, 0);
        FailPoint.Pass(FailPoint.BeforeSend);
        try
        {
            var known = await KnownAsync(db, subscription.Id, wanted, cancellationToken);
            foreach (var some in (await PairedAsync(db, owed, cancellationToken)).Chunk(subscription.Unordered ? AtOnce : 1).TakeWhile(_ => !turn.Stops && GoesOn(sentOwed)))
            {
                await SendAsync(transport, turn, some, cancellationToken);
                sentOwed += some.Length;
            }

            var fresh = wanted.Select(row => (known.GetValueOrDefault(row.EventId), row));
            foreach (var some in fresh.Chunk(subscription.Unordered ? AtOnce : 1).TakeWhile(_ => !turn.Stops && GoesOn(sentOwed + sentFresh)))
            {
                await SendAsync(transport, turn, some, cancellationToken);
                sentFresh += turn.Stops && !subscription.Unordered ? 0 : some.Length;
            }
        }
        catch (OperationCanceledException)
        {
            // The process ends: what was sent before is noted, the rest is sent by the next one.
        }

        FailPoint.Pass(FailPoint.AfterSend);
        var position = sentFresh < wanted.Count ? read.LastOrDefault(e => e.Id < wanted[sentFresh].Id)?.Id ?? subscription.Position : read.Count == 0 ? subscription.Position : read[^1].Id;
        return await turn.NoteAsync(db, position, CancellationToken.None)
            && !turn.Stops && (sentOwed < owed.Count || owed.Count == MostOwed || sentFresh < wanted.Count || read.Count == OutboxRelay.MostAtOnce);

        bool GoesOn(int sent) => sent == 0 || clock.GetElapsedTime(began) < Turn;
    }

    private async Task SendAsync(IEventTransport transport, CourierTurn turn, (EventDelivery? Delivery, OutboxRow Row)[] some, CancellationToken cancellationToken)
    {
        var sent = await Task.WhenAll(some.Select(s => SendAsync(transport, turn.Subscription, s.Row, cancellationToken)));
        foreach (var ((delivery, row), outcome) in some.Zip(sent))
        {
            turn.Add(delivery, row, outcome);
        }
    }

    private static async Task<SentEvent> SendAsync(IEventTransport transport, Subscription subscription, OutboxRow row, CancellationToken cancellationToken)
    {
        using var span = NotifyTelemetry.Deliver(subscription, row);
        var sent = await transport.SendAsync(subscription, row, cancellationToken);
        span?.SetTag("http.response.status_code", sent.Attempt.Status);
        NotifyTelemetry.Sent(span, subscription, sent.IsSkipped ? "skipped" : sent.Attempt.Problem is null ? "acknowledged" : "failed", 1);
        return sent;
    }

    /// <summary>What comes after the position: all of it, and what of it the subscriber wants.</summary>
    private async Task<(IReadOnlyList<OutboxRow> Read, IReadOnlyList<OutboxRow> Wanted)> FreshAsync(HubDbContext db, Subscription subscription, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var waiting = subscription.Unordered ? await db.Owed(subscription).CountAsync(cancellationToken) : 0;
        var room = !subscription.Unordered ? int.MaxValue : subscription.Failures < MostFailures ? MostWaiting - waiting : waiting == 0 ? 1 : 0;
        if (subscription.PausedAt is not null || room <= 0 || (!subscription.Unordered && subscription.RetryAt > now))
        {
            return ([], []);
        }

        var filter = SubscriberFilter.Read(subscription.Filter);
        var tree = filter.Units.Count == 0 ? null : await TreeAsync(cancellationToken);
        var read = await db.EventsAfter(subscription.Position).AsNoTracking().Take(OutboxRelay.MostAtOnce).ToListAsync(cancellationToken);

        // A target is not told that a figure is no longer good: it has no form for that, and keeps the last good one.
        var wanted = filter.IsEverything ? read.FindAll(e => !e.RoutingKey.StartsWith(AlertEvent.Key, StringComparison.Ordinal)) : read.FindAll(e => filter.Takes(EventFacts.Of(e), tree, withLost: subscription.Kind == Subscription.Webhook));
        return wanted.Count <= room ? (read, wanted) : (read.FindAll(e => e.Id <= wanted[room - 1].Id), wanted[..room]);
    }

    private async Task<OrgTree?> TreeAsync(CancellationToken cancellationToken)
    {
        if (await catalogues.CurrentAsync(cancellationToken) is { } active && trees?.Version != active.Version)
        {
            trees = new(active.Version, new OrgTree(active.Catalogue));
        }

        return trees?.Tree;
    }

    /// <summary>Of events in order the one at the head may have been tried before.</summary>
    private static async Task<Dictionary<Guid, EventDelivery>> KnownAsync(HubDbContext db, string subscription, IReadOnlyList<OutboxRow> wanted, CancellationToken cancellationToken)
    {
        var ids = wanted.Select(e => e.EventId).ToList();
        return ids.Count == 0 ? [] : await db.EventDeliveries.Where(d => d.Subscription == subscription && ids.Contains(d.EventId)).ToDictionaryAsync(d => d.EventId, cancellationToken);
    }

    private static async Task<List<(EventDelivery? Delivery, OutboxRow Row)>> PairedAsync(HubDbContext db, List<EventDelivery> owed, CancellationToken cancellationToken)
    {
        var numbers = owed.Select(d => d.Event).OfType<long>().ToList();
        var rows = numbers.Count == 0 ? [] : await db.Outbox.AsNoTracking().Where(e => numbers.Contains(e.Id)).ToDictionaryAsync(e => e.Id, cancellationToken);
        return [.. owed.Select(d => ((EventDelivery?)d, d.Event is { } number ? rows[number] : new OutboxRow { EventId = d.EventId, RoutingKey = "test", Body = d.Body!, RecordedAt = d.Since }))];
    }

    private sealed record CatalogueTree(long Version, OrgTree Tree);
}
