using IntegrationHub.Indicators.Aggregation;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Figures;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Tests.Stores;
using IntegrationHub.Testing;
using IntegrationHub.Testing.Conformance;
using Xunit;

namespace IntegrationHub.Store.Tests.Figures;

/// <summary>The cases of contracts/conformance through recorder, stored sums and stored figures.</summary>
public abstract class ConformanceSuite(Database database) : IAsyncLifetime
{
    private readonly List<IAsyncDisposable> _opened = [];

    public static TheoryData<string> Ids => [.. ConformanceCases.Ids()];

    [Theory]
    [MemberData(nameof(Ids))]
    public Task Case_holds_for_figures_from_the_store(string id) => ConformanceCheck.RunAsync(ConformanceCases.Read(id), FiguresFor);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var opened in Enumerable.Reverse(_opened))
        {
            await opened.DisposeAsync();
        }
    }

    private async Task<IFigures> FiguresFor(ConformanceWorld world)
    {
        var active = new ActiveCatalogue(1, world.Catalogue, [], new CatalogueFiles([]));
        var store = await TestStore.CreateAsync(database, new FakeClock(VietnamDay.StartOf(world.Today).AddHours(8)));
        _opened.Add(store);
        var pages = Pages(world).ToList();
        await SourcePage.ArchiveAsync(store, pages);
        foreach (var page in pages)
        {
            await store.RecordAsync(page, active);
        }

        var texts = new StoreTexts(store, active);
        Assert.Equal(await texts.SumsFromCellsAsync(), await texts.SumsAsync());

        var db = store.Open();
        _opened.Add(db);
        var own = await store.Codes.NumberAsync(CodeTable.Scope, "own", default);
        var catalogue = await store.FigureCatalogues.OfAsync(active, default);
        return store.PlanFigures.Figures(db, catalogue, [world.Expectation.Unit], world.Today, own, world.Period, world.View);
    }

    /// <summary>One page for each instant of delivery. A snapshot states all that its unit knows of the period by then.</summary>
    private static IEnumerable<SourcePage> Pages(ConformanceWorld world)
    {
        UnitDelivery[] delivered = [.. world.Delivered.Select(d => new UnitDelivery(d.Unit, ConformanceWorld.OnField, d.Days.From.DayNumber, d.Days.To.DayNumber))];
        var known = new Dictionary<(string Unit, DateOnly From, DateOnly To), Dictionary<string, long>>();
        foreach (var (number, delivery) in world.Observations.GroupBy(o => o.At).Index())
        {
            foreach (var o in delivery)
            {
                var key = (o.Unit, o.Interval.From, o.Interval.To);
                known.TryAdd(key, []);
                known[key][o.Metric] = Scaled(world.Catalogue.Metrics[o.Metric], o.Amount);
            }

            yield return new(ConformanceWorld.FeedName,
            [
                .. delivery.Select(o => (o.Unit, o.Interval.From, o.Interval.To)).Distinct().Select(k => new Revision(
                    $"{k.Unit}|{k.From:yyyy-MM-dd}|{k.To:yyyy-MM-dd}", number + 1,
                    [.. known[k].Select(v => new Value(k.Unit, v.Key, k.From, k.To, v.Value))])),
            ])
            {
                Delivered = number == 0 ? delivered : [],
            };
        }
    }

    private static long Scaled(Metric metric, decimal amount)
    {
        for (var i = 0; i < metric.Scale; i++)
        {
            amount *= 10;
        }

        return decimal.IsInteger(amount) ? (long)amount : throw new FormatException($"'{metric.Code}' keeps {metric.Scale} digits.");
    }
}

public sealed class SqliteConformanceTests() : ConformanceSuite(Database.Sqlite);

public sealed class PostgreSqlConformanceTests() : ConformanceSuite(Database.PostgreSql);
