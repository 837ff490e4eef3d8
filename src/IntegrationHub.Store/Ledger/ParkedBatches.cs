using IntegrationHub.Store.Audit;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Store.Ledger;

/// <summary>Batches that could not be recorded after all attempts. They are not published again by themselves, and their days stay undelivered.</summary>
public static class ParkedBatches
{
    private const int LongestProblem = 500;

    public static async Task ParkAsync(HubDbContext db, Guid batch, string problem, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(problem);
        var text = problem.Length > LongestProblem ? problem[..LongestProblem] : problem;
        await db.Batches.Where(b => b.Id == batch && b.State == BatchState.Pending).ExecuteUpdateAsync(
            set => set.SetProperty(b => b.State, BatchState.Parked).SetProperty(b => b.Problem, text), cancellationToken);
    }

    /// <summary>They are pending again, and published with the others.</summary>
    /// <param name="db">The store.</param>
    /// <param name="batches">Which; empty for all.</param>
    /// <param name="at">Now.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>How many.</returns>
    public static async Task<int> ReleaseAsync(HubDbContext db, IReadOnlyCollection<Guid> batches, DateTimeOffset at, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(batches);
        var parked = db.Parked();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var released = await (batches.Count == 0 ? parked : parked.Where(b => batches.Contains(b.Id))).ExecuteUpdateAsync(
            set => set.SetProperty(b => b.State, BatchState.Pending).SetProperty(b => b.Problem, (string?)null), cancellationToken);
        if (released > 0)
        {
            await AuditLog.WriteAsync(db, new AuditEntry("parked.release", "parked") { Before = new { state = "parked" }, After = new { state = "pending", batches, released } }, at, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return released;
    }
}
