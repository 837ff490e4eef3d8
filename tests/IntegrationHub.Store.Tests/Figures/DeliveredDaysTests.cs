using FsCheck;
using FsCheck.Fluent;
using IntegrationHub.Store.Figures;
using IntegrationHub.Store.Tests.Stores;
using Xunit;

namespace IntegrationHub.Store.Tests.Figures;

public sealed class DeliveredDaysTests
{
    private static readonly Gen<(int From, int To)[]> Stretches =
        Gen.Choose(0, 12).SelectMany(n => Gen.ArrayOf(from start in Gen.Choose(0, 40) from days in Gen.Choose(1, 8) select (start, start + days), n));

    [Fact]
    public void Stretches_merge_to_the_set_of_their_days() => Prop.ForAll(Stretches.ToArbitrary(), stretches =>
    {
        var (delivered, days) = Of(stretches);
        return Enumerable.Range(-2, 55).All(d => delivered.Contains("on", 1, d) == days.Contains(d));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Missing_is_what_no_stretch_covers() => Prop.ForAll(
        (from stretches in Stretches from start in Gen.Choose(0, 40) from length in Gen.Choose(1, 20) select (stretches, start, length)).ToArbitrary(), x =>
    {
        var (delivered, days) = Of(x.stretches);
        var missing = delivered.Missing("on", 1, x.start, x.start + x.length);
        var asked = Enumerable.Range(x.start, x.length).ToList();
        return missing.SelectMany(m => Enumerable.Range(m.From, m.To - m.From)).SequenceEqual(asked.Where(d => !days.Contains(d)))
            && missing.All(m => m.To > m.From) && missing.Zip(missing.Skip(1)).All(m => m.First.To < m.Second.From);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Date_fields_and_units_are_delivered_each_by_itself()
    {
        var delivered = new DeliveredDays();
        delivered.Add("received", 1, 10, 12);
        Assert.True(delivered.Contains("received", 1, 11));
        Assert.False(delivered.Contains("received", 1, 12));
        Assert.False(delivered.Contains("completed", 1, 11));
        Assert.False(delivered.Contains("received", 2, 11));
        Assert.True(delivered.ContainsAny(1, 10));
        Assert.False(delivered.ContainsAny(2, 10));
    }

    [Fact]
    public async Task Stored_stretches_are_read_merged()
    {
        await using var store = await TestStore.CreateAsync(Database.Sqlite);
        await using var db = store.Open();
        db.AddRange(new[] { (1, 5), (3, 9), (12, 13) }.Select(s => new DeliveryRow { Feed = 1, OnField = "on", Unit = 7, FromDay = s.Item1, ToDay = s.Item2, Batch = 1 }));
        await db.SaveChangesAsync();
        Assert.Equal([(9, 12)], DeliveredDays.Load(db, 1, [7]).Missing("on", 7, 1, 13));
    }

    private static (DeliveredDays Delivered, HashSet<int> Days) Of((int From, int To)[] stretches)
    {
        var delivered = new DeliveredDays();
        foreach (var (from, to) in stretches)
        {
            delivered.Add("on", 1, from, to);
        }

        return (delivered, [.. stretches.SelectMany(s => Enumerable.Range(s.From, s.To - s.From))]);
    }
}
