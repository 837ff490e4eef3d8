using IntegrationHub.Collect.Publishing;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace IntegrationHub.Host.Hosting;

/// <summary>The bus library knows of its receivers whether they are connected. A collector has none: it knows by what it could not hand over.</summary>
internal sealed class PublishingHealth(BatchPublisher publisher) : IHealthCheck
{
    public const string Name = "publishing";

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        publisher.IsRefused ? HealthCheckResult.Unhealthy("the bus does not take what is published: pages wait in the store") : HealthCheckResult.Healthy());
}
