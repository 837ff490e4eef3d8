using IntegrationHub.Collect.Pulling;
using IntegrationHub.Store.Archive;
using IntegrationHub.Store.Audit;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Collect.Archive;

/// <param name="Month">First day of the month in which they were stored.</param>
public sealed record ErasedPages(string Source, string Stream, DateOnly Month, int Pages, long Bytes);

/// <param name="Before">Older pages may go.</param>
/// <param name="Needed">Older pages that stay because a replay or a comparison needs them.</param>
/// <param name="Held">Older pages that stay because somebody holds them.</param>
public sealed record RetentionReport(DateOnly Before, IReadOnlyList<ErasedPages> Erased, int Needed, int Held);

/// <summary>
/// Erases archived pages that are older than the months to keep. Batches, ledger and history stay, so that every figure, now and as known at an instant, and its
/// lineage stay what they are; only counting again from these readings is no longer possible. Never erased is what is not recorded yet, what holds a refusal
/// that is open, what the search for records that went away still compares, and what somebody holds.
/// </summary>
public sealed class ArchiveRetention(IDbContextFactory<HubDbContext> contexts, ILedgerDialect dialect, IMonthPartitions partitions, TimeProvider clock)
{
    // Rows that are deleted in one transaction, where a month cannot go as a whole.
    private const int Together = 500;

    /// <param name="keepMonths">Whole months before the present one.</param>
    /// <param name="isDry">Nothing is erased; the answer says what would be.</param>
    public async Task<RetentionReport> PruneAsync(int keepMonths, string by, bool isDry, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(keepMonths, 1);
        var end = StoreMonth.Add(StoreMonth.Of(clock.GetUtcNow()), -keepMonths);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var months = await db.Archive.Where(a => a.Month < end).Select(a => a.Month).Distinct().OrderBy(m => m).ToListAsync(cancellationToken);
        var compared = await ComparedAsync(db, end, cancellationToken);
        var erased = new List<ErasedPages>();
        var (needed, held) = (0, 0);
        foreach (var month in months)
        {
            var pages = new MonthOfPages(db, month, compared);
            var (all, notNeeded, free) = (await pages.All.CountAsync(cancellationToken), await pages.NotNeeded.CountAsync(cancellationToken), await pages.Free.CountAsync(cancellationToken));
            (needed, held) = (needed + all - notNeeded, held + notNeeded - free);
            if (free > 0)
            {
                erased.AddRange(isDry ? await pages.SummedAsync(cancellationToken) : await EraseAsync(month, compared, keepMonths, by, cancellationToken));
            }
        }

        List<ErasedPages> sums = [.. erased.GroupBy(e => (e.Source, e.Stream, e.Month)).Select(g => g.First() with { Pages = g.Sum(e => e.Pages), Bytes = g.Sum(e => e.Bytes) })];
        if (!isDry && sums.Count > 0)
        {
            await AuditLog.WriteAsync(db, new AuditEntry("archive.prune", "archive") { By = by, Before = sums, After = new { keepMonths } }, clock.GetUtcNow(), cancellationToken);
        }

        return new(DateOnly.FromDayNumber(end), sums, needed, held);
    }

