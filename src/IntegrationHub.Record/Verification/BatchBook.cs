using System.Globalization;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Record.Verification;

/// <summary>Every batch's feed and instant of recording, a few bytes each; reading them checks them.</summary>
internal sealed class BatchBook
{
    private readonly Dictionary<long, (int Feed, long RecordedAt)> recorded = [];

    public long Count { get; private set; }

    public static async Task<BatchBook> ReadAsync(HubDbContext db, CodeTable codes, MismatchList findings, CancellationToken cancellationToken)
    {
        var book = new BatchBook();
        var instants = new HashSet<DateTimeOffset>();
        var rows = db.Batches.AsNoTracking().OrderBy(b => b.No).Select(b => new { b.No, b.Id, b.State, b.RecordedAt, b.Connector, b.Stream });
        await foreach (var batch in rows.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            book.Count++;
            if ((batch.State is BatchState.Recorded) != (batch.RecordedAt is not null))
            {
                findings.Add("batch", batch.Id.ToString(), batch.State is BatchState.Recorded ? "an instant of recording" : "no instant of recording", Text(batch.RecordedAt));
            }

            if (batch.RecordedAt is { } at && !instants.Add(at))
            {
                findings.Add("batch", batch.Id.ToString(), "an instant of recording of its own", Text(at));
            }

            if (batch.State is BatchState.Recorded && codes.Find(CodeTable.Feed, batch.Connector + "/" + batch.Stream) is { } feed)
            {
                book.recorded[batch.No] = (feed, batch.RecordedAt is { } instant ? Instant.ToMicroseconds(instant) : long.MaxValue);
            }
        }

        return book;
    }

    /// <summary>The feed of a recorded batch; null when there is no such batch, or it is not recorded.</summary>
    public int? Feed(long batch) => recorded.TryGetValue(batch, out var known) ? known.Feed : null;

    /// <summary>Whether a record's revisions were recorded one after the other. A batch that is not there is reported elsewhere.</summary>
    public bool InOrder(long earlier, long later) => earlier == later
        || !recorded.TryGetValue(earlier, out var first) || !recorded.TryGetValue(later, out var second) || first.RecordedAt < second.RecordedAt;

    private static string Text(DateTimeOffset? instant) => instant?.ToString("O", CultureInfo.InvariantCulture) ?? "none";
}
