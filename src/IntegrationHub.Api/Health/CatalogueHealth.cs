using System.Data.Common;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace IntegrationHub.Api.Health;

internal sealed class CatalogueHealth(IDbContextFactory<HubDbContext> contexts, ILedgerDialect dialect) : IHealthCheck
{
    public const string Name = "catalogue";

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            return await db.CatalogueVersions.AnyAsync(cancellationToken)
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy("no catalogue has been applied: run 'hub apply -f contracts/catalogue'");
        }
        catch (Exception e) when (e is DbException or OperationCanceledException || dialect.IsTransient(e))
        {
            return HealthCheckResult.Unhealthy("it cannot be read: see the store");
        }
    }
}
