using IntegrationHub.Store.Audit;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Store.Sources;

/// <summary>Decisions on refused records. A record is never removed: what was decided, why and by whom stays beside it.</summary>
public static class RefusedRecords
{
    /// <returns>How many were open and are discarded now.</returns>
    public static Task<int> DiscardAsync(HubDbContext db, IReadOnlyCollection<long> ids, string reason, string by, DateTimeOffset at, CancellationToken cancellationToken) =>
        DiscardAsync(db, new RefusalFilter { Ids = ids }, reason, by, at, null, cancellationToken);

    /// <param name="expected">How many somebody saw who decided it; null: it does not matter.</param>
    /// <returns>How many were open and are discarded now; of another number than expected the negative of it, and nothing is.</returns>
    public static async Task<int> DiscardAsync(HubDbContext db, RefusalFilter filter, string reason, string by, DateTimeOffset at, int? expected, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(filter);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var discarded = await filter.Open(db).ExecuteUpdateAsync(
            set => set
                .SetProperty(r => r.State, "discarded").SetProperty(r => r.SettledAt, at).SetProperty(r => r.ReplayRequested, false).SetProperty(r => r.Pending, true)
                .SetProperty(r => r.Decision, reason).SetProperty(r => r.DecidedBy, by),
            cancellationToken);
        if (expected is { } seen && seen != discarded)
        {
            return -discarded;
        }

        await LogAsync(db, new AuditEntry("quarantine.discard", "quarantine") { By = by, Before = new { records = filter.Ids, filter = filter.Words, state = "open" }, After = new { records = discarded, state = "discarded", reason } }, discarded, at, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return discarded;
    }

    /// <summary>Any collector that looks does it.</summary>
    /// <param name="accept">Also what is held: a person has looked at them.</param>
    /// <returns>How many were open and wait now.</returns>
    public static Task<int> RequestReplayAsync(HubDbContext db, IReadOnlyCollection<long>? ids, string? source, string? code, bool accept, DateTimeOffset at, CancellationToken cancellationToken) =>
        RequestReplayAsync(db, new RefusalFilter { Ids = ids, Source = source, Code = code }, accept, at, cancellationToken);

    /// <returns>How many were open and wait now.</returns>
    public static async Task<int> RequestReplayAsync(HubDbContext db, RefusalFilter filter, bool accept, DateTimeOffset at, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(filter);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var asked = await filter.Open(db).Where(r => r.Record != null && (accept || !OpenRefusals.Waiting.Contains(r.Code)))
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.ReplayRequested, true), cancellationToken);
        await LogAsync(db, new AuditEntry("quarantine.replay", "quarantine") { After = new { source = filter.Source, code = filter.Code, records = filter.Ids, filter = filter.Words, accept, asked } }, asked, at, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return asked;
    }

    private static Task LogAsync(HubDbContext db, AuditEntry entry, int changed, DateTimeOffset at, CancellationToken cancellationToken) =>
        changed == 0 ? Task.CompletedTask : AuditLog.WriteAsync(db, entry, at, cancellationToken);
}

/// <summary>Which of the open refused records are meant; what is null is any.</summary>
public sealed record RefusalFilter
{
    public IReadOnlyCollection<long>? Ids { get; init; }

    public string? Source { get; init; }

    public string? Stream { get; init; }

    public string? Code { get; init; }

    public string? Place { get; init; }

    public string? Sample { get; init; }

    public bool IsEmpty => Ids is null && Words is null;

    /// <summary>What is asked for beside the numbers; null: nothing.</summary>
    public object? Words => Source is null && Stream is null && Code is null && Place is null && Sample is null ? null : new { Source, Stream, Code, Place, Sample };

    public IQueryable<RejectionRow> Open(HubDbContext db)
    {
        ArgumentNullException.ThrowIfNull(db);
        var (ids, source, stream, code, place, sample) = (Ids, Source, Stream, Code, Place, Sample);
        return db.Rejections.Where(r => r.State == "open" && (ids == null || ids.Contains(r.Id)) && (source == null || r.Source == source) && (stream == null || r.Stream == stream)
            && (code == null || r.Code == code) && (place == null || r.Place == place) && (sample == null || r.Sample == sample));
    }
}
