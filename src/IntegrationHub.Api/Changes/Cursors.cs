using System.Globalization;
using IntegrationHub.Api.Problems;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Outbox;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Api.Changes;

internal static class Cursors
{
    /// <summary>A cursor as somebody sent it, when everything after it is still there.</summary>
    public static async Task<EventCursor> ReadAsync(HubDbContext db, string name, string text, CancellationToken cancellationToken)
    {
        if (!EventCursor.TryParse(text, out var cursor))
        {
            throw new ApiProblemException("bad-cursor", $"{name} is no cursor of this hub, or was changed or cut; give 'next' of the answer before as it was, or none to begin with the oldest event");
        }

        var state = await db.StateOfAsync(cursor, cancellationToken);
        if (state is CursorState.Known)
        {
            return cursor;
        }

        const string Remedy = "read /api/v1/plans/{plan}/progress as it is now, and begin without a cursor";
        throw state is CursorState.Erased
            ? new ApiProblemException("cursor-gone", $"{name} names an event that is older than what is kept{await SinceAsync(db, cancellationToken)}, so events after it may be missing; {Remedy}")
            : new ApiProblemException("bad-cursor", $"{name} names an event that this hub never had: it is of another hub, or of this one before an older backup was restored; {Remedy}");
    }

    private static async Task<string> SinceAsync(HubDbContext db, CancellationToken cancellationToken) =>
        await db.Outbox.OrderBy(e => e.Id).Select(e => (DateTimeOffset?)e.RecordedAt).FirstOrDefaultAsync(cancellationToken) is { } oldest
            ? string.Create(CultureInfo.InvariantCulture, $" (since {oldest.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'})") : "";
}
