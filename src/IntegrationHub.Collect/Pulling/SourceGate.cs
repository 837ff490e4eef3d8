using System.Globalization;
using IntegrationHub.Collect.Schedule;
using IntegrationHub.Connectors;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Sources;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Collect.Pulling;

/// <summary>The gate of a source: its budget and its requests to be left alone are in the store, so that all processes keep to them together.</summary>
/// <param name="lease">Kept while a run waits; null where nobody can take it away.</param>
public sealed class SourceGate(IDbContextFactory<HubDbContext> contexts, SourceDefinition source, Lease? lease, TimeProvider clock) : ICallGate
{
    public const string ForBudget = "budget";
    public const string ForSource = "source";

    /// <summary>A run waits this long for a source that asked for it; longer and it ends, and the schedule goes on from there.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(20);

    // Two requests take not equally long to the source: without some air the last of a span and the first of the next could meet there.
    private static readonly TimeSpan Air = TimeSpan.FromSeconds(1);

    // Clocks of machines differ by seconds, and an answer takes some.
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    // What another process was told is known here within a second.
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private readonly Lock watching = new();
    private DateTimeOffset? looked;
    private TimeSpan behind;
    private TimeSpan ahead;

    /// <summary>How far the source's clock is off by its own answers; negative when it is behind, zero while that is less than minutes.</summary>
    public TimeSpan Off => behind >= Tolerance ? -behind : ahead >= Tolerance ? ahead : TimeSpan.Zero;

    /// <summary>The day that has begun at the source as well as here: days before it have ended for both.</summary>
    public DateOnly Today => VietnamDay.Of(clock.GetUtcNow() - behind);

    /// <summary>What went wrong with the gate itself: the store, or the lease. It is no fault of the connector whose request waited for leave.</summary>
    public Exception? Fault { get; private set; }

    public ValueTask EnterAsync(CancellationToken cancellationToken) => GuardedAsync(() => WaitForLeaveAsync(cancellationToken));

    public ValueTask LeaveAloneAsync(TimeSpan wait, CancellationToken cancellationToken) => GuardedAsync(() => KeepWaitAsync(wait, cancellationToken));

