using System.Text.Json;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Indicators.Progress;
using IntegrationHub.Store.Figures;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Plans;
using IntegrationHub.Store.Tests.Stores;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static IntegrationHub.Store.Tests.Stores.SmallWorld;

namespace IntegrationHub.Store.Tests.Figures;

/// <summary>What was known at an instant stays what it was, whatever comes later. The number of a failing run replays it.</summary>
public abstract class PastViewSuite(Database database)
{
    protected static TheoryData<int> Numbers(int count) => [.. Enumerable.Range(1, count)];

    protected async Task AssertPastStaysAsync(int number)
    {
        var arrivals = Deliveries.Arrivals(number);
        var clock = Clock();
        await using var world = await RecordedStore.CreateAsync(database, clock, Declared(withPlans: false));
        await world.ArchiveAsync([.. arrivals.DistinctBy(p => p.Batch)]);
        var seen = new List<(DateTimeOffset At, string Rows)>();
        foreach (var page in arrivals)
        {
            await world.RecordAgainAsync(page);
            clock.Advance(TimeSpan.FromSeconds(1));
            var at = await LastInstantAsync(world.Store);
            if (seen.Count == 0 || seen[^1].At != at)
            {
                seen.Add((at, await RowsAsync(world, default)));
            }
        }

        Assert.True(seen.DistinctBy(s => s.Rows).Count() > 2, "the deliveries changed next to nothing");
        foreach (var (at, rows) in seen)
        {
            Assert.Equal(rows, await RowsAsync(world, new Knowledge(at, null)));
        }

        // Between two instants nothing was known that was not known at the first of them.
        Assert.Equal(seen[0].Rows, await RowsAsync(world, new Knowledge(seen[1].At.AddMicroseconds(-1), null)));
    }

    /// <summary>Many short runs: some rows at two instants that follow each other, against what is said of these instants at the end.</summary>
    protected async Task AssertPastsStayAsync(int first, int count)
    {
        await using var store = await EmptiedStore.CreateAsync(database, RandomRuns.SeedOf(first));
        var moved = 0;
        await RandomRuns.EachAsync(first, count, async number =>
        {
            var random = new Random(number);
            var arrivals = TinyDeliveries.Arrivals(TinyDeliveries.Straight(random), random);
            var places = new[] { ("P", Scope.Subtree) }.Concat(Enumerable.Range(0, 3).Select(_ => (Units[random.Next(Units.Count)], Scopes[random.Next(Scopes.Count)]))).Distinct().ToList();
            var world = await store.EmptyAsync(number);
            await world.ArchiveAsync([.. arrivals.DistinctBy(p => p.Batch)]);

            var at = random.Next(arrivals.Count - 1);
            var seen = new List<(DateTimeOffset At, string Rows)>();
            foreach (var (i, page) in arrivals.Index())
            {
                await world.RecordAgainAsync(page);
                if (i == at || i == at + 1)
                {
                    seen.Add((await LastInstantAsync(world.Store), await RowsAsync(store.Reader, default, places)));
                }

                store.Tick(random);
            }

            moved += seen[0].Rows != seen[1].Rows ? 1 : 0;
            Assert.Equal(seen[1].Rows, await RowsAsync(store.Reader, new Knowledge(seen[1].At, null), places));

            // Between two instants nothing was known that was not known at the first of them.
            var until = seen[0].At == seen[1].At ? seen[0].At : seen[1].At.AddMicroseconds(-1);
            Assert.Equal(seen[0].Rows, await RowsAsync(store.Reader, new Knowledge(number % 2 == 0 ? seen[0].At : until, null), places));
        });
        Assert.True(count < 100 || moved > count / 5, $"{moved} of {count} runs changed anything");
    }

    [Fact]
    public async Task Figures_of_a_catalogue_without_sums_are_counted_from_the_cells()
    {
        await using var world = await RecordedStore.CreateAsync(database, catalogue: Declared(withPlans: false));
        var arrivals = Deliveries.Arrivals(7);
        await world.ArchiveAsync([.. arrivals.DistinctBy(p => p.Batch)]);
        foreach (var page in arrivals)
        {
            await world.RecordAgainAsync(page);
        }

        Assert.Equal(await RowsAsync(world, default), await RowsAsync(world, new Knowledge(null, new HashSet<int>())));
    }

