using FsCheck;
using FsCheck.Fluent;
using IntegrationHub.Store.Ledger;
using Xunit;

namespace IntegrationHub.Store.Tests.Ledger;

public sealed class LedgerCodecTests
{
    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(300);

    private static readonly Gen<long> Amounts = Gen.Frequency(
        (6, Gen.Choose(-300, 300).Select(v => (long)v)),
        (2, Gen.Elements(0L, long.MaxValue, long.MinValue, int.MaxValue, int.MinValue, 127, 128, -64, -65)),
        (2, Gen.Choose(int.MinValue, int.MaxValue).Select(v => (long)v * 4_000_000_007)));

    private static readonly Gen<int> Numbers = Gen.Frequency((5, Gen.Choose(0, 300)), (1, Gen.Elements(0, 127, 128, 16383, 16384, int.MaxValue)));

    private static readonly Gen<(int From, int To)> Spans =
        from start in Gen.Choose(0, DateOnly.MaxValue.DayNumber - 400)
        from days in Gen.Choose(0, 366)
        select (start, start + days);

    private static readonly Gen<ValueEntry> Values =
        from unit in Numbers from metric in Numbers from scope in Numbers from span in Spans from amount in Amounts
        select new ValueEntry(unit, metric, scope, span.From, span.To, amount);

    private static readonly Gen<LedgerEntry> Entries =
        from metric in Numbers from scope in Numbers from span in Spans from delta in Amounts from stated in Gen.Choose(int.MinValue, int.MaxValue)
        select new LedgerEntry(metric, scope, span.From, span.To, delta, stated);

    private static readonly Gen<byte[]?> Bytes = Gen.Frequency(
        (1, Gen.Constant((byte[]?)null)), (5, Gen.Choose(0, 200).SelectMany(n => Gen.ArrayOf(Gen.Choose(0, 255).Select(b => (byte)b), n)).Select(b => (byte[]?)b)));

    private static readonly Gen<RevisionEntry> Revisions =
        from record in Gen.Elements("", "a", "H02.36-0001", "Đăng ký khai sinh", "hồ sơ 😀", new string('x', 300))
        from before in Bytes from after in Bytes
        select new RevisionEntry(record, before, after);

    [Fact]
    public void Values_come_back_as_they_were() => Prop.ForAll(Many(Values).ToArbitrary(), values =>
        LedgerCodec.DecodeValues(LedgerCodec.EncodeValues(values)).SequenceEqual(values)).Check(Runs);

    [Fact]
    public void Equal_values_are_equal_bytes_in_whatever_order_they_were() => Prop.ForAll(
        Many(Values).SelectMany(v => Gen.Shuffle(v), (v, shuffled) => (v, shuffled)).ToArbitrary(),
        x => Canonical(x.v).SequenceEqual(Canonical(x.shuffled))).Check(Runs);

    [Fact]
    public void Different_values_are_different_bytes() => Prop.ForAll(
        (from a in Many(Values) from b in Many(Values) select (a, b)).ToArbitrary(),
        x => x.a.SequenceEqual(x.b) == LedgerCodec.EncodeValues(x.a).SequenceEqual(LedgerCodec.EncodeValues(x.b))).Check(Runs);

    [Fact]
    public void Ledger_entries_come_back_as_they_were() => Prop.ForAll(Many(Entries).ToArbitrary(), entries =>
        LedgerCodec.DecodeEntries(LedgerCodec.EncodeEntries(entries)).SequenceEqual(entries)).Check(Runs);

    [Fact]
    public void Revisions_come_back_as_they_were_and_nothing_is_not_empty() => Prop.ForAll(Many(Revisions).ToArbitrary(), revisions =>
    {
        var back = LedgerCodec.DecodeRevisions(LedgerCodec.EncodeRevisions(revisions));
        return back.Length == revisions.Length && back.Zip(revisions).All(r =>
            r.First.Record == r.Second.Record && Same(r.First.Before, r.Second.Before) && Same(r.First.After, r.Second.After));
    }).Check(Runs);

    private static Gen<T[]> Many<T>(Gen<T> one) => Gen.Choose(0, 20).SelectMany(n => Gen.ArrayOf(one, n));

    // The order alone decides nothing between entries that are equal in all but the amount: a record states a cell once.
    private static byte[] Canonical(ValueEntry[] values)
    {
        var sorted = values.GroupBy(v => v with { Amount = 0 }).Select(g => g.MaxBy(v => v.Amount)).ToArray();
        Array.Sort(sorted, ValueEntry.Compare);
        return LedgerCodec.EncodeValues(sorted);
    }

    private static bool Same(byte[]? left, byte[]? right) => left is null ? right is null : right is not null && left.SequenceEqual(right);
}
