using IntegrationHub.Store.Figures;
using IntegrationHub.Store.Tests.Stores;
using Xunit;
using static IntegrationHub.Store.Tests.Stores.SmallWorld;

namespace IntegrationHub.Store.Tests.Figures;

/// <summary>Order, repetition and splitting of deliveries never change what is true at the end. The number of a failing run replays it.</summary>
public abstract class OrderSuite(Database database)
{
    protected static TheoryData<int> Numbers(int count) => [.. Enumerable.Range(1, count)];

    protected async Task AssertSameEndAsync(int number)
    {
        var random = new Random(number);
        var runs = Deliveries.Runs(random).ToList();

        // Announcing is most of the work; it need not happen in every run.
        var catalogue = Declared(withPlans: number % 8 == 1);
        await using var straight = await RecordedStore.CreateAsync(database, catalogue: catalogue);
        await RecordAsync(straight, [.. runs.SelectMany(Deliveries.Pages)]);
        await AssertEndAsync(straight);

        // Other processes record the same readings, cut into other pages, some of them twice, in any order.
        var arrivals = Deliveries.Arrivals(runs, random);
        await using var shuffled = await RecordedStore.CreateAsync(database, catalogue: catalogue);
        await RecordAsync(shuffled, [.. arrivals.DistinctBy(p => p.Batch)], arrivals);
        await AssertEndAsync(shuffled);

        Assert.Equal(await straight.Texts.CurrentAsync(), await shuffled.Texts.CurrentAsync());
        Assert.Equal(await straight.Texts.CellsAsync(), await shuffled.Texts.CellsAsync());
        Assert.Equal(await straight.Texts.DeliveredAsync(), await shuffled.Texts.DeliveredAsync());
        Assert.Equal(await straight.Texts.SumsAsync(), await shuffled.Texts.SumsAsync());
        Assert.Equal(await RowsAsync(straight), await RowsAsync(shuffled));
    }

    private static Task<IReadOnlyDictionary<string, string>> RowsAsync(RecordedStore world) => new StoreTexts(world.Store, Declared()).RowsAsync();

    private static async Task RecordAsync(RecordedStore world, SourcePage[] pages, SourcePage[]? arrivals = null)
    {
        await world.ArchiveAsync(pages);
        foreach (var page in arrivals ?? pages)
        {
            await world.RecordAgainAsync(page);
        }
    }

    private static async Task AssertEndAsync(RecordedStore world)
    {
        await world.AssertConsistentAsync();
        await world.Texts.AssertAnnouncedAreFreshAsync();
    }
}

public sealed class SqliteOrderTests() : OrderSuite(Database.Sqlite)
{
    public static TheoryData<int> Runs => Numbers(16);

    [Theory]
    [MemberData(nameof(Runs))]
    public Task Any_order_repetition_and_splitting_of_deliveries_ends_alike(int run) => AssertSameEndAsync(run);
}

public sealed class PostgreSqlOrderTests() : OrderSuite(Database.PostgreSql)
{
    public static TheoryData<int> Runs => Numbers(5);

    [Theory]
    [MemberData(nameof(Runs))]
    public Task Any_order_repetition_and_splitting_of_deliveries_ends_alike(int run) => AssertSameEndAsync(run);
}
