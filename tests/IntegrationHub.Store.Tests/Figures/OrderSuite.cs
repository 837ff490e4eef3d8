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
        var runs = Runs(random).ToList();

        // Announcing is most of the work; it need not happen in every run.
        var catalogue = Declared(withPlans: number % 8 == 1);
        await using var straight = await RecordedStore.CreateAsync(database, catalogue: catalogue);
        await RecordAsync(straight, [.. runs.SelectMany(Pages)]);
        await AssertEndAsync(straight);

        // Other processes record the same readings, cut into other pages, some of them twice, in any order.
        var pages = runs.SelectMany(r => Pages(Split(r, random))).ToArray();
        var arrivals = pages.Concat(pages.Where(_ => random.Next(3) == 0)).ToArray();
        random.Shuffle(arrivals);
        await using var shuffled = await RecordedStore.CreateAsync(database, catalogue: catalogue);
        await RecordAsync(shuffled, pages, arrivals);
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

    /// <summary>What a run has read: its revisions, and the days that it read completely.</summary>
    private sealed record Pull(string Feed, IReadOnlyList<IReadOnlyList<Revision>> Pages, IReadOnlyList<UnitDelivery> Delivered);

    private static IEnumerable<SourcePage> Pages(Pull pull)
    {
        var run = Guid.NewGuid();
        return pull.Pages.Select((page, seq) => new SourcePage(pull.Feed, page)
        {
            Run = run,
            Seq = seq,
            ClosesRun = seq == pull.Pages.Count - 1,
            Delivered = [.. pull.Delivered.Where((_, i) => seq == pull.Pages.Count - 1 || i % pull.Pages.Count == seq)],
        });
    }

    private static Pull Split(Pull pull, Random random)
    {
        var all = pull.Pages.SelectMany(p => p).ToArray();
        random.Shuffle(all);
        return pull with { Pages = [.. all.Chunk(random.Next(2, 12)).Select(c => c.OrderBy(r => r.Record, StringComparer.Ordinal).ToList())] };
    }

    private static IEnumerable<Pull> Runs(Random random)
    {
        for (var at = 1; at <= 4; at++)
        {
            var cases = Enumerable.Range(0, 12).Where(_ => random.Next(3) > 0).Select(i => AnyCase(random, i, at * 10)).ToList();
            var (half, on) = (cases.Count / 2, random.Next(2) == 0 ? OnReceipt : OnCompletion);
            yield return new(Cases, [cases[..half], cases[half..]], [.. Communes.Where(_ => random.Next(3) > 0).Select(u => AnyDays(random, u, on))]);

            var surveys = Communes.Where(_ => random.Next(3) > 0).Select(u => AnySurvey(random, u, random.Next(1, 3), at * 10)).ToList();
            yield return new(Surveys, [surveys], []);
        }
    }

    private static Revision AnyCase(Random random, int i, long observedAt)
    {
        if (random.Next(8) == 0)
        {
            return new($"case-{i:00}", observedAt, null);
        }

        var received = Moved.AddDays(random.Next(-4, 4));
        DateOnly? done = random.Next(2) == 0 ? received.AddDays(random.Next(0, 6)) : null;
        return Case($"case-{i:00}", observedAt, Communes[random.Next(4)], received, random.Next(2) == 0, done, random.Next(2) == 0);
    }

    private static UnitDelivery AnyDays(Random random, string unit, string on)
    {
        var from = Moved.AddDays(random.Next(-6, 4));
        return Read(unit, from, from.AddDays(random.Next(1, 9)), on);
    }

    private static Revision AnySurvey(Random random, string unit, int month, long observedAt) => random.Next(8) == 0
        ? new($"{unit}|{month}", observedAt, null)
        : Survey(unit, month, observedAt,
        [
            .. new[] { ("asked", (long)random.Next(0, 5)), ("content", random.Next(0, 5)), ("planned", random.Next(0, 2000)), ("spent", random.Next(0, 2000)) }
                .Where(_ => random.Next(6) > 0),
        ]);
}

public sealed class SqliteOrderTests() : OrderSuite(Database.Sqlite)
{
    public static TheoryData<int> Runs => Numbers(25);

    [Theory]
    [MemberData(nameof(Runs))]
    public Task Any_order_repetition_and_splitting_of_deliveries_ends_alike(int run) => AssertSameEndAsync(run);
}

public sealed class PostgreSqlOrderTests() : OrderSuite(Database.PostgreSql)
{
    public static TheoryData<int> Runs => Numbers(8);

    [Theory]
    [MemberData(nameof(Runs))]
    public Task Any_order_repetition_and_splitting_of_deliveries_ends_alike(int run) => AssertSameEndAsync(run);
}
