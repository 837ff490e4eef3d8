using System.Security.Cryptography;
using System.Text;
using IntegrationHub.Contracts;

namespace IntegrationHub.Store.Ledger;

/// <summary>The measurements of a message in the store's numbers: each record once (its greatest revision), sorted by its key's bytes.</summary>
public sealed class IncomingBatch
{
    private IncomingBatch(int stream, int feed, int ownScope, int mapping, IReadOnlyList<IncomingRecord> records, int duplicates)
    {
        Stream = stream;
        Feed = feed;
        OwnScope = ownScope;
        Mapping = mapping;
        Records = records;
        Duplicates = duplicates;
    }

    public int Stream { get; }

    public int Feed { get; }

    public int OwnScope { get; }

    public int Mapping { get; }

    public IReadOnlyList<IncomingRecord> Records { get; }

    /// <summary>Records that the message held more than once.</summary>
    public int Duplicates { get; }

    public static async Task<IncomingBatch> ReadAsync(MeasurementsReported message, CodeTable codes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(codes);
        var stream = await codes.NumberAsync(CodeTable.Stream, message.Source + "/" + message.Stream, cancellationToken);
        var feed = await codes.NumberAsync(CodeTable.Feed, message.Feed, cancellationToken);
        var own = await codes.NumberAsync(CodeTable.Scope, "own", cancellationToken);
        var units = await codes.NumbersAsync(CodeTable.Unit, message.Units, cancellationToken);
        var metrics = await codes.NumbersAsync(CodeTable.Metric, message.Metrics, cancellationToken);
        var scopes = await codes.NumbersAsync(CodeTable.Scope, message.Scopes, cancellationToken);

        var retracted = message.Retracted.ToHashSet();
        var newest = new Dictionary<string, IncomingRecord>(message.Records.Length, StringComparer.Ordinal);
        for (var i = 0; i < message.Records.Length; i++)
        {
            byte[]? values = null;
            if (!retracted.Contains(i))
            {
                var entries = new ValueEntry[message.ValuesFrom[i + 1] - message.ValuesFrom[i]];
                for (var v = 0; v < entries.Length; v++)
                {
                    var at = message.ValuesFrom[i] + v;
                    var scope = message.ScopeOf.Length == 0 ? own : scopes[message.ScopeOf[at]];
                    entries[v] = new ValueEntry(units[message.UnitOf[at]], metrics[message.MetricOf[at]], scope, message.From[at], message.To[at], message.Amounts[at]);
                }

                Array.Sort(entries, ValueEntry.Compare);
                values = LedgerCodec.EncodeValues(entries);
            }

            var record = new IncomingRecord(message.Records[i], message.SourceSeq[i], message.ObservedAt[i], values);
            if (!newest.TryGetValue(record.Record, out var other) || Compare(record, other, codes) > 0)
            {
                newest[record.Record] = record;
            }
        }

        var sorted = newest.Values.ToArray();
        Array.Sort(sorted, (a, b) => string.CompareOrdinal(a.Record, b.Record));
        return new IncomingBatch(stream, feed, own, message.Mapping, sorted, message.Records.Length - sorted.Length);
    }

    /// <summary>Whether the incoming revision is greater than the stored one, never by arrival: mapping, source sequence, request instant, then a hash.</summary>
    public bool Supersedes(IncomingRecord incoming, MeasurementCurrent stored, CodeTable codes)
    {
        ArgumentNullException.ThrowIfNull(incoming);
        ArgumentNullException.ThrowIfNull(stored);
        if (Mapping != stored.Mapping)
        {
            return Mapping > stored.Mapping;
        }

        return Compare(incoming, new IncomingRecord(stored.Record, stored.SourceSeq, stored.ObservedAt, stored.Vals), codes) > 0;
    }

    private static int Compare(IncomingRecord left, IncomingRecord right, CodeTable codes)
    {
        var c = left.SourceSeq.CompareTo(right.SourceSeq);
        c = c != 0 ? c : left.ObservedAt.CompareTo(right.ObservedAt);
        if (c != 0 || SameValues(left.Values, right.Values))
        {
            return c;
        }

        return Digest(left.Values, codes).AsSpan().SequenceCompareTo(Digest(right.Values, codes));
    }

    internal static bool SameValues(byte[]? left, byte[]? right) =>
        left is null || right is null ? left is null && right is null : left.AsSpan().SequenceEqual(right);

    /// <summary>Over words, not numbers: two stores give different numbers, and the same two revisions must win alike in both.</summary>
    private static byte[] Digest(byte[]? values, CodeTable codes)
    {
        if (values is null)
        {
            return [];
        }

        var lines = LedgerCodec.DecodeValues(values)
            .Select(v => string.Join('|', codes.Word(v.Unit), codes.Word(v.Metric), codes.Word(v.Scope), v.From, v.To, v.Amount))
            .Order(StringComparer.Ordinal);
        return SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines)));
    }
}

/// <param name="Values">Encoded values; null when the source has withdrawn the record.</param>
public sealed record IncomingRecord(string Record, long SourceSeq, long ObservedAt, byte[]? Values);
