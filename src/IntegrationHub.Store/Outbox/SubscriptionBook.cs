using System.Text.RegularExpressions;
using IntegrationHub.Store.Audit;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Outbox.Targets;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Store.Outbox;

/// <summary>Who is sent events: set up, changed, paused and let go by people. The relay does the sending, seconds later at most.</summary>
public sealed partial class SubscriptionBook(IDbContextFactory<HubDbContext> contexts, CatalogueStore catalogues, OutgoingAddresses addresses, TimeProvider clock)
{
    /// <summary>How long an old secret may sign beside the new one at most.</summary>
    public static TimeSpan LongestOverlap { get; } = TimeSpan.FromDays(30);

    public async Task<IReadOnlyList<SubscriberState>> ListAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return [.. (await States(db, db.Subscriptions).ToListAsync(cancellationToken)).OrderBy(s => s.Subscription.Id, StringComparer.Ordinal)];
    }

    /// <exception cref="SubscriptionException">There is none.</exception>
    public async Task<SubscriberState> FindAsync(string id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await States(db, db.Subscriptions.Where(s => s.Id == id)).SingleOrDefaultAsync(cancellationToken) ?? throw NoSuch(id);
    }

    /// <exception cref="SubscriptionException">It cannot be set up.</exception>
    public async Task<SubscriberState> AddAsync(WebhookDraft draft, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(draft);
        if (draft.Id is null || !Name().IsMatch(draft.Id))
        {
            throw Bad("the id is small letters, digits and hyphens, at most 63");
        }

        await AddAsync(new Subscription
        {
            Id = draft.Id, Kind = Subscription.Webhook, Address = Address(draft.Url), Secret = Reference(draft.Secret), Unordered = !draft.Ordered,
            Filter = await FilterAsync(draft.Filter, cancellationToken),
        }, draft.FromStart, cancellationToken);
        return await FindAsync(draft.Id, cancellationToken);
    }

    /// <summary>Sets a target up by its definition, or changes it; what it was sent stays sent. A new one that is not enabled waits for a person.</summary>
    /// <exception cref="SubscriptionException">It cannot be set up.</exception>
    public async Task<SubscriberState> ApplyAsync(TargetDefinition target, string yaml, bool fromStart, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(target);
        var address = Address(target.Url.ToString());
        var filter = await FilterAsync(target.Filter, cancellationToken);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var known = await db.Subscriptions.SingleOrDefaultAsync(s => s.Id == target.Id, cancellationToken);
        if (known is { Kind: not Subscription.Target })
        {
            throw new SubscriptionException(SubscriptionException.Taken, $"'{target.Id}' is the name of a subscriber that is no target");
        }

        if (known is null)
        {
            await AddAsync(new Subscription
            {
                Id = target.Id, Kind = Subscription.Target, Address = address, Unordered = !target.Ordered, Filter = filter, Definition = yaml,
                PausedAt = target.Enabled ? null : clock.GetUtcNow(), PausedBy = target.Enabled ? null : Actor.Current.Name, PausedBecause = target.Enabled ? null : "set up, not enabled yet",
            }, fromStart, cancellationToken);
        }
        else
        {
            var was = Shown(known);
            (known.Address, known.Unordered, known.Filter, known.Definition) = (address, !target.Ordered, filter, yaml);
            await WriteAsync(db, "subscription.change", known.Id, was, Shown(known), cancellationToken);
        }

        return await FindAsync(target.Id, cancellationToken);
    }

    /// <exception cref="SubscriptionException">There is none, or it cannot be changed so.</exception>
    public async Task<SubscriberState> ChangeAsync(string id, WebhookChange change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        var filter = change.Filter is null ? null : await FilterAsync(change.Filter, cancellationToken);
        await DoAsync(id, "subscription.change", subscription =>
        {
            if (subscription.Kind != Subscription.Webhook)
            {
                throw Bad($"'{id}' is a target: change its file and apply it with 'hub subscription target'");
            }

            subscription.Address = change.Url is null ? subscription.Address : Address(change.Url);
            subscription.Unordered = change.Ordered is null ? subscription.Unordered : !change.Ordered.Value;
            subscription.Filter = change.Filter is null ? subscription.Filter : filter;
        }, cancellationToken);
        return await FindAsync(id, cancellationToken);
    }

    /// <summary>Sends it nothing more. Events stay for the others; what was delivered is forgotten.</summary>
    /// <exception cref="SubscriptionException">There is none that can be removed.</exception>
    public async Task RemoveAsync(string id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var subscription = await db.Subscriptions.SingleOrDefaultAsync(s => s.Id == id && s.Kind != Subscription.Bus, cancellationToken) ?? throw NoSuch(id);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.EventDeliveries.Where(d => d.Subscription == id).ExecuteDeleteAsync(cancellationToken);
        db.Remove(subscription);
        await WriteAsync(db, "subscription.remove", id, Shown(subscription), null, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <exception cref="SubscriptionException">There is none, or no reason is given.</exception>
    public async Task<SubscriberState> PauseAsync(string id, string reason, CancellationToken cancellationToken)
    {
        await DoAsync(id, "subscription.pause", subscription =>
        {
            if (string.IsNullOrWhiteSpace(reason))
            {
                throw Bad("say why it is paused");
            }

            (subscription.PausedAt, subscription.PausedBy, subscription.PausedBecause) = (subscription.PausedAt ?? clock.GetUtcNow(), Actor.Current.Name, reason.Trim());
        }, cancellationToken);
        return await FindAsync(id, cancellationToken);
    }

    /// <summary>Goes on where it stopped, at once.</summary>
    /// <exception cref="SubscriptionException">There is none.</exception>
    public async Task<SubscriberState> ResumeAsync(string id, CancellationToken cancellationToken)
    {
        await DoAsync(id, "subscription.resume", subscription =>
        {
            (subscription.PausedAt, subscription.PausedBy, subscription.PausedBecause) = (null, null, null);
            (subscription.Failures, subscription.FailingSince, subscription.RetryAt) = (0, null, null);
        }, cancellationToken);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var now = clock.GetUtcNow();
        await db.EventDeliveries.Where(d => d.Subscription == id && d.State == EventDelivery.Waiting).ExecuteUpdateAsync(set => set.SetProperty(d => d.RetryAt, now), cancellationToken);
        return await FindAsync(id, cancellationToken);
    }

    /// <summary>From now on another secret signs; the one before signs as well for a while, so that the subscriber can change over.</summary>
    /// <exception cref="SubscriptionException">There is none, or it has no secret.</exception>
    public async Task<SubscriberState> RotateAsync(string id, string secret, TimeSpan keepOld, CancellationToken cancellationToken)
    {
        await DoAsync(id, "subscription.rotate", subscription =>
        {
            if (subscription.Kind != Subscription.Webhook)
            {
                throw Bad($"'{id}' is a target: its secrets are named in its file");
            }

            if (keepOld < TimeSpan.Zero || keepOld > LongestOverlap)
            {
                throw Bad($"the old secret is kept for 0 to {LongestOverlap.TotalHours:0} hours");
            }

            var (reference, old) = (Reference(secret), subscription.Secret);
            if (reference == old)
            {
                throw Bad("that is its secret already: the new one needs a reference of its own, for both sign for a while");
            }

            (subscription.Secret, subscription.OldSecret, subscription.OldSecretUntil) =
                keepOld == TimeSpan.Zero ? (reference, null, null) : (reference, old, (DateTimeOffset?)clock.GetUtcNow() + keepOld);
        }, cancellationToken);
        return await FindAsync(id, cancellationToken);
    }

    private async Task AddAsync(Subscription subscription, bool fromStart, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        subscription.Position = fromStart ? 0 : await db.Outbox.MaxAsync(e => (long?)e.Id, cancellationToken) ?? 0;
        if (await db.Subscriptions.AnyAsync(s => s.Id == subscription.Id, cancellationToken))
        {
            throw new SubscriptionException(SubscriptionException.Taken, $"there is a subscriber '{subscription.Id}' already; remove it first, or choose another name");
        }

        db.Subscriptions.Add(subscription);
        await WriteAsync(db, "subscription.add", subscription.Id, null, Shown(subscription), cancellationToken);
    }

    private async Task DoAsync(string id, string action, Action<Subscription> change, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var subscription = await db.Subscriptions.SingleOrDefaultAsync(s => s.Id == id && s.Kind != Subscription.Bus, cancellationToken) ?? throw NoSuch(id);
        var was = Shown(subscription);
        change(subscription);

        // Only what was changed is written: the relay moves the position meanwhile.
        await WriteAsync(db, action, id, was, Shown(subscription), cancellationToken);
    }

    private async Task WriteAsync(HubDbContext db, string action, string id, object? was, object? now, CancellationToken cancellationToken)
    {
        await using var own = db.Database.CurrentTransaction is null ? await db.Database.BeginTransactionAsync(cancellationToken) : null;

        // The relay may hold the row for some seconds: that is waited for before the audit log, in which everybody else writes.
        await db.SaveChangesAsync(cancellationToken);
        await AuditLog.WriteAsync(db, new AuditEntry(action, "subscription/" + id) { Before = was, After = now }, clock.GetUtcNow(), cancellationToken);
        if (own is not null)
        {
            await own.CommitAsync(cancellationToken);
        }
    }

    /// <summary>What people set, for the audit log.</summary>
    private static object Shown(Subscription s) => new { s.Kind, s.Address, s.Secret, s.OldSecret, s.OldSecretUntil, Ordered = !s.Unordered, s.Filter, s.Definition, s.PausedAt, s.PausedBecause };

    private static IQueryable<SubscriberState> States(HubDbContext db, IQueryable<Subscription> subscriptions) => subscriptions.AsNoTracking().Select(s => new SubscriberState(
        s, db.Outbox.Where(e => e.Id > s.Position).Take(SubscriberState.MostCounted).Count(),
        db.EventDeliveries.Count(d => d.Subscription == s.Id && d.State == EventDelivery.Waiting), db.EventDeliveries.Count(d => d.Subscription == s.Id && d.State == EventDelivery.Parked)));

    private string Address(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var target) || target.Scheme is not ("http" or "https") || target.UserInfo.Length > 0)
        {
            throw Bad("the url is http(s)://… without an account in it");
        }

        return addresses.Refusal(target) is { } refusal ? throw Bad(refusal) : target.ToString();
    }

    private static string Reference(string secret) =>
        secret is not null && SecretReference.IsKnown(secret) ? secret : throw Bad("the secret is a reference, env:NAME or file:PATH, never the secret itself");

    private async Task<string?> FilterAsync(SubscriberFilter filter, CancellationToken cancellationToken)
    {
        if (filter.MinimumGrade is { } grade && !SubscriberFilter.Grades.Contains(grade))
        {
            throw Bad($"'{grade}' is no grade; there are {string.Join(", ", SubscriberFilter.Grades)}");
        }

        // A misspelt code would be a subscriber that never hears anything.
        if (filter.Plans.Count + filter.Indicators.Count + filter.Units.Count > 0 && (await catalogues.CurrentAsync(cancellationToken))?.Catalogue is { } catalogue)
        {
            var unknown = filter.Plans.Where(p => !catalogue.Plans.ContainsKey(p)).Concat(filter.Indicators.Where(i => !catalogue.Indicators.ContainsKey(i)))
                .Concat(filter.Units.Where(u => !catalogue.Units.ContainsKey(u))).ToList();
            if (unknown.Count > 0)
            {
                throw Bad($"the catalogue does not know {string.Join(", ", unknown)}");
            }
        }

        return filter.Write();
    }

    private static SubscriptionException Bad(string message) => new(SubscriptionException.Bad, message);

    private static SubscriptionException NoSuch(string id) => new(SubscriptionException.Unknown, $"there is no subscriber '{id}' of that kind; 'hub subscription list' and GET /api/v1/subscriptions show them");

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,62}$")]
    private static partial Regex Name();
}
