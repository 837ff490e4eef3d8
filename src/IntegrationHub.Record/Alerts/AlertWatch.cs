using System.Text.Json;
using System.Text.Json.Nodes;
using IntegrationHub.Store.Alerts;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Outbox;
using IntegrationHub.Store.Plans;
using IntegrationHub.Store.Stages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Record.Alerts;

/// <summary>
/// Looks four times a minute at what is wrong and tells of it through the outbox. It runs in every process, whatever its roles, and one at a time does the work: a
/// stage that is dead cannot tell of its own death.
/// </summary>
public sealed class AlertWatch(
    IDbContextFactory<HubDbContext> contexts, ILedgerDialect dialect, AlertRules rules, TimeProvider clock, ILogger<AlertWatch> logger) : BackgroundService
{
    /// <summary>Of one cycle.</summary>
    public static readonly TimeSpan Tick = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly SemaphoreSlim one = new(1);
    private readonly string owner = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid():N}";

    public LoopBeat Beat { get; } = new("watch", TimeSpan.FromMinutes(3), TimeProvider.System);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(Patience);
            await using var db = await contexts.CreateDbContextAsync(limit.Token);
            await AlertLease.ReleaseAsync(db, owner, limit.Token);
        }
        catch (Exception e) when (e is OperationCanceledException || dialect.IsOfTheStore(e))
        {
            // It runs out by itself.
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // By the machine's clock, also where the hub plays another time: it is about processes.
        using var timer = new PeriodicTimer(Tick, TimeProvider.System);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            Beat.Beat();
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception e) when (dialect.IsOfTheStore(e))
            {
                RecordLog.StoreUnavailable(logger, e.GetBaseException().Message);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // Whoever looks after the others must not end by what it finds.
                RecordLog.WatchFailed(logger, e);
            }
        }
    }

    /// <summary>One cycle.</summary>
    /// <returns>What was told; nothing where another process watches.</returns>
    public async Task<IReadOnlyList<AlertNotice>> LookAsync(CancellationToken cancellationToken)
    {
        await one.WaitAsync(cancellationToken);
        try
        {
            return await LookAloneAsync(cancellationToken);
        }
        finally
        {
            one.Release();
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        one.Dispose();
    }

    private async Task<IReadOnlyList<AlertNotice>> LookAloneAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var storeNow = await StageRows.NowAsync(db, cancellationToken);
        if (await AlertLease.TakeAsync(db, owner, storeNow, cancellationToken) is not { } fence)
        {
            return [];
        }

        var found = await rules.FindAsync(db, storeNow, cancellationToken);
        await using var transaction = await dialect.BeginAsync(db, cancellationToken);
        if (!await AlertLease.HoldsAsync(db, fence, storeNow, cancellationToken))
        {
            return [];
        }

        var notices = await AlertLedger.ApplyAsync(db, found, clock.GetUtcNow(), cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        if (notices.Count > 0)
        {
            // Under the lock of all that is announced: positions of subscribers rely on the order.
            await dialect.LockAsync(db, cancellationToken);
            var recordedAt = await RecordingInstant.NextAsync(db, clock, cancellationToken);
            foreach (var notice in notices)
            {
                db.Add(CloudEvent.Row(AlertEvent.Type, AlertEvent.Key + notice.Cause, notice.Cause, Data(notice), recordedAt, traceParent: null));
            }

            await db.SaveChangesAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        Tell(notices);
        return notices;
    }

    private static JsonObject Data(AlertNotice notice)
    {
        var cause = AlertCauses.Of(notice.Cause);
        return JsonSerializer.SerializeToNode(
            new
            {
                cause = cause.Code, severity = cause.Severity, title = cause.Title, remedy = cause.Remedy, runbook = notice.Raised.Concat(notice.Recovered).First().Runbook, open = notice.Open,
                raised = notice.Raised.Select(a => new { a.Subject, a.Since, a.Text, a.Owner, a.Hits }), recovered = notice.Recovered.Select(a => new { a.Subject, a.Since, until = a.ClosedAt, a.Text, a.Owner }),
            },
            ProgressJson.Options)!.AsObject();
    }

    private void Tell(IReadOnlyList<AlertNotice> notices)
    {
        foreach (var notice in notices)
        {
            if (notice.Raised.Count > 0)
            {
                RecordLog.AlertRaised(logger, notice.Cause, string.Join(", ", notice.Raised.Select(a => a.Subject)));
            }

            if (notice.Recovered.Count > 0)
            {
                RecordLog.AlertRecovered(logger, notice.Cause, string.Join(", ", notice.Recovered.Select(a => a.Subject)));
            }
        }
    }
}
