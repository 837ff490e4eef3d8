using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Record;

/// <summary>Batches that could not be recorded after all attempts. They are not published again by themselves, and their days stay undelivered.</summary>
public sealed class ParkedBatches(IDbContextFactory<HubDbContext> contexts)
{
    private const int LongestProblem = 500;

    public async Task ParkAsync(Guid batch, string problem, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(problem);
        var text = problem.Length > LongestProblem ? problem[..LongestProblem] : problem;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.Batches.Where(b => b.Id == batch && b.State == BatchState.Pending).ExecuteUpdateAsync(
            set => set.SetProperty(b => b.State, BatchState.Parked).SetProperty(b => b.Problem, text), cancellationToken);
    }
}
