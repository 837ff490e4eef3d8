using System.Diagnostics;
using System.Globalization;
using System.Threading.Channels;
using IntegrationHub.Collect.Archive;
using IntegrationHub.Collect.Normalizing;
using IntegrationHub.Collect.Publishing;
using IntegrationHub.Collect.Schedule;
using IntegrationHub.Collect.Systems;
using IntegrationHub.Connectors;
using IntegrationHub.Contracts;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Store;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Sources;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Collect.Pulling;

/// <summary>What to pull: on from the cursor, or a bounded span of the past beside it.</summary>
/// <param name="AcceptRegress">Whether a person has said that an earlier state of the source is the right one.</param>
public sealed record PullOrder(DateOnly? From = null, DateOnly? To = null, bool AcceptRegress = false)
{
    public bool IsBackfill => From is not null;
}

/// <summary>Pulls a source once: each stream a run of its own, so that a failed one leaves the others' cursors alone.</summary>
public sealed class SourcePuller(
    IDbContextFactory<HubDbContext> contexts, ConnectorRegistry connectors, PageArchive archive, BatchPublisher publisher,
    BackPressure backPressure, SystemRegisterRecorder register, JumpRule jumps, AbsentRecords absences, ReusedKeyRule keys, RegressRule regress, CodeTable codes, TimeProvider clock, ILogger<SourcePuller> logger)
{
    // Pages read ahead while one is stored: enough to keep the source busy, few enough to bound memory.
    private const int Prefetch = 3;

    // Pages that wait in memory while they may yet prove that the source has gone back.
    private const int MostInDoubt = 20;

    // Where a source's history begins when its options do not say so.
    private static readonly DateOnly Beginning = new(2023, 12, 1);

    public async Task<IReadOnlyList<Guid>> PullAsync(
        SourceDefinition source, HubCatalogue catalogue, Lease lease, PullOrder order, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source.Connector == SystemRegister.Connector)
        {
            // The hub's own knowledge: nothing is asked of anybody.
            return await register.RecordAsync(source, lease, cancellationToken);
        }

        var runs = new List<Guid>();
        var agencies = new AgencyDirectory(catalogue, source.Id, source.Connector);
        foreach (var stream in connectors.Streams(source, catalogue))
        {
            var run = new StreamRun(Guid.CreateVersion7(clock.GetUtcNow()), source.Id, source.Connector, stream.Name, lease, agencies, MovesCursor: true)
            {
                CursorName = order.IsBackfill ? BackfillCursors.NameOf(stream.Name, order.From, order.To) : stream.Name,
            };
            if (stream.IsCompleteByWindow && !order.IsBackfill && await absences.RetractAsync(source, stream.Name, catalogue, lease, cancellationToken) is { } retraction)
            {
                runs.Add(retraction);
            }

            runs.Add(run.Id);
            await RunAsync(run, source, catalogue, order, cancellationToken);
        }

        return runs;
    }

    private async Task RunAsync(StreamRun run, SourceDefinition source, HubCatalogue catalogue, PullOrder order, CancellationToken cancellationToken)
    {
        var (feed, began) = ($"{run.Connector}/{run.Stream}", clock.GetTimestamp());
        using var activity = CollectTelemetry.Begin(ref run);
        await StartAsync(run, order, activity, cancellationToken);
        CollectLog.PullStarted(logger, run.Source, run.Stream, run.Id);
        var gate = new SourceGate(contexts, source, run.Lease, clock);
        var fault = await ReadAsync(run, source, catalogue, order, gate, cancellationToken);
        if (gate.Off != TimeSpan.Zero)
        {
            CollectLog.SourceClockOff(logger, run.Source, run.Stream, run.Id, gate.Off);
        }

        await EndAsync(run, order, fault, gate.Off, cancellationToken);
        if (fault is null)
        {
            CollectLog.PullEnded(logger, run.Source, run.Stream, run.Id);
        }
        else
        {
            CollectLog.PullFailed(logger, run.Source, run.Stream, run.Id, fault.Code, fault.Message);
        }

        var outcome = fault is null ? "succeeded" : "failed";
        CollectTelemetry.Runs.Add(1, new("hub.source", run.Source), new("hub.stream", run.Stream), new("hub.outcome", outcome));
        CollectTelemetry.RunDuration.Record(clock.GetElapsedTime(began).TotalSeconds, new("hub.source", run.Source), new("hub.stream", run.Stream), new("hub.outcome", outcome));
        using var pull = CollectTelemetry.Activities.StartActivity(
            "pull " + feed, ActivityKind.Internal, default(ActivityContext), CollectTelemetry.TagsOf(run), startTime: activity?.StartTimeUtc ?? default);
        pull?.SetTag("hub.outcome", outcome);
        if (fault is not null)
        {
            pull?.SetTag("error.type", fault.Code).SetStatus(ActivityStatusCode.Error, fault.Code);
        }
    }

    /// <returns>The fault that ended the reading; null when the stream was read to its end.</returns>
    private async Task<ConnectorException?> ReadAsync(StreamRun run, SourceDefinition source, HubCatalogue catalogue, PullOrder order, SourceGate gate, CancellationToken cancellationToken)
    {
        try
        {
            await using var connector = await connectors.CreateAsync(source, catalogue, clock, cancellationToken);
            var request = await RequestAsync(run, source, order, cancellationToken);
            return await StorePagesAsync(
                run, catalogue, connector.PullAsync(request, cancellationToken), gate,
                isCompared: await HasSucceededAsync(run, cancellationToken), await EvidenceAsync(run, order, cancellationToken), cancellationToken);
        }
        catch (ConnectorException fault)
        {
            return fault;
        }
    }

    /// <summary>
    /// Reads ahead in a bounded channel. One page is held back, because the last one closes the run; after a fault the held page is the
    /// last one, so that what was read before counts. Pages that may yet prove that the source has gone back wait, too, and are dropped by the proof.
    /// </summary>
    /// <param name="isCompared">Whether counts are compared with those that are known: not while a source is read for the first time.</param>
    /// <param name="evidence">Of a source that has gone back; null when it is not looked for.</param>
    private async Task<ConnectorException?> StorePagesAsync(
        StreamRun run, HubCatalogue catalogue, IAsyncEnumerable<Page> pages, SourceGate gate, bool isCompared, RegressEvidence? evidence, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var ahead = Channel.CreateBounded<Page>(new BoundedChannelOptions(Prefetch) { SingleReader = true, SingleWriter = true });
        var reading = ReadAheadAsync(pages, gate, ahead.Writer, stop.Token);
        var seq = 0;
        var inDoubt = 0;
        var isHeldBack = false;
        var mapping = connectors.Mapping(catalogue, run.Connector, run.Stream);
        var normalizer = new Normalizer(catalogue, mapping, run.Agencies);
        var waiting = new List<PulledPage>();
        ConnectorException? fault = null;
        try
        {
            await foreach (var read in ahead.Reader.ReadAllAsync(cancellationToken))
            {
                var page = new PulledPage(read, normalizer, Origin(run, Guid.Empty, null));
                await LookAsync(page);
                waiting.Add(page);
                if (evidence is { IsDoubt: true } && waiting.Count <= MostInDoubt)
                {
                    continue;
                }

                inDoubt = 0;
                while (waiting.Count > 1)
                {
                    await StoreAsync(waiting[0], closesRun: false);
                    waiting.RemoveAt(0);
                }
            }
        }
        catch (ConnectorException e)
        {
            fault = e;
        }
        finally
        {
            await stop.CancelAsync();
            await reading;
        }

        for (var i = 0; i < waiting.Count; i++)
        {
            await StoreAsync(waiting[i], closesRun: i == waiting.Count - 1);
        }

        return fault;

        // A source whose clock has been set back shows an earlier state as well, and the run says so; one whose clock was ahead takes back what was too early.
        async Task LookAsync(PulledPage page)
        {
            if (evidence is null || evidence.ClockWasOff != (gate.Off != TimeSpan.Zero))
            {
                return;
            }

            regress.Look(catalogue, await page.KnownAsync(contexts, codes, cancellationToken), evidence);
            if (evidence.IsProof)
            {
                waiting.RemoveRange(waiting.Count - inDoubt, inDoubt);
                throw evidence.Fault(run.Source);
            }

            inDoubt += evidence.IsDoubt ? 1 : 0;
        }

        // By a clock that is behind, more of yesterday is to come: a day is delivered when it has ended at the source, too, and the position stays
        // before what was not delivered.
        Page Reached(Page page)
        {
            var today = gate.Today;
            if (page.Delivered.Any(d => d.To > today))
            {
                isHeldBack = true;
                page = page with { Delivered = [.. page.Delivered.Where(d => d.From < today).Select(d => d.To > today ? d with { To = today } : d)] };
            }

            return isHeldBack ? page with { Cursor = null } : page;
        }

        async Task StoreAsync(PulledPage read, bool closesRun)
        {
            var page = Reached(read.Page);
            await backPressure.WaitAsync(run, cancellationToken);
            using var span = CollectTelemetry.Activities.StartActivity($"page {run.Connector}/{run.Stream}", ActivityKind.Internal, default(ActivityContext), CollectTelemetry.TagsOf(run));
            span?.SetTag("hub.page", seq).SetTag("hub.records.fetched", page.Readings.Count);
            var held = isCompared ? await HeldAsync(run, catalogue, mapping, read, cancellationToken) : [];
            var batch = await archive.StoreAsync(run, seq++, page, closesRun, cancellationToken, held);
            var message = held.Count == 0 ? read.AsRead with { Batch = batch.Id, TraceParent = batch.TraceParent } : normalizer.Normalize(Origin(run, batch.Id, batch.TraceParent), page.Readings, held);
            span?.SetTag("hub.batch", batch.Id.ToString()).SetTag("hub.records.rejected", message.Rejections.Length);
            CollectTelemetry.Fetched.Add(page.Readings.Count, new("hub.source", run.Source), new("hub.stream", run.Stream));
            FailPoint.Pass(FailPoint.AfterMap);
            await publisher.PublishAsync(message, cancellationToken);
        }
    }

    private async Task<IReadOnlyList<RejectedRecord>> HeldAsync(
        StreamRun run, HubCatalogue catalogue, IStreamMapping mapping, PulledPage page, CancellationToken cancellationToken)
    {
        var readings = page.Page.Readings;
        var (comparesCounts, comparesKeys) = (JumpRule.Compares(catalogue, run.Connector, run.Stream), ReusedKeyRule.Compares(mapping, readings));
        if (!comparesCounts && !comparesKeys)
        {
            return [];
        }

        var known = await page.KnownAsync(contexts, codes, cancellationToken);
        var reused = comparesKeys ? await keys.HeldAsync(mapping, readings, known, cancellationToken) : [];
        var jumped = comparesCounts ? await jumps.HeldAsync(catalogue, known, cancellationToken) : [];
        return [.. reused.Concat(jumped).DistinctBy(h => h.Record, StringComparer.Ordinal)];
    }

    private async Task<bool> HasSucceededAsync(StreamRun run, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await db.Runs.AnyAsync(r => r.Source == run.Source && r.Stream == run.Stream && r.Kind == "pull" && r.State == RunState.Succeeded, cancellationToken);
    }

    /// <summary>Only of what goes on from a position: a first read, a bounded one and what a person has accepted are not held against what is known.</summary>
    private async Task<RegressEvidence?> EvidenceAsync(StreamRun run, PullOrder order, CancellationToken cancellationToken)
    {
        if (order.IsBackfill || order.AcceptRegress)
        {
            return null;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var pulls = db.Runs.Where(r => r.Source == run.Source && r.Stream == run.Stream && r.Kind == "pull");
        var last = await pulls.Where(r => r.State == RunState.Succeeded).OrderByDescending(r => r.StartedAt).Select(r => (DateTimeOffset?)r.StartedAt).FirstOrDefaultAsync(cancellationToken);
        if (last is null)
        {
            return null;
        }

        var clocks = await pulls.Where(r => r.StartedAt >= last && r.Id != run.Id).Select(r => r.ClockOffSeconds != null).Distinct().ToListAsync(cancellationToken);
        return clocks is [var wasOff] ? new RegressEvidence(wasOff) : null;
    }

    /// <summary>
    /// Never throws: a fault of the source reaches the reader through the channel, after the pages that came before it. One of the store, or a
    /// lost lease, is not the source's: it ends the run where it happened.
    /// </summary>
    private static async Task ReadAheadAsync(IAsyncEnumerable<Page> pages, SourceGate gate, ChannelWriter<Page> ahead, CancellationToken cancellationToken)
    {
        // Flows into every request of the connector, and no further than this method.
        CallGate.Current = gate;
        Exception? fault = null;
        try
        {
            await foreach (var page in pages.WithCancellation(cancellationToken))
            {
                FailPoint.Pass(FailPoint.AfterFetch);
                await ahead.WriteAsync(page, cancellationToken);
            }
        }
        catch (Exception e) when (e is ConnectorException or OperationCanceledException)
        {
            fault = gate.Fault ?? e;
        }
        catch (Exception e)
        {
            fault = gate.Fault ?? new ConnectorException(FailureCategory.Malformed, "E_CONNECTOR_BUG",
                $"the connector failed in an unforeseen way ({e.GetType().Name}); the page was refused as a whole. Report it with the run's id", e);
        }

        ahead.Complete(fault);
    }

    private static PageOrigin Origin(StreamRun run, Guid batch, string? traceParent) => new(batch, run.Id, run.Source, run.Connector, run.Stream, traceParent);

    private async Task<PullRequest> RequestAsync(StreamRun run, SourceDefinition source, PullOrder order, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (order.IsBackfill)
        {
            // A bounded pull that was broken off is gone on with, but not for ever: what was read long ago may have changed since.
            var (spans, oldest) = (BackfillCursors.PrefixOf(run.Stream), clock.GetUtcNow() - BackfillCursors.Life);
            await db.Cursors.Where(c => c.Source == run.Source && c.Stream.StartsWith(spans) && c.UpdatedAt < oldest).ExecuteDeleteAsync(cancellationToken);
        }

        var cursor = await db.Cursors.AsNoTracking()
            .Where(c => c.Source == run.Source && c.Stream == run.CursorName).Select(c => c.Cursor).FirstOrDefaultAsync(cancellationToken);
        var open = order.IsBackfill ? [] : await db.OpenRecords.AsNoTracking()
            .Where(o => o.Source == run.Source && o.Stream == run.Stream)
            .OrderBy(o => o.Agency).ThenBy(o => o.Day)
            .ToListAsync(cancellationToken);
        var start = source.Options.TryGetValue("backfillFrom", out var text) && DateOnly.TryParseExact(text.Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : Beginning;
        return new PullRequest
        {
            Stream = run.Stream,
            Cursor = cursor,
            From = order.From ?? start,
            To = order.To,
            Agencies = run.Agencies.Codes,
            Open = [.. open.Select(o => new OpenRecord(o.Record, o.Agency, DateOnly.FromDayNumber(o.Day), o.Stamp))],
        };
    }

    private async Task StartAsync(StreamRun run, PullOrder order, Activity? activity, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);

        // The lease says that nobody else is at it: what still runs here has ended without a word. Proved as with every page, else a worker
        // that was paused would say so of its successor.
        await run.Lease.GuardAsync(db, cancellationToken);
        await db.Runs.Where(r => r.Source == run.Source && r.Stream == run.Stream && r.State == RunState.Running).ExecuteUpdateAsync(
            set => set.SetProperty(r => r.State, RunState.Abandoned).SetProperty(r => r.EndedAt, clock.GetUtcNow()), cancellationToken);
        db.Add(new Run
        {
            Id = run.Id,
            Source = run.Source,
            Stream = run.Stream,
            Kind = order.IsBackfill ? "backfill" : "pull",
            StartedAt = clock.GetUtcNow(),
            TraceId = activity?.TraceId.ToString(),
            FromDay = order.From,
            ToDay = order.To,
        });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private async Task EndAsync(StreamRun run, PullOrder order, ConnectorException? fault, TimeSpan clockOff, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await run.Lease.GuardAsync(db, cancellationToken);
        var off = clockOff == TimeSpan.Zero ? null : (int?)clockOff.TotalSeconds;
        var state = fault is null ? RunState.Succeeded : RunState.Failed;
        var category = fault?.Category.ToString();
        var (code, message) = (fault?.Code, fault?.Message);
        var note = (clockOff == TimeSpan.Zero ? "" : string.Create(CultureInfo.InvariantCulture, $"; the source's clock is {Math.Abs(clockOff.TotalMinutes):0} minutes {(clockOff < TimeSpan.Zero ? "behind" : "ahead")}"))
            + (order.AcceptRegress ? "; an earlier state of the source was accepted (--accept-regress)" : "");
        if (fault is null && run.CursorName != run.Stream)
        {
            // A bounded pull that was broken off goes on where it was; one that is done can be ordered again.
            await db.Cursors.Where(c => c.Source == run.Source && c.Stream == run.CursorName).ExecuteDeleteAsync(cancellationToken);
        }

        await db.Runs.Where(r => r.Id == run.Id).ExecuteUpdateAsync(
            set => set
                .SetProperty(r => r.State, state)
                .SetProperty(r => r.EndedAt, clock.GetUtcNow())
                .SetProperty(r => r.Progress, r => note == "" ? r.Progress : (r.Progress ?? "") + note)
                .SetProperty(r => r.ClockOffSeconds, off)
                .SetProperty(r => r.ErrorCategory, category)
                .SetProperty(r => r.ErrorCode, code)
                .SetProperty(r => r.Error, message),
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
