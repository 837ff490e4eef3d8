using System.Globalization;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Collect.Replaying;

/// <summary>What is to be counted again is no longer archived. What it counted stays as it was recorded.</summary>
public sealed class PageErasedException(string message) : Exception(message)
{
    public static async Task<PageErasedException> OfAsync(HubDbContext db, string source, string stream, int pages, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        var last = await db.ArchiveErasures.AsNoTracking().Where(e => e.Source == source && e.Stream == stream).OrderByDescending(e => e.Id).FirstOrDefaultAsync(cancellationToken);
        var when = last is null ? "" : string.Create(CultureInfo.InvariantCulture, $", last on {VietnamDay.Of(last.ErasedAt):yyyy-MM-dd} by {last.ErasedBy}, who keeps {last.KeepMonths} months");
        return new(string.Create(CultureInfo.InvariantCulture, $"{pages} archived pages of {source}/{stream} were erased under retention{when}: their readings cannot be counted again, and what they count stays as it is"));
    }
}
