using System.Text.Json;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Indicators.Progress;
using IntegrationHub.Store.Catalogue;
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
        await using var world = await RecordedStore.CreateAsync(database, catalogue: Declared(withPlans: false));
        await world.ArchiveAsync([.. arrivals.DistinctBy(p => p.Batch)]);
        var seen = new List<(DateTimeOffset At, string Rows)>();
        foreach (var page in arrivals)
        {
            await world.RecordAgainAsync(page);
            await using var db = world.Store.Open();
            var at = await db.Batches.MaxAsync(b => b.RecordedAt);
            if (seen.Count == 0 || seen[^1].At != at)
            {
                seen.Add((at!.Value, await RowsAsync(world, default)));
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

    // Announcing is not what this is about; the rows need plans all the same.
    private static ActiveCatalogue Full { get; } = Declared();

    private static async Task<string> RowsAsync(RecordedStore world, Knowledge knowledge)
    {
        var catalogue = await world.Store.FigureCatalogues.OfAsync(Full, default);
        var own = await world.Store.Codes.NumberAsync(CodeTable.Scope, "own", default);
        await world.Store.Slots.LoadAsync(default);
        await using var db = world.Store.Open();
        var evaluator = world.Store.PlanFigures.Evaluator(db, catalogue, Units, Today, own, knowledge: knowledge);
        var rows = Units.SelectMany(u => new[] { Scope.Subtree, Scope.Own, Scope.Slice(Indicators.Catalogue.Level.Commune) }
            .SelectMany(s => evaluator.Rows(new PlanQuery("province", u, null, null, Today, s))));
        return JsonSerializer.Serialize(rows, ProgressJson.Options);
    }
}

public sealed class SqlitePastViewTests() : PastViewSuite(Database.Sqlite)
{
    public static TheoryData<int> Runs => Numbers(8);

    [Theory]
    [MemberData(nameof(Runs))]
    public Task What_was_known_stays_known_after_any_later_change(int run) => AssertPastStaysAsync(run);
}

public sealed class PostgreSqlPastViewTests() : PastViewSuite(Database.PostgreSql)
{
    public static TheoryData<int> Runs => Numbers(3);

    [Theory]
    [MemberData(nameof(Runs))]
    public Task What_was_known_stays_known_after_any_later_change(int run) => AssertPastStaysAsync(run);
}
