using System.Text.Json;
using IntegrationHub.Connectors;
using IntegrationHub.Contracts;
using IntegrationHub.Store;
using IntegrationHub.Store.Archive;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Sources;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Collect.Archive;

/// <summary>The source was taken over by another worker: this one must not write any more.</summary>
public sealed class LeaseLostException(string source) : Exception($"source '{source}' is owned by another worker now");

/// <summary>
/// Stores a page: archive, pending batch, moved cursor and open set in one transaction, guarded by the lease's fence. After it nothing
/// can get lost: what is pending is published again until it is recorded.
/// </summary>
public sealed class PageArchive(IDbContextFactory<HubDbContext> contexts, IMonthPartitions partitions, ILedgerDialect dialect, TimeProvider clock)
{
    // A moment of trouble is no reason to break off a run: its pages would be asked for again. A store that is away for longer is.
    private const int MostAttempts = 4;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    public async Task<Batch> StoreAsync(StreamRun run, int seq, Page page, bool closesRun, CancellationToken cancellationToken, IReadOnlyList<RejectedRecord>? held = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(page);
        var now = clock.GetUtcNow();
        for (var (attempt, id) = (1, Guid.CreateVersion7(now)); ; attempt++)
        {
            try
            {
                return await TryStoreAsync(run, seq, page, closesRun, id, now, held ?? [], isRepeated: attempt > 1, cancellationToken);
            }
            catch (Exception e) when (attempt < MostAttempts && dialect.IsTransient(e))
            {
                await Task.Delay(Pause * attempt, clock, cancellationToken);
            }
        }
    }

    /// <param name="isRepeated">The attempt before may have been committed all the same: only its answer was lost.</param>
    private async Task<Batch> TryStoreAsync(
        StreamRun run, int seq, Page page, bool closesRun, Guid id, DateTimeOffset now, IReadOnlyList<RejectedRecord> held, bool isRepeated, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (isRepeated && await db.Batches.AsNoTracking().SingleOrDefaultAsync(b => b.Id == id, cancellationToken) is { } stored)
        {
            return stored;
        }

        var batch = new Batch
        {
            Id = id,
            Run = run.Id,
            Seq = seq,
            Source = run.Source,
            Stream = run.Stream,
            Connector = run.Connector,
            CreatedAt = now,
            Readings = page.Readings.Count,
            Deliveries = page.Delivered.Count == 0 ? null : JsonSerializer.Serialize(run.Resolve(page.Delivered)),
            ClosesRun = closesRun,
            Held = PageCodec.EncodeHeld(held),
            TraceParent = run.TraceParent,
        };
        var month = StoreMonth.Of(now);
        await partitions.MakeRoomAsync(IMonthPartitions.Archive, [month], cancellationToken);
        await partitions.MakeRoomAsync(IMonthPartitions.Revisions, [month], cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await run.Lease.GuardAsync(db, cancellationToken);
        db.Add(batch);
        if (page.Readings.Count > 0)
        {
            // By an identity that is known before the batch is stored: both go out together.
            db.Add(new ArchiveRow { Batch = batch.Id, Month = month, Page = PageCodec.Encode(page.Readings) });
        }

        await db.SaveChangesAsync(cancellationToken);
        FailPoint.Pass(FailPoint.AfterRawWrite);
        if (page.Cursor is not null && run.MovesCursor)
        {
            await MoveCursorAsync(db, run, page.Cursor, cancellationToken);
        }

        await UpdateOpenSetAsync(db, run, page, cancellationToken);
        var added = page.AddedFields.Where(f => !run.AddedFields.Contains(f)).Distinct(StringComparer.Ordinal).ToList();
        await NoteAddedFieldsAsync(db, run, added, cancellationToken);
        await db.Runs.Where(r => r.Id == run.Id).ExecuteUpdateAsync(
            set => set
                .SetProperty(r => r.Pages, r => r.Pages + 1)
                .SetProperty(r => r.Fetched, r => r.Fetched + page.Readings.Count)
                .SetProperty(r => r.Progress, r => page.Progress ?? r.Progress),
            cancellationToken);
        FailPoint.Pass(FailPoint.BeforeCursorCommit);
        await transaction.CommitAsync(cancellationToken);
        run.AddedFields.UnionWith(added);
        return batch;
    }

    private async Task MoveCursorAsync(HubDbContext db, StreamRun run, string cursor, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var moved = await db.Cursors.Where(c => c.Source == run.Source && c.Stream == run.CursorName)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.Cursor, cursor).SetProperty(c => c.UpdatedAt, now), cancellationToken);
        if (moved == 0)
        {
            db.Add(new StreamCursor { Source = run.Source, Stream = run.CursorName, Cursor = cursor, UpdatedAt = now });
            await db.SaveChangesAsync(cancellationToken);
        }
    }

    /// <summary>The first time only: a source that has changed is seen once, not with every page.</summary>
    private async Task NoteAddedFieldsAsync(HubDbContext db, StreamRun run, List<string> added, CancellationToken cancellationToken)
    {
        var now = Instant.ToMicroseconds(clock.GetUtcNow());
        foreach (var field in added)
        {
            await db.Database.ExecuteSqlAsync(
                $"INSERT INTO stream_field (source, stream, field, first_seen_at) VALUES ({run.Source}, {run.Stream}, {field}, {now}) ON CONFLICT (source, stream, field) DO NOTHING",
                cancellationToken);
        }
    }

    private static async Task UpdateOpenSetAsync(HubDbContext db, StreamRun run, Page page, CancellationToken cancellationToken)
    {
        // Replaced as a whole: one statement out, one batch in, whatever the size of the page.
        var gone = page.Closed.Concat(page.Opened.Select(o => o.Key)).Distinct(StringComparer.Ordinal).ToList();
        if (gone.Count == 0)
        {
            return;
        }

        await db.OpenRecords.Where(o => o.Source == run.Source && o.Stream == run.Stream && gone.Contains(o.Record)).ExecuteDeleteAsync(cancellationToken);
        db.AddRange(page.Opened.DistinctBy(o => o.Key, StringComparer.Ordinal).Select(o => new OpenRecordRow
        {
            Source = run.Source,
            Stream = run.Stream,
            Record = o.Key,
            Agency = o.Agency,
            Day = o.Day.DayNumber,
            Stamp = o.Stamp,
        }));
        await db.SaveChangesAsync(cancellationToken);
    }
}
