using System.Globalization;
using IntegrationHub.Connectors;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;

namespace IntegrationHub.Collect.Pulling;

/// <summary>
/// Whether a source shows an earlier state of itself, as after a restore from a backup: many records that were read before have fallen back, and hardly
/// any has gone on. One record proves nothing, it is a correction.
/// </summary>
/// <remarks>
/// A record falls back by its own sequence, or by values that are gone or smaller while none is new or greater. Of counts that a source has summed itself
/// only those that can but rise are looked at: flows of a period that is not over, and running totals. What has no value left was withdrawn, which is no step back.
/// </remarks>
public sealed class RegressRule(CodeTable codes)
{
    /// <param name="evidence">What the run has shown until now; what the page shows is added.</param>
    public void Look(HubCatalogue catalogue, KnownRecords known, RegressEvidence evidence)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        ArgumentNullException.ThrowIfNull(known);
        ArgumentNullException.ThrowIfNull(evidence);
        var incoming = known.Incoming;
        var isSummed = catalogue.Feeds.TryGetValue(codes.Word(incoming.Feed), out var feed) && feed.Kind is FeedKind.Snapshots;
        foreach (var now in incoming.Records.Where(r => r.Values is not null))
        {
            // By another version of the mapping other values are read from the same record.
            if (known.Current.TryGetValue(now.Record, out var before) && before.Mapping == incoming.Mapping && now.ObservedAt > before.ObservedAt
                && Step(before, now) is var step && step != 0)
            {
                evidence.Add(now.Record, step < 0);
            }
        }

        int Step(MeasurementCurrent before, IncomingRecord now)
        {
            if (before.SourceSeq != 0 && now.SourceSeq != 0 && before.SourceSeq != now.SourceSeq)
            {
                return now.SourceSeq.CompareTo(before.SourceSeq);
            }

            var present = Counted(now.Values!, now.ObservedAt);
            var was = Counted(before.Vals!, now.ObservedAt);
            if (present.Count == 0)
            {
                return 0;
            }

            // A count that a summed record has no longer is a field that is gone, which the jump rule holds.
            var fell = was.Any(w => present.TryGetValue(w.Key, out var amount) ? amount < w.Value : !isSummed);
            var rose = present.Any(i => was.TryGetValue(i.Key, out var amount) ? amount < i.Value : !isSummed);
            return fell == rose ? 0 : fell ? -1 : 1;
        }

        Dictionary<ValueEntry, long> Counted(byte[] values, long observedAt) => LedgerCodec.DecodeValues(values)
            .Where(v => catalogue.Metrics.GetValueOrDefault(codes.Word(v.Metric)) is { } metric && (!isSummed || (v.Scope == incoming.OwnScope
                && (metric.Kind is MetricKind.RunningTotal || (metric.Kind is MetricKind.Flow && !JumpRule.IsEnded(v, observedAt))))))
            .GroupBy(v => v with { Amount = 0 }).ToDictionary(g => g.Key, g => g.Sum(v => v.Amount));
    }
}

/// <summary>What a run has shown of its source's way: each record once, however often it was read.</summary>
/// <param name="clockWasOff">Whether the source's clock was off when it was last read.</param>
public sealed class RegressEvidence(bool clockWasOff)
{
    public const string Code = "E_SOURCE_REGRESSED";

    // A handful of corrections downwards are every day's; a whole source that goes back moves nothing forward.
    private const int Least = 5;
    private const int Share = 10;

    private readonly HashSet<string> fallen = new(StringComparer.Ordinal);
    private readonly HashSet<string> risen = new(StringComparer.Ordinal);

    public bool ClockWasOff => clockWasOff;

    public bool IsProof => fallen.Count >= Least && IsDoubt;

    /// <summary>Whether it may yet become a proof by what is read next: till then nothing of it should be stored.</summary>
    public bool IsDoubt => fallen.Count > 0 && fallen.Count >= Share * risen.Count;

    public void Add(string record, bool hasFallen) => (hasFallen ? fallen : risen).Add(record);

    public ConnectorException Fault(string source) => new(FailureCategory.Rejected, Code, string.Create(CultureInfo.InvariantCulture,
        $"{fallen.Count} records say less than when they were read before and {risen.Count} say more: the source shows an earlier state of itself, as after a restore from a backup. "
        + $"Nothing of it was stored and the position stays. Ask the source's operator; pulling goes on by itself once the source has caught up. If the earlier state is the right one: hub source pull {source} --accept-regress"));
}
