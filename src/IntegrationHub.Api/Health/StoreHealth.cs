using System.Data.Common;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace IntegrationHub.Api.Health;

/// <summary>The store answers and its tables are those of this program.</summary>
internal sealed class StoreHealth(IDbContextFactory<HubDbContext> contexts, ILedgerDialect dialect) : IHealthCheck
{
    public const string Name = "store";
    public const string Away = "the store cannot be reached: check HUB_STORE and whether the database runs";

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            var pending = (await db.Database.GetPendingMigrationsAsync(cancellationToken)).Count();
            return pending == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy($"{pending} migration(s) are due: run 'hub db migrate'");
        }
        catch (Exception e) when (e is DbException or OperationCanceledException || dialect.IsTransient(e))
        {
            return HealthCheckResult.Unhealthy(Away);
        }
    }
}