    [Fact]
    public async Task Survey_that_is_withdrawn_later_still_weighs_what_is_missing_in_the_past_view()
    {
        var clock = Clock();
        await using var world = await RecordedStore.CreateAsync(database, clock, Declared(withPlans: false));
        await world.RecordAsync(new(Surveys, [Survey("A1", 1, 1, ("asked", 10), ("content", 5)), Survey("A2", 1, 1, ("asked", 2), ("content", 1))]));
        var (at, rows) = (await LastInstantAsync(world.Store), await RowsAsync(world, default));

        clock.Advance(TimeSpan.FromMinutes(1));
        await world.RecordAsync(new(Surveys, [new("A1|1", 2, null)]));

        Assert.Equal(rows, await RowsAsync(world, new Knowledge(at, null)));
    }

    private static IReadOnlyList<Scope> Scopes { get; } = [Scope.Subtree, Scope.Own, Scope.Slice(Indicators.Catalogue.Level.Commune)];

    private static List<(string Unit, Scope Scope)> Everywhere { get; } = [.. Units.SelectMany(u => Scopes.Select(s => (u, s)))];

    private static Task<string> RowsAsync(RecordedStore world, Knowledge knowledge) => RowsAsync(world.Store, knowledge, Everywhere);

    private static async Task<string> RowsAsync(TestStore store, Knowledge knowledge, List<(string Unit, Scope Scope)> places)
    {
        // Announcing is not what this is about; the rows need plans all the same.
        var catalogue = await store.FigureCatalogues.OfAsync(EmptiedStore.WithPlans, default);
        var own = await store.Codes.NumberAsync(CodeTable.Scope, "own", default);
        if (store.Slots.All.Count == 0)
        {
            await store.Slots.LoadAsync(default);
        }

        await using var db = store.Open();
        var evaluator = store.PlanFigures.Evaluator(db, catalogue, [.. places.Select(p => p.Unit).Distinct()], Today, own, knowledge: knowledge);
        return JsonSerializer.Serialize(places.SelectMany(p => evaluator.Rows(new PlanQuery("province", p.Unit, null, null, Today, p.Scope))), ProgressJson.Options);
    }

    private static async Task<DateTimeOffset> LastInstantAsync(TestStore store)
    {
        await using var db = store.Open();
        return (await db.Batches.MaxAsync(b => b.RecordedAt))!.Value;
    }
}

public sealed class SqlitePastViewTests() : PastViewSuite(Database.Sqlite)
{
    public static TheoryData<int> Long => Numbers(2);

    public static TheoryData<int, int> Some => RandomRuns.Numbers(1, 30);

    public static TheoryData<int, int> Many => RandomRuns.Numbers(1000, 10_000);

    [Theory]
    [MemberData(nameof(Long))]
    public Task What_was_known_stays_known_after_any_later_change(int run) => AssertPastStaysAsync(run);

    [Theory]
    [MemberData(nameof(Some))]
    public Task What_was_known_stays_known_in_short_runs(int first, int count) => AssertPastsStayAsync(first, count);

    [Theory]
    [MemberData(nameof(Many))]
    [Trait("Category", "Full")]
    public Task What_was_known_stays_known_in_many_short_runs(int first, int count) => AssertPastsStayAsync(first, count);
}

public sealed class PostgreSqlPastViewTests() : PastViewSuite(Database.PostgreSql)
{
    public static TheoryData<int> Long => Numbers(2);

    public static TheoryData<int, int> Some => RandomRuns.Numbers(1, 10);

    public static TheoryData<int, int> Many => RandomRuns.Numbers(1000, 300);

    [Theory]
    [MemberData(nameof(Long))]
    public Task What_was_known_stays_known_after_any_later_change(int run) => AssertPastStaysAsync(run);

    [Theory]
    [MemberData(nameof(Some))]
    public Task What_was_known_stays_known_in_short_runs(int first, int count) => AssertPastsStayAsync(first, count);

    [Theory]
    [MemberData(nameof(Many))]
    [Trait("Category", "Full")]
    public Task What_was_known_stays_known_in_many_short_runs(int first, int count) => AssertPastsStayAsync(first, count);
}
