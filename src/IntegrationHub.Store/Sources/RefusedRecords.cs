using IntegrationHub.Store.Audit;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Store.Sources;

/// <summary>Decisions on refused records. A record is never removed: what was decided, why and by whom stays beside it.</summary>
public static class RefusedRecords
{
    /// <returns>How many were open and are discarded now.</returns>
    public static async Task<int> DiscardAsync(HubDbContext db, IReadOnlyCollection<long> ids, string reason, string by, DateTimeOffset at, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var discarded = await db.Rejections.Where(r => ids.Contains(r.Id) && r.State == "open").ExecuteUpdateAsync(
            set => set
                .SetProperty(r => r.State, "discarded").SetProperty(r => r.SettledAt, at).SetProperty(r => r.ReplayRequested, false).SetProperty(r => r.Pending, true)
                .SetProperty(r => r.Decision, reason).SetProperty(r => r.DecidedBy, by),
            cancellationToken);
        await LogAsync(db, new AuditEntry("quarantine.discard", "quarantine") { By = by, Before = new { records = ids, state = "open" }, After = new { records = discarded, state = "discarded" } }, discarded, at, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return discarded;
    }

    /// <summary>Any collector that looks does it.</summary>
    /// <param name="accept">Also what is held: a person has looked at them.</param>
    /// <returns>How many were open and wait now.</returns>
    public static async Task<int> RequestReplayAsync(HubDbContext db, IReadOnlyCollection<long>? ids, string? source, string? code, bool accept, DateTimeOffset at, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var asked = await db.Rejections
            .Where(r => r.State == "open" && r.Record != null && (accept || !OpenRefusals.Waiting.Contains(r.Code)) && (ids == null || ids.Contains(r.Id)) && (source == null || r.Source == source) && (code == null || r.Code == code))
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.ReplayRequested, true), cancellationToken);
        await LogAsync(db, new AuditEntry("quarantine.replay", "quarantine") { After = new { source, code, records = ids, accept, asked } }, asked, at, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return asked;
    }

    private static Task LogAsync(HubDbContext db, AuditEntry entry, int changed, DateTimeOffset at, CancellationToken cancellationToken) =>
        changed == 0 ? Task.CompletedTask : AuditLog.WriteAsync(db, entry, at, cancellationToken);
}
