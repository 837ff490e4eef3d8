using System.Globalization;
using IntegrationHub.Store.Audit;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Store.Sources;

/// <summary>Spans of the past that are to be read again; the collectors look here.</summary>
public static class BackfillBook
{
    /// <returns>The order, or the open one of the same span: asking twice is one.</returns>
    public static async Task<Backfill> OrderAsync(HubDbContext db, string source, DateOnly from, DateOnly to, string by, DateTimeOffset at, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await Open(db).AsNoTracking().FirstOrDefaultAsync(b => b.Source == source && b.FromDay == from && b.ToDay == to && b.CancelledBy == null, cancellationToken) is { } same)
        {
            return same;
        }

        var order = new Backfill { Source = source, FromDay = from, ToDay = to, State = Backfill.Waiting, AskedBy = by, AskedAt = at };
        db.Add(order);
        await db.SaveChangesAsync(cancellationToken);
        await AuditLog.WriteAsync(db, new AuditEntry("source.backfill", "source/" + source) { By = by, After = new { order = order.Id, from, to } }, at, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return order;
    }

    /// <returns>False when there is none that is open.</returns>
    public static async Task<bool> CancelAsync(HubDbContext db, string source, long id, string by, DateTimeOffset at, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var asked = await Open(db).Where(b => b.Source == source && b.Id == id && b.CancelledBy == null).ExecuteUpdateAsync(set => set.SetProperty(b => b.CancelledBy, by), cancellationToken);

        // What nobody is at yet has ended with that.
        await db.Backfills.Where(b => b.Id == id && b.State == Backfill.Waiting && b.CancelledBy != null).ExecuteUpdateAsync(
            set => set.SetProperty(b => b.State, Backfill.Cancelled).SetProperty(b => b.EndedAt, at), cancellationToken);
        if (asked > 0)
        {
            await AuditLog.WriteAsync(db, new AuditEntry("source.backfill-cancel", string.Create(CultureInfo.InvariantCulture, $"source/{source}")) { By = by, After = new { order = id } }, at, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return asked > 0;
    }

    public static IQueryable<Backfill> Open(HubDbContext db)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.Backfills.Where(b => b.State == Backfill.Waiting || b.State == Backfill.Running);
    }

    /// <summary>The runs in which an order was carried out, one of each stream.</summary>
    public static IQueryable<Run> RunsOf(HubDbContext db, Backfill order)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(order);
        var (from, to, end) = (order.FromDay, order.ToDay, order.EndedAt ?? DateTimeOffset.MaxValue);
        return order.StartedAt is { } start
            ? db.Runs.AsNoTracking().Where(r => r.Source == order.Source && r.Kind == "backfill" && r.FromDay == from && r.ToDay == to && r.StartedAt >= start && r.StartedAt <= end)
            : db.Runs.AsNoTracking().Where(r => false);
    }
}
