using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using IntegrationHub.Collect.Pulling;
using IntegrationHub.Host.Acceptance.Bench;
using IntegrationHub.Host.Demo;
using IntegrationHub.Host.Hosting;
using IntegrationHub.Record;
using IntegrationHub.Simulators;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Sources;
using IntegrationHub.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace IntegrationHub.EndToEnd.Tests.Fixture;

internal sealed record FleetOptions
{
    /// <summary>Which sources of the demo world are configured.</summary>
    public required IReadOnlyList<string> Sources { get; init; }

    public decimal Scale { get; init; } = 0.002m;

    /// <summary>Also the plans: then every recorded page computes and announces their rows.</summary>
    public bool WithPlans { get; init; }

    /// <summary>Servers of its own, which a test may stop.</summary>
    public bool OwnServers { get; init; }

    /// <summary>The processes find an empty store and bring it up to date themselves, all at once.</summary>
    public bool IsEmpty { get; init; }

    /// <summary>Where the database of the store is kept, a folder that belongs to the server's user; null where the server keeps the others. Only with own servers.</summary>
    public string? StoreFolder { get; init; }

    /// <summary>Where the sources are asked; null on loopback, as they are.</summary>
    public System.Net.IPAddress? SourcesAt { get; init; }

    /// <summary>Where the wires to store and bus begin; null on loopback.</summary>
    public System.Net.IPAddress? StoreAt { get; init; }

    public System.Net.IPAddress? BusAt { get; init; }

    public Func<CatalogueFile, CatalogueFile>? Change { get; init; }
}

/// <summary>
/// Processes of the program on one PostgreSQL and one RabbitMQ, with the simulated sources in this process. The world's clock starts at night, when
/// nothing happens at the sources: the truth stands still while processes come and go.
/// </summary>
internal sealed class HubFleet : IAsyncDisposable
{
    private static readonly DateTimeOffset Night = new(2024, 12, 20, 2, 0, 0, TimeSpan.FromHours(7));

    private readonly FleetOptions options;
    private readonly Stopwatch elapsed = Stopwatch.StartNew();
    private readonly TemporaryFolder folder = new();
    private readonly ConcurrentQueue<string> asked = new();
    private readonly List<HubWorker> workers = [];
    private ServiceProvider services = null!;
    private HashSet<Guid> before = [];

    private HubFleet(FleetOptions options) => this.options = options;

    public SimulatorServer Simulators { get; private set; } = null!;

    /// <summary>Null when the servers are those of all tests.</summary>
    public PrivatePostgres? Postgres { get; private set; }

    public PrivateRabbit? Rabbit { get; private set; }

    /// <summary>The store past all wires.</summary>
    public string Store { get; private set; } = "";

    public string Bus { get; private set; } = "";

    public Wire StoreWire { get; private set; } = null!;

    public Wire BusWire { get; private set; } = null!;

    /// <summary>Null when the sources are asked without one.</summary>
    public Wire? SourceWire { get; private set; }

    /// <summary>Every request of a source, with the id of the source in front.</summary>
    public IReadOnlyCollection<string> Asked => asked;

    /// <summary>The clock of the world; that of a process that is started now begins with it.</summary>
    public DateTimeOffset Now => Night + elapsed.Elapsed;

    public static async Task<HubFleet> StartAsync(FleetOptions options)
    {
        var fleet = new HubFleet(options);
        try
        {
            await fleet.SetUpAsync();
            return fleet;
        }
        catch
        {
            await fleet.DisposeAsync();
            throw;
        }
    }

    /// <param name="roles">As the command takes them.</param>
    /// <param name="change">Settings that are different from those of the others.</param>
    /// <param name="within">What it is started by.</param>
    public HubWorker Run(string roles, Action<Dictionary<string, string>>? change = null, params string[] within)
    {
        var number = workers.Count + 1;
        var data = Path.Combine(folder.Path, string.Create(CultureInfo.InvariantCulture, $"data-{number}"));
        var environment = new Dictionary<string, string>
        {
            ["HUB_STORE"] = StoreBehind(StoreWire),
            ["HUB_BUS"] = BusBehind(BusWire),
            ["HUB_DATA"] = data,
            ["HUB_CLOCK_START"] = Now.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture),
        };
        if (options.IsEmpty)
        {
            environment["HUB_CATALOGUE"] = Path.Combine(folder.Path, "catalogue");
        }

