using IntegrationHub.Collect.Publishing;
using IntegrationHub.Collect.Schedule;
using IntegrationHub.Notify.Relay;
using IntegrationHub.Record.Alerts;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace IntegrationHub.Host.Hosting;

/// <summary>A process whose loop has ended or hangs lives and does no work: it is not ready, and says which stage is dead.</summary>
public sealed class StageHealth(IServiceProvider services) : IHealthCheck
{
    public const string Name = "stages";

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var problems = Problems();
        return Task.FromResult(problems.Count == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy(string.Join("; ", problems.Select(p => $"{p.Key}: {p.Value}"))));
    }

    /// <summary>By stage.</summary>
    public IReadOnlyDictionary<string, string> Problems()
    {
        var problems = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var service in services.GetServices<IHostedService>())
        {
            var beat = service switch { SourceScheduler s => s.Beat, PendingBatches p => p.Beat, OutboxRelay r => r.Beat, AlertWatch w => w.Beat, _ => null };
            if (beat?.Problem((service as BackgroundService)?.ExecuteTask) is { } problem)
            {
                problems[beat.Stage] = problem;
            }
        }

        return problems;
    }
}

/// <summary>How far this machine's clock is off the store's; several processes agree on who owns what only by clocks that agree.</summary>
internal sealed class ClockHealth(StageReporter reporter) : IHealthCheck
{
    public const string Name = "clock";

    private static readonly TimeSpan Most = TimeSpan.FromSeconds(5);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(reporter.ClockOff.Duration() < Most
        ? HealthCheckResult.Healthy()
        : HealthCheckResult.Degraded($"this machine's clock is {reporter.ClockOff.TotalSeconds:0} s off the store's: have both keep time (NTP)"));
}
