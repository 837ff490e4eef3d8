using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Tests.Catalogue;
using IntegrationHub.Store.Tests.Stores;
using Xunit;
using static IntegrationHub.Store.Tests.Stores.SmallWorld;

namespace IntegrationHub.Store.Tests.Figures;

/// <summary>Sums while definitions change: each has its own, and they are right whenever it is in force.</summary>
public abstract class DefinitionSuite(Database database)
{
    private const string Other = "ratio(received, received)";

    [Fact]
    public async Task New_formula_gets_its_sums_from_the_cells_that_are_there()
    {
        await using var world = await RecordedStore.CreateAsync(database);
        await world.RecordAsync(Page("a"));
        world.Active = Declared(version: 2, formula: Other);
        await world.RecordAsync(Page("b"));
        await world.AssertConsistentAsync();
        Assert.Contains(await world.Texts.SumsAsync(), s => s.StartsWith("online-rate@", StringComparison.Ordinal) && s.EndsWith("P subtree 2024-01-01 2/2 in 14", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Sums_are_right_when_an_older_formula_returns()
    {
        await using var world = await RecordedStore.CreateAsync(database);
        await world.RecordAsync(Page("a"));
        world.Active = Declared(version: 2, formula: Other);
        await world.RecordAsync(Page("b"));
        world.Active = Declared(version: 3);
        await world.RecordAsync(Page("c"));
        await world.AssertConsistentAsync();

        world.Active = Declared(version: 4, formula: Other);
        await world.RecordAsync(Page("d"));
        await world.AssertConsistentAsync();
    }

    [Fact]
    public async Task Batch_begun_under_an_older_catalogue_is_in_the_sums_of_the_newer_one()
    {
        await using var store = await TestStore.CreateAsync(database, Clock());
        await store.CatalogueStore.ApplyAsync(SmallCatalogue.Files, "test", default);
        var older = await store.CatalogueStore.CurrentAsync(default);
        await store.CatalogueStore.ApplyAsync(
            new([new("indicators.yaml", SmallCatalogue.Indicators.Replace("ratio(dossier.online, dossier.received)", "ratio(dossier.received, dossier.received)", StringComparison.Ordinal))]), "test", default);

        // One process works with the newer catalogue while the other still holds the older one.
        SourcePage[] pages = [TthcPage("a"), TthcPage("b"), TthcPage("c")];
        await SourcePage.ArchiveAsync(store, pages);
        await store.OtherProcess().Recorder.RecordAsync(pages[0].Message(), default);
        var late = store.OtherProcess();
        var asked = 0;
        await late.Recorder.RecordAsync(pages[1].Message(), async c => asked++ == 0 ? older : await late.CatalogueStore.CurrentAsync(c), default);
        await store.Recorder.RecordAsync(pages[2].Message(), default);

        Assert.Equal(2, asked);
        var texts = new StoreTexts(store, (await store.CatalogueStore.CurrentAsync(default))!);
        Assert.Equal(await texts.SumsFromCellsAsync(), await texts.SumsAsync());
        Assert.Contains(await texts.SumsAsync(), s => s.EndsWith("province subtree 2024-01-01 3/3 in 1", StringComparison.Ordinal));
    }

    private static SourcePage Page(string record) =>
        new(Cases, [Case(record, 1, "A1", Day(1, 10))]) { Delivered = [Read("A1", Day(1, 1), Day(2, 1))] };

    private static SourcePage TthcPage(string record) =>
        new("tthc/dossiers", [new(record, 1, [new("commune", "dossier.received", Day(1, 10), Day(1, 11), 1)])]) { Delivered = [Read("commune", Day(1, 10), Day(1, 11), "NgayTiepNhan")] };
}

public sealed class SqliteDefinitionTests() : DefinitionSuite(Database.Sqlite);

public sealed class PostgreSqlDefinitionTests() : DefinitionSuite(Database.PostgreSql);
