using IntegrationHub.Collect.Normalizing;
using IntegrationHub.Connectors;
using IntegrationHub.Contracts;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Collect.Pulling;

/// <summary>A page on its way from the source to the archive: normalized once, and held beside what is known once, for every rule that compares.</summary>
/// <param name="page">As the connector gave it.</param>
/// <param name="normalizer">Of the run.</param>
/// <param name="origin">Of the run; it has no batch yet.</param>
internal sealed class PulledPage(Page page, Normalizer normalizer, PageOrigin origin)
{
    private KnownRecords? known;

    public Page Page => page;

    /// <summary>What the page says, while it has no batch.</summary>
    public MeasurementsReported AsRead => field ??= normalizer.Normalize(origin, page.Readings);

    public async Task<KnownRecords> KnownAsync(IDbContextFactory<HubDbContext> contexts, CodeTable codes, CancellationToken cancellationToken) =>
        known ??= await KnownRecords.ReadAsync(contexts, codes, AsRead, cancellationToken);
}

/// <summary>The records of a page beside what is counted of them now.</summary>
/// <param name="Incoming">In the store's numbers.</param>
/// <param name="Current">By record what counts; a record that counts nowhere is not in it.</param>
public sealed record KnownRecords(IncomingBatch Incoming, IReadOnlyDictionary<string, MeasurementCurrent> Current)
{
    public static async Task<KnownRecords> ReadAsync(IDbContextFactory<HubDbContext> contexts, CodeTable codes, MeasurementsReported message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(contexts);
        ArgumentNullException.ThrowIfNull(codes);
        var incoming = await IncomingBatch.ReadAsync(message, codes, cancellationToken);
        await codes.LoadAsync(cancellationToken);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var records = incoming.Records.Select(r => r.Record).ToList();
        return new(incoming, records.Count == 0 ? new Dictionary<string, MeasurementCurrent>() : await db.MeasurementsCurrent.AsNoTracking()
            .Where(m => m.Stream == incoming.Stream && records.Contains(m.Record) && m.Vals != null)
            .ToDictionaryAsync(m => m.Record, StringComparer.Ordinal, cancellationToken));
    }
}
