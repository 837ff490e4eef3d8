using IntegrationHub.Record;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Testing;
using Xunit;

namespace IntegrationHub.Store.Tests.Stores;

/// <summary>A store of the small world in which pages are recorded one after the other, and everything derived is held against a recount.</summary>
internal sealed class RecordedStore(TestStore store, ActiveCatalogue active, bool knowsWords = false) : IAsyncDisposable
{
    private readonly List<SourcePage> _pages = [];
    private ActiveCatalogue _active = active;

    public TestStore Store => store;

    public ActiveCatalogue Active
    {
        get => _active;
        set => (_active, Texts) = (value, new(store, value));
    }

    public StoreTexts Texts { get; private set; } = new(store, active, knowsWords);

    public static async Task<RecordedStore> CreateAsync(Database database, FakeClock? clock = null, ActiveCatalogue? catalogue = null) =>
        new(await TestStore.CreateAsync(database, clock ?? SmallWorld.Clock()), catalogue ?? SmallWorld.Declared());

    /// <summary>Archives and records a page at once.</summary>
    public async Task<RecordOutcome> RecordAsync(SourcePage page)
    {
        await ArchiveAsync(page);
        return await RecordAgainAsync(page);
    }

    public async Task ArchiveAsync(params SourcePage[] pages)
    {
        await SourcePage.ArchiveAsync(store, pages);
        _pages.AddRange(pages);
    }

    /// <summary>Records an archived page, as the bus may do any number of times.</summary>
    public Task<RecordOutcome> RecordAgainAsync(SourcePage page) => store.RecordAsync(page, Active);

    /// <summary>Current measurements and cells against a recount from the pages, the ledger and the sums against the cells.</summary>
    public async Task<StoreEnd> AssertConsistentAsync(IEnumerable<SourcePage>? recorded = null)
    {
        var recount = new Recount(Active.Catalogue, recorded ?? _pages);
        var end = await Texts.EndAsync();
        Assert.Equal(recount.Current(), end.Current);
        Assert.Equal(recount.Cells(), end.Cells);
        Assert.Equal(end.Cells, await Texts.LedgerSumsAsync());
        Assert.Equal(await Texts.SumsFromCellsAsync(), end.Sums);
        return end;
    }

    public ValueTask DisposeAsync() => store.DisposeAsync();
}
