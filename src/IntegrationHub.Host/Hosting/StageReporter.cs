using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Stages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace IntegrationHub.Host.Hosting;

/// <summary>Tells the store every few seconds which stages this process does and whether it can: whoever watches sees one that is dead by its silence.</summary>
public sealed class StageReporter(
    HubSettings settings, IDbContextFactory<HubDbContext> contexts, ILedgerDialect dialect, HealthCheckService checks, StageHealth stages, IHostApplicationLifetime lifetime) : BackgroundService
{
    // Names that the bus library and ours give to what is between stages.
    private static readonly string[] Bus = ["masstransit-bus", PublishingHealth.Name];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly string process = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid():N}";
    private long clockOff;

    /// <summary>How far this machine's clock is ahead of the store's.</summary>
    public TimeSpan ClockOff => new(Interlocked.Read(ref clockOff));

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        await TryAsync(_ => StageRow.Stopped, limit.Token);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Until all has started the bus is away, as it should be.
        var started = new TaskCompletionSource();
        await using var _ = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(StageRows.Every, TimeProvider.System);
        do
        {
            await TryAsync(Of, stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Says it now.</summary>
    public Task ReportAsync(CancellationToken cancellationToken) => ReportAsync(Of, cancellationToken);

    private static string Of(string? problem) => problem is null ? StageRow.Ready : StageRow.NotReady;

    private async Task TryAsync(Func<string?, string> state, CancellationToken cancellationToken)
    {
        try
        {
            await ReportAsync(state, cancellationToken);
        }
        catch (Exception e) when (e is OperationCanceledException || dialect.IsOfTheStore(e))
        {
            // Who cannot reach the store is not heard of there, which says enough.
        }
    }

    private async Task ReportAsync(Func<string?, string> state, CancellationToken cancellationToken)
    {
        var report = await checks.CheckHealthAsync(check => Bus.Contains(check.Name), cancellationToken);
        var bus = report.Entries.Where(e => e.Value.Status is HealthStatus.Unhealthy).Select(e => e.Key).FirstOrDefault();
        var (loops, disk) = (stages.Problems(), DiskOf(settings.Data));
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var before = TimeProvider.System.GetUtcNow();
        var storeNow = await StageRows.NowAsync(db, cancellationToken);
        var after = TimeProvider.System.GetUtcNow();
        var off = before + ((after - before) / 2) - storeNow;
        Interlocked.Exchange(ref clockOff, off.Ticks);
        var rows = Enum.GetValues<HubRoles>().Where(r => r is not (HubRoles.None or HubRoles.All) && settings.Roles.HasFlag(r)).Select(role =>
        {
            var stage = role.ToString().ToLowerInvariant();
            var problem = loops.GetValueOrDefault(stage) is { } loop ? StageRow.OfLoop + loop : bus is not null && stage != "api" ? StageRow.OfBus + bus : null;
            return new StageRow
            {
                Process = process, Stage = stage, State = state(problem), Problem = problem, BeatAt = storeNow, ClockOffMilliseconds = (long)off.TotalMilliseconds, DiskFree = disk?.Free, DiskSize = disk?.Size,
            };
        }).ToList();
        await StageRows.BeatAsync(db, process, rows, cancellationToken);
    }

    private static (long Free, long Size)? DiskOf(string folder)
    {
        try
        {
            var path = Path.GetFullPath(folder);
            var drive = DriveInfo.GetDrives().Where(d => d.IsReady && path.StartsWith(d.RootDirectory.FullName, StringComparison.Ordinal)).MaxBy(d => d.RootDirectory.FullName.Length);
            return drive is null || drive.TotalSize == 0 ? null : (drive.AvailableFreeSpace, drive.TotalSize);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
