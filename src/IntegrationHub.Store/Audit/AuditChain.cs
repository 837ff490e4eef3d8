using System.Globalization;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Store.Audit;

/// <param name="Rows">How many were checked, up to the first that is wrong.</param>
/// <param name="Head">Number and hash of the last one, to be noted elsewhere: whoever can write all of the database can also write another chain.</param>
/// <param name="Fault">Null: the chain is whole. Else what is wrong with the first row that is.</param>
public sealed record AuditVerdict(long Rows, string Head, string? Fault);

/// <summary>Checks the chain from its first row on.</summary>
public static class AuditChain
{
    /// <param name="db">The store.</param>
    /// <param name="noted">An earlier <see cref="AuditVerdict.Head"/>, which must still be part of the chain; null: none was noted.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    public static async Task<AuditVerdict> VerifyAsync(HubDbContext db, string? noted, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);

        // Before the rows: what is written meanwhile comes after it.
        var head = await db.AuditHeads.AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        var (last, hash, isNoted) = (0L, AuditLog.Start, noted is null);
        var headIs = head is { Seq: 0 } ? AuditLog.Start : null;
        await foreach (var row in db.AuditLog.AsNoTracking().OrderBy(r => r.Seq).AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            var fault = row.Seq != last + 1 ? Text($"row {last + 1} is missing")
                : row.Previous != hash ? Text($"row {row.Seq} does not follow the row before it")
                : row.Hash != AuditLog.HashOf(row) ? Text($"row {row.Seq} was changed after it was written")
                : null;
            if (fault is not null)
            {
                return new(last, HeadOf(last, hash), fault);
            }

            (last, hash) = (row.Seq, row.Hash);
            isNoted |= noted == HeadOf(last, hash);
            headIs = last == head?.Seq ? hash : headIs;
        }

        return new(last, HeadOf(last, hash),
            head is null ? "the end of the chain is not kept any more"
            : last < head.Seq ? Text($"row {last + 1} is missing: {head.Seq} were written")
            : headIs != head.Hash ? Text($"row {head.Seq} is not the one that was written last")
            : !isNoted ? $"{noted} is no part of the chain: it was written anew"
            : null);
    }

    private static string HeadOf(long seq, string hash) => Text($"{seq}:{hash}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
