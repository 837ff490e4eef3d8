using IntegrationHub.Collect.Archive;
using IntegrationHub.Connectors;
using IntegrationHub.Contracts;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Collect.Replaying;

/// <summary>Everything that is archived of a stream and counts or could count: without readings that wait for a person, and without those that a person has discarded.</summary>
public static class ArchivedPages
{
    /// <returns>Numbers of the batches whose pages are kept, oldest first, and how many pages were erased.</returns>
    public static async Task<(IReadOnlyList<long> Kept, int Erased)> OfAsync(HubDbContext db, string source, string stream, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);

        // What was replayed before is in the archive a second time; the first is enough.
        var pages = await (
            from batch in db.Batches.AsNoTracking()
            join run in db.Runs.AsNoTracking() on batch.Run equals run.Id
            where batch.Source == source && batch.Stream == stream && run.Kind != "replay" && batch.Readings > 0
            orderby batch.No
            select new { batch.No, IsKept = db.Archive.Any(a => a.Batch == batch.Id) }).ToListAsync(cancellationToken);
        return ([.. pages.Where(p => p.IsKept).Select(p => p.No)], pages.Count(p => !p.IsKept));
    }

    /// <exception cref="PageErasedException">The page is no longer kept.</exception>
    public static async Task<IReadOnlyList<Reading>> ReadAsync(HubDbContext db, long no, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        var batch = await db.Batches.AsNoTracking().Where(b => b.No == no).Select(b => new { b.Id, b.CreatedAt, b.Readings, b.Source, b.Stream, b.Held }).SingleAsync(cancellationToken);
        var readings = await ArchivedReadings.ReadAsync(db, batch.Id, batch.CreatedAt, batch.Readings, cancellationToken)
            ?? throw await PageErasedException.OfAsync(db, batch.Source, batch.Stream, 1, cancellationToken);
        var held = PageCodec.DecodeHeld(batch.Held).Select(h => h.Record).ToHashSet(StringComparer.Ordinal);
        var keys = readings.Select(r => r.Key).Distinct(StringComparer.Ordinal).ToList();
        var refused = (await db.Rejections.AsNoTracking().Where(r => r.Source == batch.Source && r.Stream == batch.Stream && keys.Contains(r.Record!)).OrderBy(r => r.Id)
            .Select(r => new Refusal(r.Id, r.Record!, r.ObservedAt, r.State, r.RecordedAt, r.SettledAt)).ToListAsync(cancellationToken)).ToLookup(r => r.Record, StringComparer.Ordinal);
        return [.. readings.Where(r => LastState(refused[r.Key], Instant.ToMicroseconds(r.ObservedAt)) is var state && state != "discarded" && !(held.Contains(r.Key) && state is null or "open"))];
    }

    /// <summary>What became of a reading's refusal. Refused again in a later pull it is the same one, so that the last of them tells; null when it was not refused, or is not yet.</summary>
    private static string? LastState(IEnumerable<Refusal> refused, long observedAt)
    {
        var last = refused.LastOrDefault(r => r.ObservedAt == observedAt);
        for (var next = last; next is not null; next = refused.FirstOrDefault(r => r.Id > next.Id && r.RecordedAt == next.SettledAt))
        {
            last = next;
        }

        return last?.State;
    }

    private sealed record Refusal(long Id, string Record, long ObservedAt, string State, DateTimeOffset RecordedAt, DateTimeOffset? SettledAt);
}
