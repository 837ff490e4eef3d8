using IntegrationHub.Collect.Archive;
using IntegrationHub.Connectors;
using IntegrationHub.Contracts;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Sources;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Collect.Pulling;

/// <summary>
/// Records whose key meant another case before: a source that was restored or numbered anew uses a number a second time. They are held for a
/// person before they are recorded, and what is counted stays; the new case in the place of the old one would change days of the past unseen.
/// </summary>
/// <remarks>Only records whose counts would change are looked at. Compared is with the archived reading that counts now; nothing else is kept, so that nothing is compared with a page that was erased under retention.</remarks>
public sealed class ReusedKeyRule(IDbContextFactory<HubDbContext> contexts, CodeTable codes)
{
    /// <summary>Whether anything of these readings is known to stay.</summary>
    public static bool Compares(IStreamMapping mapping, IReadOnlyList<Reading> readings)
    {
        ArgumentNullException.ThrowIfNull(mapping);
        return readings.Any(r => mapping.IdentityOf(r.Body).Count > 0);
    }

    /// <returns>One for each record that is held.</returns>
    public async Task<IReadOnlyList<RejectedRecord>> HeldAsync(IStreamMapping mapping, IReadOnlyList<Reading> readings, KnownRecords known, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(mapping);
        ArgumentNullException.ThrowIfNull(known);
        var identities = new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);
        foreach (var reading in readings)
        {
            if (mapping.IdentityOf(reading.Body) is { Count: > 0 } identity)
            {
                identities[reading.Key] = identity;
            }
        }

        var records = known.Incoming.Records.Where(r => r.Values is not null && identities.ContainsKey(r.Record)).ToDictionary(r => r.Record, StringComparer.Ordinal);
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var held = new List<RejectedRecord>();
        foreach (var batch in known.Current.Values.Where(m => records.ContainsKey(m.Record) && !m.Vals.AsSpan().SequenceEqual(records[m.Record].Values)).GroupBy(m => m.Batch))
        {
            // One archived page in memory at a time.
            var page = await ArchivedReadings.ReadAsync(db, batch.Key, cancellationToken) ?? [];
            var before = page.GroupBy(r => r.Key, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Last().Body, StringComparer.Ordinal);
            foreach (var record in batch.Where(m => before.ContainsKey(m.Record)).Select(m => records[m.Record]))
            {
                var was = mapping.IdentityOf(before[record.Record]);
                if (identities[record.Record].FirstOrDefault(now => was.TryGetValue(now.Key, out var then) && then != now.Value) is { Key: { } field, Value: var now })
                {
                    held.Add(Held(record, field, was[field], now));
                }
            }
        }

        return held;
    }

    private RejectedRecord Held(IncomingRecord record, string field, string was, string now)
    {
        var value = LedgerCodec.DecodeValues(record.Values!).Select(v => (ValueEntry?)v).FirstOrDefault();
        return new RejectedRecord
        {
            Record = record.Record, Code = OpenRefusals.KeyReused, Place = field, Unit = value is { } v ? codes.Word(v.Unit) : null, Day = value?.From, ObservedAt = record.ObservedAt,
            Sample = $"{was} → {now}",
            Message = "the source uses this number for another case than before; it may have been restored or numbered anew. What was counted stays until a person accepts it (hub quarantine replay SOURCE --accept) or the source corrects it",
        };
    }
}
