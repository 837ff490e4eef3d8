using IntegrationHub.Notify.Http;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Outbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Notify.Relay;

/// <summary>What came of the events that a subscriber was sent in one go, and what that means for it.</summary>
internal sealed class CourierTurn(Subscription subscription, TimeProvider clock, ILogger logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromDays(3);
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestByItself = TimeSpan.FromHours(1);

    private readonly List<EventDelivery> made = [];
    private readonly string? before = subscription.PausedBecause;
    private DateTimeOffset? taken;
    private DateTimeOffset? failingSince = subscription.FailingSince;
    private DateTimeOffset? earliest;
    private int failures = subscription.Failures;
    private string? problem = subscription.Problem;
    private string? pausedBecause = subscription.PausedBecause;

    public Subscription Subscription => subscription;

    /// <summary>No new event is begun: the one at the head was not taken, or nobody seems to be there.</summary>
    public bool Stops { get; private set; }

    /// <param name="known">The log's row of the event; null when it was never tried.</param>
    /// <param name="row">The event.</param>
    /// <param name="sent">What came of it.</param>
    public void Add(EventDelivery? known, OutboxRow row, SentEvent sent)
    {
        var isTest = known is { Event: null };
        var isByItself = subscription.Unordered || (known is not null && known.Event <= subscription.Position);
        var delivery = known ?? new EventDelivery { Subscription = subscription.Id, EventId = row.EventId, Event = row.Id, State = EventDelivery.Waiting, Since = sent.Attempt.At };
        if (known is null)
        {
            made.Add(delivery);
        }

        delivery.Add(sent.Attempt);
        delivery.RetryAt = null;
        if (sent.IsSettled || isTest)
        {
            delivery.State = sent.IsSkipped ? EventDelivery.Skipped : sent.IsSettled ? EventDelivery.Delivered : EventDelivery.Failed;
            if (sent.IsSettled && !sent.IsSkipped && !isTest)
            {
                (taken, failures, failingSince, problem, earliest) = (sent.Attempt.At, 0, null, null, null);
            }

            return;
        }

        failures++;
        problem = sent.Attempt.Problem;
        failingSince ??= sent.Attempt.At;
        if (!sent.IsGone && sent.Attempt.At - delivery.Since >= Patience)
        {
            delivery.State = EventDelivery.Parked;
            NotifyLog.Parked(logger, subscription.Id, row.EventId, problem!);
            return;
        }

        delivery.State = EventDelivery.Waiting;
        pausedBecause ??= sent.IsGone ? $"{problem}: it wants nothing any more"
            : sent.Attempt.At - failingSince >= Patience ? $"it has taken nothing for three days: {problem}"
            : null;
        delivery.RetryAt = clock.GetUtcNow() + (pausedBecause is not null ? TimeSpan.Zero : Wait(delivery, sent, isByItself));
        earliest = earliest < delivery.RetryAt ? earliest : delivery.RetryAt;

        // A failed redelivery holds nobody up.
        Stops = Stops || pausedBecause is not null || (subscription.Unordered ? failures >= EventCourier.MostFailures : !isByItself);
    }

    /// <returns>False when the subscriber was removed or served by another process meanwhile: then nothing is noted.</returns>
    public async Task<bool> NoteAsync(HubDbContext db, long position, CancellationToken cancellationToken)
    {
        var retryAt = Stops ? earliest : null;
        var acknowledgedAt = taken ?? subscription.AcknowledgedAt;
        var shown = failures == 0 ? null : problem;
        await using var own = db.Database.CurrentTransaction is null ? await db.Database.BeginTransactionAsync(cancellationToken) : null;

        // Only from where it stood: a process that was paused for so long that another one served the subscriber moves nothing back.
        var noted = await db.Subscriptions.Where(s => s.Id == subscription.Id && s.Position == subscription.Position).ExecuteUpdateAsync(
            set => set
                .SetProperty(s => s.Position, position)
                .SetProperty(s => s.AcknowledgedAt, acknowledgedAt)
                .SetProperty(s => s.Failures, failures)
                .SetProperty(s => s.FailingSince, failingSince)
                .SetProperty(s => s.RetryAt, retryAt)
                .SetProperty(s => s.Problem, shown),
            cancellationToken);
        if (noted == 0)
        {
            return false;
        }

        db.AddRange(made);
        await db.SaveChangesAsync(cancellationToken);
        if (pausedBecause is not null && before is null)
        {
            var now = clock.GetUtcNow();
            await db.Subscriptions.Where(s => s.Id == subscription.Id && s.PausedAt == null)
                .ExecuteUpdateAsync(set => set.SetProperty(s => s.PausedAt, now).SetProperty(s => s.PausedBecause, pausedBecause), cancellationToken);
        }

        if (own is not null)
        {
            await own.CommitAsync(cancellationToken);
        }

        Tell();
        return true;
    }

    /// <summary>In order twice as long after each failure, up to five minutes; by itself as long again as it has been tried for, up to an hour. Never sooner than the subscriber asks for.</summary>
    private TimeSpan Wait(EventDelivery delivery, SentEvent sent, bool isByItself)
    {
        var tried = sent.Attempt.At - delivery.Since;
        var wait = !isByItself ? OutboxRelay.Pause(failures) : tried < FirstRetry ? FirstRetry : tried < LongestByItself ? tried : LongestByItself;

        // Of many that failed together each comes back at an instant of its own.
        wait = wait <= FirstRetry ? wait : wait * (0.8 + (0.2 * Random.Shared.NextDouble()));
        return sent.RetryAfter is { } asked && asked > wait ? (asked < LongestByItself ? asked : LongestByItself) : wait;
    }

    private void Tell()
    {
        if (pausedBecause is not null && before is null)
        {
            NotifyLog.Paused(logger, subscription.Id, pausedBecause);
        }
        else if (failures > subscription.Failures || (failures > 0 && taken is not null))
        {
            NotifyLog.NotTaken(logger, subscription.Id, problem!, failures);
        }
    }
}
