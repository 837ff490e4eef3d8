namespace IntegrationHub.Store.Ledger;

/// <summary>What a batch changes, computed from what is stored: only differences, so that repeating or reordering adds nothing.</summary>
public sealed class BatchChange
{
    private readonly Dictionary<(int Unit, int Metric, int Scope, int From, int To), (long Delta, int Stated)> differences = [];

    public List<MeasurementCurrent> Rows { get; } = [];

    public List<RevisionEntry> Revisions { get; } = [];

    /// <summary>Records whose values are new or different.</summary>
    public int Accepted { get; private set; }

    /// <summary>Records that came again, or came late: nothing changes.</summary>
    public int Unchanged { get; private set; }

    public static BatchChange Of(long batch, IncomingBatch incoming, IReadOnlyList<MeasurementCurrent> stored, CodeTable codes)
    {
        ArgumentNullException.ThrowIfNull(incoming);
        var change = new BatchChange { Unchanged = incoming.Duplicates };
        var current = stored.ToDictionary(s => s.Record, StringComparer.Ordinal);
        foreach (var record in incoming.Records)
        {
            var before = current.GetValueOrDefault(record.Record);
            if (before is not null && !incoming.Supersedes(record, before, codes))
            {
                change.Unchanged++;
                continue;
            }

            // A newer revision with the same values is written all the same: else a later arrival of an older one would win.
            change.Rows.Add(new MeasurementCurrent
            {
                Stream = incoming.Stream,
                Record = record.Record,
                Mapping = incoming.Mapping,
                SourceSeq = record.SourceSeq,
                ObservedAt = record.ObservedAt,
                Batch = batch,
                PrevBatch = before?.Batch,
                Vals = record.Values,
            });
            if (before is not null && IncomingBatch.SameValues(before.Vals, record.Values))
            {
                change.Unchanged++;
                continue;
            }

            change.Accepted++;
            change.Revisions.Add(new RevisionEntry(record.Record, before?.Vals, record.Values));
            change.Add(before?.Vals, -1);
            change.Add(record.Values, +1);
        }

        return change;
    }

    /// <summary>The non-zero differences, sorted by unit and interval.</summary>
    public IEnumerable<(int Unit, LedgerEntry Entry)> Differences() => differences
        .Where(d => d.Value.Delta != 0 || d.Value.Stated != 0)
        .OrderBy(d => d.Key.Unit).ThenBy(d => d.Key.From).ThenBy(d => d.Key.Metric).ThenBy(d => d.Key.To).ThenBy(d => d.Key.Scope)
        .Select(d => (d.Key.Unit, new LedgerEntry(d.Key.Metric, d.Key.Scope, d.Key.From, d.Key.To, d.Value.Delta, d.Value.Stated)));

    public IReadOnlyList<LedgerRow> LedgerRows(long batch) =>
    [
        .. Differences()
            .GroupBy(d => (d.Unit, Month: StoreMonth.Of(d.Entry.From)))
            .OrderBy(g => g.Key.Unit).ThenBy(g => g.Key.Month)
            .Select(g => new LedgerRow
            {
                Batch = batch,
                Unit = g.Key.Unit,
                Month = g.Key.Month,
                Entries = LedgerCodec.EncodeEntries([.. g.Select(d => d.Entry)]),
            }),
    ];

    private void Add(byte[]? values, int sign)
    {
        if (values is null)
        {
            return;
        }

        foreach (var v in LedgerCodec.DecodeValues(values))
        {
            var key = (v.Unit, v.Metric, v.Scope, v.From, v.To);
            var (delta, stated) = differences.GetValueOrDefault(key);
            differences[key] = (checked(delta + (sign * v.Amount)), stated + sign);
        }
    }
}