    private async ValueTask GuardedAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception e) when (e is not (ConnectorException or OperationCanceledException))
        {
            Fault = e;
            throw;
        }
    }

    private async Task WaitForLeaveAsync(CancellationToken cancellationToken)
    {
        if (source.Budget is null && clock.GetUtcNow() - looked < Look)
        {
            return;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        while (await WaitOfAsync(db, cancellationToken) is { } until)
        {
            await WaitAsync(db, until, cancellationToken);
        }

        looked = clock.GetUtcNow();
    }

    private async Task KeepWaitAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        var until = clock.GetUtcNow() + wait;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.SourceStates.Where(s => s.Source == source.Id && (s.WaitUntil == null || s.WaitFor != ForSource || s.WaitUntil < until)).ExecuteUpdateAsync(
            set => set.SetProperty(s => s.WaitUntil, until).SetProperty(s => s.WaitFor, ForSource), cancellationToken);
        looked = null;
    }

    public void Saw(DateTimeOffset sourceNow)
    {
        var off = sourceNow - clock.GetUtcNow();
        lock (watching)
        {
            (behind, ahead) = (-off > behind ? -off : behind, off > ahead ? off : ahead);
        }
    }

    /// <returns>Until when there is no leave; null when it was given.</returns>
    private async Task<DateTimeOffset?> WaitOfAsync(HubDbContext db, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var asked = await db.SourceStates.AsNoTracking().Where(s => s.Source == source.Id && s.WaitFor == ForSource).Select(s => s.WaitUntil).FirstOrDefaultAsync(cancellationToken);
        if (asked > now)
        {
            return asked - now <= LongestWait ? asked : throw new ConnectorException(FailureCategory.Throttled, "E_THROTTLED",
                $"{source.Id}: the source asked to be left alone until {At(asked.Value)}; the pull goes on from here by itself") { RetryAfter = asked - now };
        }

        return source.Budget is null ? null : await TakeAsync(db, source.Budget, now, cancellationToken);
    }

    private async Task<DateTimeOffset?> TakeAsync(HubDbContext db, RequestBudget budget, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var air = budget.Span / 10 < Air ? budget.Span / 10 : Air;
        while (true)
        {
            var slots = db.SourceCalls.AsNoTracking().Where(c => c.Source == source.Id && c.Slot < budget.Requests);
            var oldest = await slots.OrderBy(c => c.At).ThenBy(c => c.Slot).FirstOrDefaultAsync(cancellationToken);
            if (oldest is null || await slots.CountAsync(cancellationToken) < budget.Requests)
            {
                await AddSlotsAsync(db, budget.Requests, cancellationToken);
                continue;
            }

            if (oldest.At + budget.Span + air > now)
            {
                return oldest.At + budget.Span + air;
            }

            // Another process may have taken the same one: then there is a next, or none.
            if (await db.SourceCalls.Where(c => c.Source == source.Id && c.Slot == oldest.Slot && c.At == oldest.At)
                .ExecuteUpdateAsync(set => set.SetProperty(c => c.At, now), cancellationToken) == 1)
            {
                await StampAsync(db, oldest.Slot, now, air, cancellationToken);
                return null;
            }
        }
    }

    /// <summary>
    /// A slow store must not make the request later than what it is counted as. Each time it is counted as later than what writing it down
    /// took last time, so that this comes to an end however slow the store is.
    /// </summary>
    private async Task StampAsync(HubDbContext db, int slot, DateTimeOffset stamp, TimeSpan air, CancellationToken cancellationToken)
    {
        var ahead = TimeSpan.Zero;
        for (var now = clock.GetUtcNow(); now - stamp > air / 2; now = clock.GetUtcNow())
        {
            ahead = (ahead + (now - stamp)) * 2;
            stamp = now + ahead;
            await db.SourceCalls.Where(c => c.Source == source.Id && c.Slot == slot).ExecuteUpdateAsync(set => set.SetProperty(c => c.At, stamp), cancellationToken);
        }
    }

    private Task AddSlotsAsync(HubDbContext db, int count, CancellationToken cancellationToken) => db.Database.ExecuteSqlAsync(
        $"""
        WITH RECURSIVE number (slot) AS (SELECT 0 UNION ALL SELECT slot + 1 FROM number WHERE slot + 1 < {count})
        INSERT INTO source_call (source, slot, at) SELECT {source.Id}, slot, 0 FROM number WHERE true ON CONFLICT (source, slot) DO NOTHING
        """,
        cancellationToken);

    private async Task WaitAsync(HubDbContext db, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var shown = until - clock.GetUtcNow() > Look;
        if (shown)
        {
            var asked = clock.GetUtcNow();
            var progress = $"waiting until {At(until)}";
            await db.Runs.Where(r => r.Source == source.Id && r.State == RunState.Running).ExecuteUpdateAsync(set => set.SetProperty(r => r.Progress, progress), cancellationToken);
            await db.SourceStates.Where(s => s.Source == source.Id && (s.WaitFor != ForSource || s.WaitUntil <= asked)).ExecuteUpdateAsync(
                set => set.SetProperty(s => s.WaitUntil, until).SetProperty(s => s.WaitFor, ForBudget), cancellationToken);
        }

        for (var left = until - clock.GetUtcNow(); left > TimeSpan.Zero; left = until - clock.GetUtcNow())
        {
            await Task.Delay(left < LongestWait ? left : LongestWait, clock, cancellationToken);
            if (lease is not null)
            {
                await lease.GuardAsync(db, cancellationToken);
            }
        }
    }

    private static string At(DateTimeOffset instant) => instant.ToOffset(VietnamDay.Offset).ToString("HH:mm", CultureInfo.InvariantCulture);
}