        change?.Invoke(environment);
        var worker = HubWorker.Start(string.Create(CultureInfo.InvariantCulture, $"{roles} {number}"), roles, environment, within);
        workers.Add(worker);
        return worker;
    }

    /// <summary>Asks for a pull of these sources, or of all, as an operator does.</summary>
    public Task PullAsync(params string[] sources) => QueryAsync(async db =>
    {
        before = await db.Runs.Where(r => r.State == RunState.Succeeded).Select(r => r.Id).ToHashSetAsync();
        foreach (var source in sources.Length == 0 ? options.Sources : sources)
        {
            await PullRequests.RequestAsync(db, source, CancellationToken.None);
        }

        return 0;
    });

    /// <summary>Until every stream of these sources, or of all, was read to its end since it was asked for, and all of it is recorded.</summary>
    public async Task UntilRecordedAsync(TimeSpan limit, params string[] sources)
    {
        var catalogue = (await services.GetRequiredService<CatalogueStore>().CurrentAsync(CancellationToken.None))!;
        var registry = services.GetRequiredService<ConnectorRegistry>();
        var wanted = catalogue.Sources.Where(s => sources.Length == 0 || sources.Contains(s.Id))
            .SelectMany(s => registry.Streams(s, catalogue.Catalogue).Select(stream => (s.Id, stream.Name))).ToHashSet();
        await UntilAsync(async db =>
        {
            var read = await db.Runs.Where(r => r.State == RunState.Succeeded && !before.Contains(r.Id)).Select(r => new { r.Source, r.Stream }).Distinct().ToListAsync();
            return wanted.IsSubsetOf(read.Select(r => (r.Source, r.Stream))) && !await db.Batches.AnyAsync(b => b.State == BatchState.Pending);
        }, limit);
    }

    public async Task UntilAsync(Func<HubDbContext, Task<bool>> isSo, TimeSpan limit)
    {
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(100))
        {
            if (await QueryAsync(isSo))
            {
                return;
            }

            Assert.True(waited.Elapsed < limit, $"it did not come to that within {limit}: {await StateAsync()}");
        }
    }

    /// <summary>What of the cells differs from what the sources say now, and what db verify finds; empty when nothing does.</summary>
    public async Task<IReadOnlyList<string>> DifferencesAsync()
    {
        var found = new List<string>();
        var catalogue = (await services.GetRequiredService<CatalogueStore>().CurrentAsync(CancellationToken.None))!;
        foreach (var source in catalogue.Sources)
        {
            var stored = await QueryAsync(db => CellComparison.StoredAsync(db, source, CancellationToken.None));
            found.AddRange(CellComparison.Differences(stored, BenchSource.Of(Simulators, source.Id).Truth(Now), catalogue.Catalogue));
        }

        // With tables of its own: those of this process may be of before.
        await using var fresh = Services();
        found.AddRange((await fresh.GetRequiredService<StoreVerifier>().VerifyAsync(CancellationToken.None)).Mismatches.Select(m => m.ToString()!));
        return found;
    }

    public async Task<T> QueryAsync<T>(Func<HubDbContext, Task<T>> query)
    {
        await using var db = await services.GetRequiredService<IDbContextFactory<HubDbContext>>().CreateDbContextAsync();
        return await query(db);
    }

    /// <summary>Runs, batches and the end of each log: what to look at when a test fails.</summary>
    public async Task<string> StateAsync()
    {
        var lines = await QueryAsync(async db => (await db.Runs.OrderBy(r => r.StartedAt).ToListAsync())
            .Select(r => $"{r.Source}/{r.Stream} {r.State} {r.Pages} pages {r.Fetched} fetched {r.ErrorCode} {r.Progress}")
            .Concat((await db.Batches.GroupBy(b => b.State).Select(g => new { g.Key, Count = g.Count() }).ToListAsync()).Select(b => $"{b.Count} batches {b.Key}"))
            .Concat((await db.SourceStates.ToListAsync()).Select(s => $"{s.Source}: fence {s.Fence}, owner {s.LeaseOwner} until {s.LeaseUntil}, next {s.NextRunAt}, requested {s.PullRequested}")).ToList());
        return string.Join('\n', [.. lines, .. workers.Select(w => $"--- {w.Name}{(w.HasEnded ? " (ended)" : "")}\n{w.Tail()}")]);
    }

    public string StoreBehind(Wire wire) => new NpgsqlConnectionStringBuilder(Store) { Host = wire.Host, Port = wire.Port }.ConnectionString;

    public string BusBehind(Wire wire) => new UriBuilder(Bus) { Host = wire.Host, Port = wire.Port }.Uri.ToString();

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in workers)
        {
            await worker.DisposeAsync();
        }

        foreach (var wire in new[] { StoreWire, BusWire, SourceWire })
        {
            if (wire is not null)
            {
                await wire.DisposeAsync();
            }
        }

        if (services is not null)
        {
            await services.DisposeAsync();
        }

        if (Simulators is not null)
        {
            await Simulators.DisposeAsync();
        }

        if (Postgres is not null)
        {
            await Postgres.DisposeAsync();
        }

        if (Rabbit is not null)
        {
            await Rabbit.DisposeAsync();
        }

        folder.Dispose();
    }

    private async Task SetUpAsync()
    {
        if (options.OwnServers)
        {
            (Postgres, Rabbit) = (await PrivatePostgres.StartAsync(), await PrivateRabbit.StartAsync());
            (Store, Bus) = (await Postgres.AddDatabaseAsync(folder: options.StoreFolder), await Rabbit.AddVirtualHostAsync());
        }
        else
        {
            (Store, Bus) = (await PrivatePostgres.CreateDatabaseAsync(), await PrivateRabbit.CreateVirtualHostAsync());
        }

        (StoreWire, BusWire) = (Wire.To(new NpgsqlConnectionStringBuilder(Store).Port, options.StoreAt), Wire.To(new Uri(Bus).Port, options.BusAt));
        Simulators = await DemoRun.StartSourcesAsync(options.Scale, new ShiftedClock(Now), CancellationToken.None);
        Simulators.Faults.AskedFor += (source, what) => asked.Enqueue(source + " " + what);
        SourceWire = options.SourcesAt is null ? null : Wire.To(new Uri(Simulators.BaseUrl).Port, options.SourcesAt);
        services = Services();
        var files = Catalogue();
        if (!options.IsEmpty)
        {
            await HubHost.PrepareAsync(services, files, CancellationToken.None);
            return;
        }

        foreach (var file in files.All)
        {
            var path = Path.Combine(folder.Path, "catalogue", file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, file.Text);
        }
    }

    private CatalogueFiles Catalogue() => new(DemoRun.Catalogue(SourceWire is null ? Simulators.BaseUrl : $"http://{SourceWire.Host}:{SourceWire.Port}").All
        .Where(f => options.WithPlans || !f.Path.StartsWith("plans/", StringComparison.Ordinal))
        .Where(f => !(f.Path.StartsWith("sources/", StringComparison.Ordinal) || f.Path.StartsWith("aliases/", StringComparison.Ordinal))
            || options.Sources.Contains(Path.GetFileNameWithoutExtension(f.Path)))
        .Select(Unscheduled).Select(options.Change ?? (f => f)));

    /// <summary>Pulled when a test asks for it, and not before.</summary>
    private static CatalogueFile Unscheduled(CatalogueFile file) => !file.Path.StartsWith("sources/", StringComparison.Ordinal)
        ? file
        : file with { Text = string.Join('\n', file.Text.Split('\n').Where(l => !l.StartsWith("schedule:", StringComparison.Ordinal))) };

    /// <summary>What looks at the store from here; it takes part in nothing, and keeps no connection that a stopped server has closed.</summary>
    private ServiceProvider Services() => new ServiceCollection().AddLogging().AddHub(
        new HubSettings { Store = new NpgsqlConnectionStringBuilder(Store) { Pooling = false }.ConnectionString, Bus = "in-memory", Roles = HubRoles.Collect, Urls = [HubSettings.DefaultUrl], Data = folder.Path }, new ShiftedClock(Now)).BuildServiceProvider();
}
