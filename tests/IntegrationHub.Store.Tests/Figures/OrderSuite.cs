using IntegrationHub.Store.Figures;
using IntegrationHub.Store.Tests.Stores;
using Xunit;
using static IntegrationHub.Store.Tests.Stores.SmallWorld;

namespace IntegrationHub.Store.Tests.Figures;

/// <summary>Order, repetition and splitting of deliveries never change what is true at the end. The number of a failing run replays it.</summary>
public abstract class OrderSuite(Database database)
{
    // So many orders of the same readings are held against the one in which they were read.
    private const int OrdersOfOne = 4;

    protected static TheoryData<int> Numbers(int count) => [.. Enumerable.Range(1, count)];

    /// <summary>A long run: everything is announced in some, and compared in all.</summary>
    protected async Task AssertSameEndAsync(int number)
    {
        var random = new Random(number);
        var runs = Deliveries.Runs(random).ToList();

        // Announcing is most of the work; it need not happen in every run.
        var catalogue = Declared(withPlans: number % 4 == 1);
        await using var straight = await RecordedStore.CreateAsync(database, catalogue: catalogue);
        await RecordAsync(straight, [.. runs.SelectMany(Deliveries.Pages)]);
        var end = await AssertEndAsync(straight);

        // Other processes record the same readings, cut into other pages, some of them twice, in any order.
        var arrivals = Deliveries.Arrivals(runs, random);
        await using var shuffled = await RecordedStore.CreateAsync(database, catalogue: catalogue);
        await RecordAsync(shuffled, arrivals);
        end.AssertSame(await AssertEndAsync(shuffled));
        await AssertSameRowsAsync(straight.Store, shuffled.Store);
    }

    /// <summary>Many short runs.</summary>
    protected async Task AssertSameEndsAsync(int first, int count)
    {
        await using var one = await EmptiedStore.CreateAsync(database, 2 * RandomRuns.SeedOf(first));
        await using var other = await EmptiedStore.CreateAsync(database, (2 * RandomRuns.SeedOf(first)) + 1);
        var (cut, world, end) = (0, -1, default(StoreEnd));
        await RandomRuns.EachAsync(first, count, async number =>
        {
            var pulls = TinyDeliveries.Straight(new Random(number / OrdersOfOne));
            if (world != number / OrdersOfOne)
            {
                var straight = await one.EmptyAsync(number - (number % OrdersOfOne));
                await RecordAsync(straight, pulls);

                // That it is consistent follows from being equal, unless something keeps more than is compared here.
                end = number % (2 * OrdersOfOne) == 0 ? await straight.AssertConsistentAsync() : await straight.Texts.EndAsync();
                world = number / OrdersOfOne;
            }

            var random = new Random(number);
            var arrivals = TinyDeliveries.Arrivals(pulls, random);
            cut += arrivals.Count > pulls.Count ? 1 : 0;
            var shuffled = await other.EmptyAsync(number);
            await RecordAsync(shuffled, arrivals, () => other.Tick(random));
            end!.AssertSame(await shuffled.AssertConsistentAsync());
            if (number % (2 * OrdersOfOne) == 0)
            {
                await AssertSameRowsAsync(one.Reader, other.Reader);
            }
        });
        Assert.True(count < 100 || cut > count / 2, $"{cut} of {count} runs were cut or repeated");
    }

    private static async Task AssertSameRowsAsync(TestStore straight, TestStore shuffled) => Assert.Equal(
        await new StoreTexts(straight, EmptiedStore.WithPlans).RowsAsync(), await new StoreTexts(shuffled, EmptiedStore.WithPlans).RowsAsync());

    private static async Task RecordAsync(RecordedStore world, IReadOnlyList<SourcePage> arrivals, Action? then = null)
    {
        await world.ArchiveAsync([.. arrivals.DistinctBy(p => p.Batch)]);
        foreach (var page in arrivals)
        {
            await world.RecordAgainAsync(page);
            then?.Invoke();
        }
    }

    private static async Task<StoreEnd> AssertEndAsync(RecordedStore world)
    {
        var end = await world.AssertConsistentAsync();
        await world.Texts.AssertAnnouncedAreFreshAsync();
        return end;
    }
}

public sealed class SqliteOrderTests() : OrderSuite(Database.Sqlite)
{
    public static TheoryData<int> Long => Numbers(5);

    public static TheoryData<int, int> Some => RandomRuns.Numbers(1, 50);

    public static TheoryData<int, int> Many => RandomRuns.Numbers(1000, 20_000);

    [Theory]
    [MemberData(nameof(Long))]
    public Task Any_order_repetition_and_splitting_of_deliveries_ends_alike(int run) => AssertSameEndAsync(run);

    [Theory]
    [MemberData(nameof(Some))]
    public Task Any_order_ends_alike_in_short_runs(int first, int count) => AssertSameEndsAsync(first, count);

    [Theory]
    [MemberData(nameof(Many))]
    [Trait("Category", "Full")]
    public Task Any_order_ends_alike_in_many_short_runs(int first, int count) => AssertSameEndsAsync(first, count);
}

public sealed class PostgreSqlOrderTests() : OrderSuite(Database.PostgreSql)
{
    public static TheoryData<int> Long => Numbers(2);

    public static TheoryData<int, int> Some => RandomRuns.Numbers(1, 10);

    public static TheoryData<int, int> Many => RandomRuns.Numbers(1000, 500);

    [Theory]
    [MemberData(nameof(Long))]
    public Task Any_order_repetition_and_splitting_of_deliveries_ends_alike(int run) => AssertSameEndAsync(run);

    [Theory]
    [MemberData(nameof(Some))]
    public Task Any_order_ends_alike_in_short_runs(int first, int count) => AssertSameEndsAsync(first, count);

    [Theory]
    [MemberData(nameof(Many))]
    [Trait("Category", "Full")]
    public Task Any_order_ends_alike_in_many_short_runs(int first, int count) => AssertSameEndsAsync(first, count);
}
