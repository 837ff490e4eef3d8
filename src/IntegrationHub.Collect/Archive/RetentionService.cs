using IntegrationHub.Store.Ledger;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Collect.Archive;

/// <summary>How many whole months of archived pages are kept; null: all.</summary>
public sealed record RetentionOptions(int? Months);

/// <summary>Keeps to the retention that is set, once at the start and every day. Without one it does nothing.</summary>
public sealed class RetentionService(ArchiveRetention retention, RetentionOptions options, ILedgerDialect dialect, TimeProvider clock, ILogger<RetentionService> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromDays(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Months is not { } months)
        {
            return;
        }

        using var timer = new PeriodicTimer(Period, clock);
        do
        {
            try
            {
                var report = await retention.PruneAsync(months, $"hub on {Environment.MachineName}", isDry: false, stoppingToken);
                if (report.Erased.Count > 0)
                {
                    CollectLog.PagesErased(logger, report.Erased.Sum(e => e.Pages), report.Before, report.Needed, report.Held);
                }
            }
            catch (Exception e) when (dialect.IsOfTheStore(e))
            {
                CollectLog.StoreUnavailable(logger, e.GetBaseException().Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
