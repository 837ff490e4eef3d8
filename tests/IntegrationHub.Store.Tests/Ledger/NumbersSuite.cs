using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Tests.Stores;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace IntegrationHub.Store.Tests.Ledger;

/// <summary>Numbers of words and places of metrics, given by several processes at the same time.</summary>
public abstract class NumbersSuite(Database database)
{
    [Fact]
    public async Task Processes_that_meet_a_word_at_once_give_it_one_number()
    {
        await using var store = await TestStore.CreateAsync(database);
        string[] words = [.. Enumerable.Range(0, 40).Select(i => $"đơn-vị-{i}")];
        var numbers = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Run(() =>
            store.OtherProcess().Codes.NumbersAsync(CodeTable.Unit, i % 2 == 0 ? words : [.. words.Reverse()], default))));

        Assert.Equal(40, numbers[0].Distinct().Count());
        Assert.Equal(numbers[0], numbers[2]);
        Assert.Equal(numbers[0], numbers[1].Reverse());
        Assert.Equal(numbers[0], numbers[3].Reverse());
        await using var db = store.Open();
        Assert.Equal(40, await db.Codes.CountAsync());
    }

    [Fact]
    public async Task Word_of_another_kind_has_another_number()
    {
        await using var store = await TestStore.CreateAsync(database);
        var unit = await store.Codes.NumberAsync(CodeTable.Unit, "own", default);
        var scope = await store.Codes.NumberAsync(CodeTable.Scope, "own", default);
        Assert.NotEqual(unit, scope);
        Assert.Equal("own", await store.OtherProcess().Codes.WordAsync(scope, default));
        Assert.Equal(unit, await store.OtherProcess().Codes.FindAsync(CodeTable.Unit, "own", default));
        Assert.Null(await store.OtherProcess().Codes.FindAsync(CodeTable.Metric, "own", default));
    }

    [Fact]
    public async Task Processes_that_place_metrics_at_once_agree_and_no_place_is_given_twice()
    {
        await using var store = await TestStore.CreateAsync(database);
        (int, string)[] metrics = [.. Enumerable.Range(1, 25).Select(m => (m, m % 3 == 0 ? "completedOn" : "receivedOn"))];
        var processes = Enumerable.Range(0, 4).Select(_ => store.OtherProcess()).ToList();
        await Task.WhenAll(processes.Select((p, i) => Task.Run(async () =>
        {
            foreach (var some in metrics.Skip(i).Concat(metrics.Take(i)).Chunk(5))
            {
                await p.Slots.EnsureAsync(1, some, default);
            }
        })));

        var places = metrics.Select(m => Place(processes[0], m.Item1)).ToList();
        Assert.Equal(25, places.Distinct().Count());
        foreach (var process in processes)
        {
            Assert.Equal(places, metrics.Select(m => Place(process, m.Item1)));
        }

        // A group belongs to one date field, because a day is delivered by date field.
        await using var db = store.Open();
        var groups = await db.MetricSlots.GroupBy(s => s.CellGroup).Select(g => g.Select(s => s.OnField).Distinct().Count()).ToListAsync();
        Assert.All(groups, fields => Assert.Equal(1, fields));
    }

    private static (int Group, short Slot) Place(TestStore store, int metric) => store.Slots.Find(1, metric) is { } slot ? (slot.CellGroup, slot.Slot) : throw new KeyNotFoundException();
}

public sealed class SqliteNumbersTests() : NumbersSuite(Database.Sqlite);

public sealed class PostgreSqlNumbersTests() : NumbersSuite(Database.PostgreSql);