    /// <param name="source">Null: all sources.</param>
    public async Task<ArchiveHold> HoldAsync(string? source, string reason, string by, CancellationToken cancellationToken)
    {
        var hold = new ArchiveHold { Source = source, Reason = reason, HeldBy = by, HeldAt = clock.GetUtcNow() };
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(db, cancellationToken);

        // Erasing holds the same lock: what is told as held is not erased any more.
        await dialect.LockAsync(db, cancellationToken);
        db.Add(hold);
        await db.SaveChangesAsync(cancellationToken);
        await AuditLog.WriteAsync(db, new AuditEntry("archive.hold", SubjectOf(source)) { By = by, After = new { hold = hold.Id } }, hold.HeldAt, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return hold;
    }

    /// <summary>Ends the holds of exactly this source, or those of all.</summary>
    /// <returns>How many there were.</returns>
    public async Task<int> LiftAsync(string? source, string because, string by, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(db, cancellationToken);
        var open = db.ArchiveHolds.Where(h => h.LiftedAt == null && h.Source == source);
        var holds = await open.Select(h => h.Id).ToListAsync(cancellationToken);
        var lifted = await open.ExecuteUpdateAsync(set => set.SetProperty(h => h.LiftedAt, now).SetProperty(h => h.LiftedBy, by).SetProperty(h => h.LiftedBecause, because), cancellationToken);
        if (lifted > 0)
        {
            await AuditLog.WriteAsync(db, new AuditEntry("archive.lift", SubjectOf(source)) { By = by, Before = new { holds } }, now, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return lifted;
    }

    private static string SubjectOf(string? source) => source is null ? "archive" : "archive/" + source;

    public async Task<IReadOnlyList<ArchiveHold>> HoldsAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.ArchiveHolds.AsNoTracking().Where(h => h.LiftedAt == null).OrderBy(h => h.Id).ToListAsync(cancellationToken);
    }

    private async Task<IReadOnlyList<ErasedPages>> EraseAsync(int month, IReadOnlyList<Guid> compared, int keepMonths, string by, CancellationToken cancellationToken)
    {
        var erased = new List<ErasedPages>();
        while (true)
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            await using var transaction = await dialect.BeginAsync(db, cancellationToken);
            await dialect.LockAsync(db, cancellationToken);
            var pages = new MonthOfPages(db, month, compared);
            var some = await WholeAsync(pages, cancellationToken) ?? await SomeAsync(pages, cancellationToken);
            if (some.Count == 0)
            {
                return erased;
            }

            var now = clock.GetUtcNow();
            db.AddRange(some.Select(e => new ArchiveErasure
            {
                Source = e.Source, Stream = e.Stream, Month = month, Pages = e.Pages, Bytes = e.Bytes, KeepMonths = keepMonths, ErasedBy = by, ErasedAt = now,
            }));
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            erased.AddRange(some);
        }
    }

    /// <returns>Null: not every page of the month may go, or the database does not keep it apart.</returns>
    private async Task<IReadOnlyList<ErasedPages>?> WholeAsync(MonthOfPages pages, CancellationToken cancellationToken)
    {
        var all = await pages.SummedAsync(cancellationToken);
        return all.Sum(e => e.Pages) == await pages.Db.Archive.CountAsync(a => a.Month == pages.Month, cancellationToken)
            && await partitions.DropArchiveAsync(pages.Db, pages.Month, cancellationToken) ? all : null;
    }

    private static async Task<IReadOnlyList<ErasedPages>> SomeAsync(MonthOfPages pages, CancellationToken cancellationToken)
    {
        var some = await pages.Free.OrderBy(p => p.Batch.No).Take(Together)
            .Select(p => new { p.Batch.Id, p.Batch.Source, p.Batch.Stream, Bytes = p.Row.Page.Length }).ToListAsync(cancellationToken);
        var ids = some.Select(s => s.Id).ToList();
        await pages.Db.Archive.Where(a => a.Month == pages.Month && ids.Contains(a.Batch)).ExecuteDeleteAsync(cancellationToken);
        return [.. some.GroupBy(s => (s.Source, s.Stream)).Select(g => new ErasedPages(g.Key.Source, g.Key.Stream, DateOnly.FromDayNumber(pages.Month), g.Count(), g.Sum(s => (long)s.Bytes)))];
    }

    /// <summary>Reads with old pages that are compared, or may be with the next.</summary>
    private static async Task<IReadOnlyList<Guid>> ComparedAsync(HubDbContext db, int end, CancellationToken cancellationToken)
    {
        var old = await db.Archive.Where(a => a.Month < end).Join(db.Batches, a => a.Batch, b => b.Id, (_, b) => new { b.Source, b.Stream }).Distinct().ToListAsync(cancellationToken);
        var runs = new List<Guid>();
        foreach (var stream in old)
        {
            runs.AddRange(await AbsentRecords.ComparedAsync(db, stream.Source, stream.Stream, cancellationToken));
        }

        return runs;
    }

    private sealed class PageOf
    {
        public required ArchiveRow Row { get; init; }

        public required Batch Batch { get; init; }
    }

    private sealed class MonthOfPages(HubDbContext db, int month, IReadOnlyList<Guid> compared)
    {
        public HubDbContext Db => db;

        public int Month => month;

        public IQueryable<PageOf> All => db.Archive.Where(a => a.Month == month).Join(db.Batches, a => a.Batch, b => b.Id, (a, b) => new PageOf { Row = a, Batch = b });

        public IQueryable<PageOf> NotNeeded => All.Where(p => p.Batch.State == BatchState.Recorded && !compared.Contains(p.Batch.Run)
            && !db.Rejections.Any(r => r.State == "open" && r.Batch == p.Batch.No));

        public IQueryable<PageOf> Free => NotNeeded.Where(p => !db.ArchiveHolds.Any(h => h.LiftedAt == null && (h.Source == null || h.Source == p.Batch.Source)));

        public async Task<IReadOnlyList<ErasedPages>> SummedAsync(CancellationToken cancellationToken) =>
            [.. (await Free.GroupBy(p => new { p.Batch.Source, p.Batch.Stream }).Select(g => new { g.Key.Source, g.Key.Stream, Pages = g.Count(), Bytes = g.Sum(p => (long)p.Row.Page.Length) })
                .OrderBy(g => g.Source).ThenBy(g => g.Stream).ToListAsync(cancellationToken)).Select(g => new ErasedPages(g.Source, g.Stream, DateOnly.FromDayNumber(month), g.Pages, g.Bytes))];
    }
}
