namespace IntegrationHub.Store.Ledger;

/// <summary>One counted value: unit, metric and scope by code number, interval by day numbers, amount scaled by the metric.</summary>
public readonly record struct ValueEntry(int Unit, int Metric, int Scope, int From, int To, long Amount)
{
    /// <summary>The canonical order of values.</summary>
    public static int Compare(ValueEntry left, ValueEntry right)
    {
        var c = left.Unit.CompareTo(right.Unit);
        c = c != 0 ? c : left.Metric.CompareTo(right.Metric);
        c = c != 0 ? c : left.From.CompareTo(right.From);
        c = c != 0 ? c : left.To.CompareTo(right.To);
        return c != 0 ? c : left.Scope.CompareTo(right.Scope);
    }
}

/// <summary>A change of a cell: the amount, and for period cells how many measurements state it more or less.</summary>
public readonly record struct LedgerEntry(int Metric, int Scope, int From, int To, long Delta, int Stated);

/// <summary>A record before and after a batch; null values mean that it did not exist or was withdrawn.</summary>
public sealed record RevisionEntry(string Record, byte[]? Before, byte[]? After);

/// <summary>
/// Compact, canonical encodings of the packed columns: variable-length integers, intervals as start and length. Canonical means that
/// equal contents are equal bytes, so that no hash has to be stored to see whether a record changed.
/// </summary>
public static class LedgerCodec
{
    public static byte[] EncodeValues(ReadOnlySpan<ValueEntry> sorted)
    {
        var writer = new PackedWriter(sorted.Length * 6 + 2);
        writer.Unsigned((ulong)sorted.Length);
        foreach (var v in sorted)
        {
            writer.Unsigned((ulong)v.Unit);
            writer.Interval(v.Metric, v.Scope, v.From, v.To);
            writer.Signed(v.Amount);
        }

        return writer.ToArray();
    }

    public static ValueEntry[] DecodeValues(ReadOnlySpan<byte> bytes)
    {
        var reader = new PackedReader(bytes);
        var values = new ValueEntry[(int)reader.Unsigned()];
        for (var i = 0; i < values.Length; i++)
        {
            var unit = (int)reader.Unsigned();
            var (metric, scope, from, to) = reader.Interval();
            values[i] = new ValueEntry(unit, metric, scope, from, to, reader.Signed());
        }

        return values;
    }

    public static byte[] EncodeEntries(IReadOnlyCollection<LedgerEntry> entries)
    {
        var writer = new PackedWriter(entries.Count * 7 + 2);
        writer.Unsigned((ulong)entries.Count);
        foreach (var e in entries)
        {
            writer.Interval(e.Metric, e.Scope, e.From, e.To);
            writer.Signed(e.Delta);
            writer.Signed(e.Stated);
        }

        return writer.ToArray();
    }

    public static LedgerEntry[] DecodeEntries(ReadOnlySpan<byte> bytes)
    {
        var reader = new PackedReader(bytes);
        var entries = new LedgerEntry[(int)reader.Unsigned()];
        for (var i = 0; i < entries.Length; i++)
        {
            var (metric, scope, from, to) = reader.Interval();
            entries[i] = new LedgerEntry(metric, scope, from, to, reader.Signed(), (int)reader.Signed());
        }

        return entries;
    }

    public static byte[] EncodeRevisions(IReadOnlyCollection<RevisionEntry> revisions)
    {
        var writer = new PackedWriter(revisions.Count * 48 + 2);
        writer.Unsigned((ulong)revisions.Count);
        foreach (var r in revisions)
        {
            writer.Text(r.Record);
            writer.Bytes(r.Before);
            writer.Bytes(r.After);
        }

        return writer.ToArray();
    }

    public static RevisionEntry[] DecodeRevisions(ReadOnlySpan<byte> bytes)
    {
        var reader = new PackedReader(bytes);
        var revisions = new RevisionEntry[(int)reader.Unsigned()];
        for (var i = 0; i < revisions.Length; i++)
        {
            revisions[i] = new RevisionEntry(reader.Text(), reader.Bytes(), reader.Bytes());
        }

        return revisions;
    }
}
