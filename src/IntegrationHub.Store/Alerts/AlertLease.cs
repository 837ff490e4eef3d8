using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Store.Alerts;

/// <summary>The right to watch, held by one process at a time; by the store's clock.</summary>
public static class AlertLease
{
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(60);

    /// <returns>The fence to prove it with; null when another process watches.</returns>
    public static async Task<long?> TakeAsync(HubDbContext db, string owner, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        var only = AlertWatcher.Only;
        await db.Database.ExecuteSqlAsync($"INSERT INTO alert_watcher (id, fence) VALUES ({only}, 0) ON CONFLICT (id) DO NOTHING", cancellationToken);
        var state = await db.AlertWatchers.AsNoTracking().SingleAsync(w => w.Id == only, cancellationToken);
        if (state.Owner is not null && state.Owner != owner && state.Until > now)
        {
            return null;
        }

        var (until, fence) = (now + Length, state.Owner == owner ? state.Fence : state.Fence + 1);
        return await db.AlertWatchers.Where(w => w.Id == only && w.Fence == state.Fence).ExecuteUpdateAsync(
            set => set.SetProperty(w => w.Owner, owner).SetProperty(w => w.Until, until).SetProperty(w => w.Fence, fence), cancellationToken) == 1 ? fence : null;
    }

    /// <summary>As part of the caller's transaction.</summary>
    /// <returns>False: another process watches now, and this one must write nothing.</returns>
    public static async Task<bool> HoldsAsync(HubDbContext db, long fence, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        var until = now + Length;
        return await db.AlertWatchers.Where(w => w.Id == AlertWatcher.Only && w.Fence == fence).ExecuteUpdateAsync(set => set.SetProperty(w => w.Until, until), cancellationToken) == 1;
    }

    /// <summary>Given back by a process that ends: the next one begins at once.</summary>
    public static Task ReleaseAsync(HubDbContext db, string owner, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.AlertWatchers.Where(w => w.Owner == owner).ExecuteUpdateAsync(set => set.SetProperty(w => w.Owner, (string?)null).SetProperty(w => w.Until, (DateTimeOffset?)null), cancellationToken);
    }
}
