using IntegrationHub.Contracts;
using IntegrationHub.Store;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Record;

public enum RecordOutcome
{
    Recorded,

    /// <summary>The batch was recorded before: a repeated delivery.</summary>
    AlreadyRecorded,

    /// <summary>The store does not know the batch: it was restored to a time before it. The source is pulled again from the restored cursor.</summary>
    UnknownBatch,
}

/// <summary>
/// Records a batch in one transaction: current measurements, ledger, history, cells, sums, computed values, outgoing events, and last
/// the instant of recording. Order and repetition of batches never change what is true at the end.
/// </summary>
/// <remarks>
/// Locks are taken in one order everywhere: measurements by key, cells by key, then the lock of the recording instant. What is derived
/// (deliveries, sums, computed values) is read and written under that lock, so that each recorder sees all of what others derived before.
/// </remarks>
public sealed class BatchRecorder(
    IDbContextFactory<HubDbContext> contexts, ILedgerDialect dialect, CatalogueStore catalogues, CodeTable codes, SlotTable slots,
    IMonthPartitions partitions, FigureRecorder figures, TimeProvider clock)
{
    // Each lost race means that another recorder made progress, so a handful of attempts is plenty.
    private const int MostAttempts = 20;

    public Task<RecordOutcome> RecordAsync(MeasurementsReported message, CancellationToken cancellationToken) =>
        RecordAsync(message, catalogues.CurrentAsync, cancellationToken);

    /// <param name="current">The active catalogue; asked again in each attempt.</param>
    public async Task<RecordOutcome> RecordAsync(
        MeasurementsReported message, Func<CancellationToken, Task<ActiveCatalogue?>> current, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        var began = clock.GetTimestamp();
        var incoming = await IncomingBatch.ReadAsync(message, codes, cancellationToken);
        await partitions.MakeRoomAsync(IMonthPartitions.Ledger, message.From.Distinct().Select(StoreMonth.Of).Distinct(), cancellationToken);
        for (var attempt = 1; ; attempt++)
        {
            var catalogue = await current(cancellationToken)
                ?? throw new StoreNotReadyException("no catalogue has been applied: run 'hub apply' first");
            await EnsureSlotsAsync(message, incoming, catalogue, cancellationToken);
            await figures.PrepareAsync(catalogue, cancellationToken);
            try
            {
                if (await TryRecordAsync(message, incoming, catalogue, began, cancellationToken) is { } outcome)
                {
                    return outcome;
                }
            }
            catch (Exception e) when (attempt < MostAttempts && dialect.IsTransient(e))
            {
                // Run again below, like after a lost race.
            }

            if (attempt == MostAttempts)
            {
                throw new TimeoutException($"batch {message.Batch} lost {MostAttempts} races in a row");
            }
        }
    }

    /// <returns>Null when another recorder changed one of the records in between, or another catalogue was applied.</returns>
    private async Task<RecordOutcome?> TryRecordAsync(MeasurementsReported message, IncomingBatch incoming, ActiveCatalogue catalogue, long began, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await dialect.BeginAsync(db, cancellationToken);
        var batch = await db.Batches.AsNoTracking()
            .Where(b => b.Id == message.Batch)
            .Select(b => new { b.No, b.State, b.Run, b.Source, b.CreatedAt })
            .SingleOrDefaultAsync(cancellationToken);
        if (batch is null)
        {
            return RecordOutcome.UnknownBatch;
        }

        if (batch.State == BatchState.Recorded)
        {
            return RecordOutcome.AlreadyRecorded;
        }

        var stored = await dialect.ReadCurrentAsync(db, incoming.Stream, [.. incoming.Records.Select(r => r.Record)], cancellationToken);
        var change = BatchChange.Of(batch.No, incoming, stored, codes);
        if (await dialect.WriteCurrentAsync(db, change.Rows, cancellationToken) != change.Rows.Count)
        {
            return null;
        }

        var cells = CellChange.Of(change, incoming.Feed, incoming.OwnScope, slots);
        await dialect.InsertLedgerAsync(db, change.LedgerRows(batch.No), cancellationToken);
        if (change.Revisions.Count > 0)
        {
            db.Add(new RevisionRow { Batch = batch.No, Month = StoreMonth.Of(batch.CreatedAt), Entries = LedgerCodec.EncodeRevisions(change.Revisions) });
        }

        await dialect.AddDayCellsAsync(db, cells.Days, cancellationToken);
        await dialect.AddPeriodCellsAsync(db, cells.Periods, cancellationToken);

        await dialect.LockAsync(db, cancellationToken);
        if (await db.CatalogueVersions.MaxAsync(v => (long?)v.Id, cancellationToken) > catalogue.Version)
        {
            // Another process may have made the sums of its new figures already: without what this batch changes.
            return null;
        }

        var recordedAt = await RecordingInstant.NextAsync(db, clock, cancellationToken);
        var settled = await MarkRecordedAsync(db, message, incoming.Stream, change, batch.No, recordedAt, cancellationToken);
        if (await db.Batches.Where(b => b.No == batch.No && b.State == BatchState.Pending).ExecuteUpdateAsync(
            set => set.SetProperty(b => b.State, BatchState.Recorded).SetProperty(b => b.RecordedAt, recordedAt), cancellationToken) == 0)
        {
            return RecordOutcome.AlreadyRecorded;
        }

        await figures.ApplyAsync(db, new FigureChange(
            catalogue, incoming.Feed, cells, [.. settled, .. message.Rejections.Select(r => (r.Unit, r.Day))],
            batch.No, batch.Run, batch.Source, recordedAt, message.TraceParent), cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        FailPoint.Pass(FailPoint.BeforeOutboxCommit);
        await transaction.CommitAsync(cancellationToken);
        FailPoint.Pass(FailPoint.AfterOutboxCommit);
        RecordTelemetry.Committed(message, change.Accepted, change.Unchanged, clock.GetElapsedTime(began));
        return RecordOutcome.Recorded;
    }

    private async Task EnsureSlotsAsync(MeasurementsReported message, IncomingBatch incoming, ActiveCatalogue catalogue, CancellationToken cancellationToken)
    {
        var dated = new List<(int Metric, string OnField)>();
        foreach (var metric in message.Metrics)
        {
            if (catalogue.Catalogue.Metrics.TryGetValue(metric, out var declared) && declared.Feeds.GetValueOrDefault(message.Feed) is { } onField)
            {
                dated.Add((await codes.NumberAsync(CodeTable.Metric, metric, cancellationToken), onField));
            }
        }

        await slots.EnsureAsync(incoming.Feed, dated, cancellationToken);
    }

    /// <returns>Where refusals stood that are settled now.</returns>
    private static async Task<IReadOnlyList<(string? Unit, int? Day)>> MarkRecordedAsync(
        HubDbContext db, MeasurementsReported message, int stream, BatchChange change, long batch, DateTimeOffset recordedAt, CancellationToken cancellationToken)
    {
        var settled = await SettleAsync(db, message, recordedAt, cancellationToken);
        var first = settled.GroupBy(s => s.Record!, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Min(s => s.FirstAt ?? s.RecordedAt), StringComparer.Ordinal);
        var accepted = await AcceptedSinceAsync(db, message, stream, cancellationToken);
        db.Rejections.AddRange(message.Rejections.Select(r => new RejectionRow
        {
            Batch = batch,
            Run = message.Run,
            Source = message.Source,
            Stream = message.Stream,
            Record = r.Record,
            Code = r.Code,
            Place = r.Place,
            Message = r.Message,
            Unit = r.Unit,
            Day = r.Day,
            Sample = r.Sample,
            RecordedAt = recordedAt,
            FirstAt = r.Record is not null && first.TryGetValue(r.Record, out var at) ? at : recordedAt,
            ObservedAt = r.ObservedAt,
            State = IsOutdated(r) ? "superseded" : "open",
            SettledAt = IsOutdated(r) ? recordedAt : null,
        }));
        await db.Runs.Where(r => r.Id == message.Run).ExecuteUpdateAsync(
            set => set
                .SetProperty(r => r.Accepted, r => r.Accepted + change.Accepted)
                .SetProperty(r => r.Unchanged, r => r.Unchanged + change.Unchanged)
                .SetProperty(r => r.Rejected, r => r.Rejected + message.Rejections.Length),
            cancellationToken);
        return [.. settled.Select(s => (s.Unit, s.Day))];

        bool IsOutdated(RejectedRecord rejected) =>
            rejected is { Record: { } record, ObservedAt: > 0 } && accepted.TryGetValue(record, out var since) && since > rejected.ObservedAt;
    }

    /// <summary>The same record, refused again or accepted now: the older refusal is history. A reading that was requested before it settles nothing.</summary>
    private static async Task<IReadOnlyList<RejectionRow>> SettleAsync(
        HubDbContext db, MeasurementsReported message, DateTimeOffset recordedAt, CancellationToken cancellationToken)
    {
        var open = db.Rejections.Where(r => r.Source == message.Source && r.Stream == message.Stream && r.State == "open" && r.Record != null);
        if (!await open.AnyAsync(cancellationToken))
        {
            return [];
        }

        var requested = message.Records.Select((record, i) => (Record: record, ObservedAt: message.ObservedAt[i]))
            .Concat(message.Rejections.Where(r => r.Record is not null).Select(r => (Record: r.Record!, ObservedAt: r.ObservedAt == 0 ? long.MaxValue : r.ObservedAt)))
            .GroupBy(r => r.Record, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Max(r => r.ObservedAt), StringComparer.Ordinal);
        var records = requested.Keys.ToList();
        var older = (await open.AsNoTracking().Where(r => records.Contains(r.Record!)).ToListAsync(cancellationToken))
            .Where(r => r.ObservedAt <= requested[r.Record!]).ToList();
        var ids = older.Select(r => r.Id).ToList();
        await db.Rejections.Where(r => ids.Contains(r.Id)).ExecuteUpdateAsync(
            set => set.SetProperty(r => r.State, "superseded").SetProperty(r => r.SettledAt, recordedAt).SetProperty(r => r.ReplayRequested, false), cancellationToken);
        return older;
    }

    /// <summary>Of the refused records those that were accepted, with the instant at which what was accepted had been requested.</summary>
    private static async Task<IReadOnlyDictionary<string, long>> AcceptedSinceAsync(HubDbContext db, MeasurementsReported message, int stream, CancellationToken cancellationToken)
    {
        var records = message.Rejections.Select(r => r.Record).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        return records.Count == 0 ? new Dictionary<string, long>() : await db.MeasurementsCurrent.AsNoTracking()
            .Where(m => m.Stream == stream && records.Contains(m.Record))
            .ToDictionaryAsync(m => m.Record, m => m.ObservedAt, StringComparer.Ordinal, cancellationToken);
    }
}
