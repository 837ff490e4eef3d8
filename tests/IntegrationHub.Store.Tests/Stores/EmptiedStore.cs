using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Testing;

namespace IntegrationHub.Store.Tests.Stores;

/// <summary>
/// A store of the small world that is emptied before each of many short runs: to make one costs more than such a run. One process records
/// and another reads, each with its own catalogue.
/// </summary>
internal sealed class EmptiedStore : IAsyncDisposable
{
    /// <summary>Runs on one store; then a day of its clock is over.</summary>
    public const int MostRuns = 1000;

    // Announcing is most of the work; the rows need plans all the same.
    private static readonly ActiveCatalogue Recording = SmallWorld.Declared(withPlans: false);
    private static readonly ActiveCatalogue Reading = SmallWorld.Declared();

    private static readonly DateTimeOffset Morning = new(2024, 3, 10, 1, 0, 0, TimeSpan.FromHours(7));

    private readonly TestStore _store;
    private readonly FakeClock _clock;

    private EmptiedStore(TestStore store, FakeClock clock)
    {
        (_store, _clock) = (store, clock);
        Reader = store.OtherProcess();
    }

    public TestStore Reader { get; }

    public static ActiveCatalogue WithPlans => Reading;

    /// <param name="seed">Of the numbers that words and metrics get: another store has others.</param>
    public static async Task<EmptiedStore> CreateAsync(Database database, int seed)
    {
        var clock = new FakeClock(Morning);
        var store = await TestStore.CreateAsync(database, clock);
        await NumberAsync(store, new Random(seed));
        return new(store, clock);
    }

    /// <summary>An empty store for a run, at an instant that depends on nothing but the run's number.</summary>
    public async Task<RecordedStore> EmptyAsync(int number)
    {
        await _store.EmptyAsync();

        // Further than deliveries of a source wait for each other, so that no run notices the one before.
        _clock.Set(Morning.AddMinutes(1 + (number % MostRuns)));
        return new(_store, Recording, knowsWords: true);
    }

    /// <summary>Lets as much time pass as deliveries of a source wait for each other, or none: at most 20 times in a run.</summary>
    public void Tick(Random random) => _clock.Advance(TimeSpan.FromSeconds(3 * random.Next(2)));

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private static async Task NumberAsync(TestStore store, Random random)
    {
        var catalogue = Recording.Catalogue;
        var words = catalogue.Units.Keys.Select(u => (CodeTable.Unit, u)).Concat(catalogue.Metrics.Keys.Select(m => (CodeTable.Metric, m))).ToArray();
        random.Shuffle(words);
        foreach (var (kind, word) in words)
        {
            await store.Codes.NumberAsync(kind, word, default);
        }

        var feed = await store.Codes.NumberAsync(CodeTable.Feed, SmallWorld.Cases, default);
        var dated = catalogue.Metrics.Values.Where(m => m.Feeds.GetValueOrDefault(SmallWorld.Cases) is not null).ToArray();
        random.Shuffle(dated);
        foreach (var metric in dated)
        {
            await store.Slots.EnsureAsync(feed, [(await store.Codes.NumberAsync(CodeTable.Metric, metric.Code, default), metric.Feeds[SmallWorld.Cases]!)], default);
        }

        await store.FigureRecorder.PrepareAsync(Recording, default);
    }
}
