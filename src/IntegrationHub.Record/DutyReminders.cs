using System.Text.Json;
using IntegrationHub.Indicators.Duties;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Duties;
using IntegrationHub.Store.Figures;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Plans;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Record;

/// <summary>Announces what is due soon and was not sent, once for each due date. Who is told by mail or on a screen subscribes to it.</summary>
public sealed class DutyReminders(
    IDbContextFactory<HubDbContext> contexts, ILedgerDialect dialect, CatalogueStore catalogues, FigureCatalogues figures, TimeProvider clock, ILogger<DutyReminders> logger) : BackgroundService
{
    public const string Type = "vn.integrationhub.duty.reminder.v1";

    private static readonly TimeSpan Tick = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Tick, clock);
        do
        {
            try
            {
                await AnnounceAsync(stoppingToken);
            }
            catch (Exception e) when (dialect.IsOfTheStore(e))
            {
                RecordLog.StoreUnavailable(logger, e.GetBaseException().Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <returns>How many reminders were announced.</returns>
    public async Task<int> AnnounceAsync(CancellationToken cancellationToken)
    {
        if (await catalogues.CurrentAsync(cancellationToken) is not { } active)
        {
            return 0;
        }

        var catalogue = await figures.OfAsync(active, cancellationToken);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if ((await DueAsync(db, catalogue, cancellationToken)).Count == 0)
        {
            return 0;
        }

        // Under the lock of all that is announced, and looked at again: another process may have been faster.
        await using var transaction = await dialect.BeginAsync(db, cancellationToken);
        await dialect.LockAsync(db, cancellationToken);
        var due = await DueAsync(db, catalogue, cancellationToken);
        var recordedAt = await RecordingInstant.NextAsync(db, clock, cancellationToken);
        var change = new FigureChange(active, 0, new CellChange([], []), [], 0, Guid.Empty, "", recordedAt, TraceParent: null);
        foreach (var line in due)
        {
            _ = DutyKey.TryParse(line.Id, out var key);
            db.Add(new DutyReminder { Plan = line.Plan, Duty = line.Duty, Unit = line.Unit, Period = key!.Value.Period, LastDay = line.LastDay!.Value, AnnouncedAt = change.RecordedAt });

            // It was not sent, and it has a date: the event need not say so.
            var data = JsonSerializer.SerializeToNode(line, ProgressJson.Options)!.AsObject();
            data.Remove("sent");
            data.Remove("remedy");
            db.Add(CloudEvent.Row(Type, $"duty.reminder.{CloudEvent.Word(line.Plan)}.{CloudEvent.Word(line.Duty)}.{CloudEvent.Word(line.Unit)}", line.Id, data, change));
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return due.Count;
    }

    private async Task<IReadOnlyList<DutyLine>> DueAsync(HubDbContext db, FigureCatalogue catalogue, CancellationToken cancellationToken)
    {
        var soon = (await DutyBook.LinesAsync(db, catalogue, clock.GetUtcNow(), cancellationToken)).Where(l => l.State == DutyLine.Word(DutyState.DueSoon)).ToList();
        if (soon.Count == 0)
        {
            return [];
        }

        var first = soon.Min(l => l.LastDay!.Value);
        var told = (await db.DutyReminders.AsNoTracking().Where(r => r.LastDay >= first).ToListAsync(cancellationToken))
            .Select(r => (new DutyKey(r.Plan, r.Duty, r.Unit, r.Period).ToString(), r.LastDay)).ToHashSet();
        return [.. soon.Where(l => !told.Contains((l.Id, l.LastDay!.Value)))];
    }
}
