using IntegrationHub.Collect.Normalizing;
using IntegrationHub.Collect.Pulling;
using IntegrationHub.Collect.Schedule;
using IntegrationHub.Connectors;
using IntegrationHub.Host.Demo;
using IntegrationHub.Host.Hosting;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Simulators;
using IntegrationHub.Simulators.Faults;
using IntegrationHub.Simulators.Sources;
using IntegrationHub.Simulators.World;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Model;
using IntegrationHub.Store.Sources;
using Microsoft.EntityFrameworkCore;

namespace IntegrationHub.Host.Acceptance.Bench;

/// <summary>What a bench is set up with.</summary>
public sealed record BenchOptions
{
    public decimal Scale { get; init; } = 0.002m;

    public int Year { get; init; } = 2024;

    /// <summary>Also the plans: then every recorded page computes their rows anew, which takes longer than all the rest.</summary>
    public bool WithPlans { get; init; }

    /// <summary>The only units that the catalogue knows agency codes of; null for all. For sources that are asked for one agency after the other.</summary>
    public IReadOnlyCollection<string>? Units { get; init; }

    /// <summary>Another bus than the one in memory, as HUB_BUS says it.</summary>
    public string? Bus { get; init; }

    /// <summary>Hears everything that is logged; null: only errors are written, to standard error.</summary>
    public ILoggerProvider? Log { get; init; }

    /// <summary>In place of the connector of the source: for checks that stand between it and the hub, and for tests of the kit.</summary>
    public Func<ConnectorModule, ConnectorModule>? Instead { get; init; }

    /// <summary>Changes the files of the catalogue before they are applied.</summary>
    public Func<CatalogueFiles, CatalogueFiles>? Change { get; init; }
}

/// <summary>
/// A whole hub in this process around one simulated source: embedded store, bus in memory, no schedule, a clock that stands until it is moved. What is
/// pulled goes all the way from HTTP to the cells, and can be held against the simulator's truth.
/// </summary>
public sealed class SourceBench : IAsyncDisposable
{
    private readonly string folder;
    private readonly IHost host;
    private readonly Dictionary<Cell, TruthCell> told = [];

    /// <summary>For commands that are to work on this store.</summary>
    public HubSettings Settings { get; }

    private SourceBench(HubSettings settings, IHost host, SimulatorServer simulators, BenchSource source, BenchClock clock) =>
        (Settings, folder, this.host, Simulators, Source, Clock) = (settings, settings.Data, host, simulators, source, clock);

    public SimulatorServer Simulators { get; }

    public BenchSource Source { get; }

    public BenchClock Clock { get; }

    public FaultBoard Faults => Simulators.Faults;

    public IServiceProvider Services => host.Services;

    /// <param name="sourceId">A source of the demo world, also the one for procedures (<c>tthc-bac-giang</c>) and the one that people enter into (<c>nhap-tay</c>).</param>
    public static async Task<SourceBench> StartAsync(string sourceId, BenchOptions? options = null, CancellationToken cancellationToken = default)
    {
        var chosen = options ?? new BenchOptions();
        var clock = new BenchClock(DemoSetting.Of(chosen.Year).Start);
        var folder = Directory.CreateTempSubdirectory("hub-bench-").FullName;
        var simulators = await DemoRun.StartSourcesAsync(chosen.Scale, clock, cancellationToken, chosen.Year);
        IHost? host = null;
        try
        {
            var source = BenchSource.Of(simulators, sourceId, chosen.Units);
            var settings = new HubSettings
            {
                Store = "sqlite:" + Path.Combine(folder, "hub.db"), Bus = chosen.Bus ?? "in-memory", Roles = HubRoles.Collect | HubRoles.Record, Urls = [new Uri("http://127.0.0.1:0")], Data = folder,
            };
            host = await PullHost.StartAsync(settings, clock, cancellationToken, builder => Change(builder, chosen));
            var files = source.Catalogue();
            files = chosen.WithPlans ? files : new CatalogueFiles(files.All.Where(f => !f.Path.StartsWith("plans/", StringComparison.Ordinal)));
            await HubHost.PrepareAsync(host.Services, chosen.Change?.Invoke(files) ?? files, cancellationToken);
            if (source.IsManual)
            {
                await DemoEntries.EnterAsync(host.Services, cancellationToken);
            }

            return new SourceBench(settings, host, simulators, source, clock);
        }
        catch
        {
            await CloseAsync(host, simulators, folder);
            throw;
        }
    }

    public async Task<ActiveCatalogue> CatalogueAsync(CancellationToken cancellationToken = default) =>
        (await Services.GetRequiredService<CatalogueStore>().CurrentAsync(cancellationToken))!;

    public async Task<SourceDefinition> DefinitionAsync(CancellationToken cancellationToken = default) =>
        (await CatalogueAsync(cancellationToken)).Sources.Single(s => s.Id == Source.Id);

    /// <summary>One poll: every stream once, until all of it is recorded. For a backfill, a bounded one.</summary>
    public async Task<IReadOnlyList<Run>> PullAsync(PullOrder? order = null, CancellationToken cancellationToken = default)
    {
        var catalogue = await CatalogueAsync(cancellationToken);
        var source = catalogue.Sources.Single(s => s.Id == Source.Id);
        var pull = new DirectPull(Services);
        var runs = (Source.IsManual
                ? await pull.TryRecordEntriesAsync(source, catalogue, cancellationToken)
                : await pull.TryPullAsync(source, catalogue, order ?? new PullOrder(), () => null, cancellationToken))
            ?? throw new InvalidOperationException($"source '{Source.Id}' is pulled by another owner");
        await pull.WaitUntilRecordedAsync(null, cancellationToken);
        var ended = await pull.RunsAsync(runs, cancellationToken);
        if (ended.All(r => r.State == RunState.Succeeded))
        {
            // Of what happens, a source tells the whole each time: what it no longer says is no longer so.
            foreach (var cell in Source.Truth(Clock.GetUtcNow()).Where(c => catalogue.Catalogue.Metrics[c.Metric].Kind is not MetricKind.Flow))
            {
                told[new(cell.Metric, cell.Unit, cell.From.DayNumber, cell.To.DayNumber)] = cell;
            }
        }

        return ended;
    }

    /// <summary>Pulls and says what failed; empty when every stream was read to its end.</summary>
    public async Task<IReadOnlyList<string>> FailuresOfPullAsync(CancellationToken cancellationToken = default) =>
        [.. (await PullAsync(cancellationToken: cancellationToken)).Where(r => r.State != RunState.Succeeded).Select(r => $"{r.Stream}: {r.ErrorCategory} {r.ErrorCode}: {r.Error}")];

    /// <summary>Moves the clock of hub and source; sources that are files are written anew.</summary>
    public void Move(TimeSpan by)
    {
        Clock.Move(by);
        Source.BringUpToDate();
    }

    /// <summary>Moves the clock to the next instant of the source's schedule; an hour on for a source without one.</summary>
    public async Task MoveToNextPollAsync(CancellationToken cancellationToken = default)
    {
        var now = Clock.GetUtcNow();
        var source = await DefinitionAsync(cancellationToken);
        Move((source.Schedule is null ? now.AddHours(1) : CronSchedule.Next(source.Schedule, now) ?? now.AddHours(1)) - now);
    }

    /// <summary>What differs between the cells and the simulator's truth of now; empty when nothing does.</summary>
    public async Task<IReadOnlyList<string>> DifferencesAsync(CancellationToken cancellationToken = default) =>
        CellComparison.Differences(await CellsAsync(cancellationToken), Truth(), (await CatalogueAsync(cancellationToken)).Catalogue);

    /// <summary>
    /// What the source says now, and what it said when it was read last of days that it no longer speaks of: a register shows today's state, and the
    /// hub has kept that of yesterday.
    /// </summary>
    public IReadOnlyList<TruthCell> Truth()
    {
        var now = Source.Truth(Clock.GetUtcNow()).ToList();
        var spoken = now.Select(c => (c.Metric, c.From, c.To)).ToHashSet();
        return [.. now, .. told.Values.Where(c => !spoken.Contains((c.Metric, c.From, c.To)))];
    }

    public async Task<IReadOnlyDictionary<Cell, long>> CellsAsync(CancellationToken cancellationToken = default)
    {
        var source = await DefinitionAsync(cancellationToken);
        return await QueryAsync(db => CellComparison.StoredAsync(db, source, cancellationToken));
    }

    /// <summary>A digest of every table, to show that something changed nothing.</summary>
    public Task<IReadOnlyDictionary<string, string>> DigestsAsync(CancellationToken cancellationToken = default) => QueryAsync(db => StoreImage.DigestsAsync(db, cancellationToken));

    /// <summary>Every text of the store, archived pages among them, to search in.</summary>
    public Task<IReadOnlyList<(string Place, string Text)>> TextsAsync(CancellationToken cancellationToken = default) => QueryAsync(db => StoreImage.TextsAsync(db, cancellationToken));

    /// <summary>A connector of its own, as a run would get it.</summary>
    public Task<IConnector> ConnectAsync(CancellationToken cancellationToken = default) => ConnectAsync(null, cancellationToken);

    /// <param name="options">Options in place of the source's own.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<IConnector> ConnectAsync(IReadOnlyDictionary<string, SourceOption>? options, CancellationToken cancellationToken)
    {
        var (source, catalogue) = (await DefinitionAsync(cancellationToken), await CatalogueAsync(cancellationToken));
        var chosen = source.Options.Where(o => options is null || !options.ContainsKey(o.Key)).Concat(options ?? new Dictionary<string, SourceOption>()).ToDictionary(o => o.Key, o => o.Value, StringComparer.Ordinal);
        return await Services.GetRequiredService<ConnectorRegistry>().CreateAsync(source with { Options = chosen }, catalogue.Catalogue, Clock, cancellationToken);
    }

    /// <summary>What the collector would ask for.</summary>
    public async Task<PullRequest> RequestAsync(
        string stream, string? cursor = null, DateOnly? from = null, DateOnly? to = null, IReadOnlyList<OpenRecord>? open = null, CancellationToken cancellationToken = default)
    {
        var (source, catalogue) = (await DefinitionAsync(cancellationToken), await CatalogueAsync(cancellationToken));
        return new PullRequest
        {
            Stream = stream, Cursor = cursor, From = from ?? FirstDay, To = to, Agencies = new AgencyDirectory(catalogue.Catalogue, source.Id, source.Connector).Codes, Open = open ?? [],
        };
    }

    /// <summary>Where the history of the demo world's sources begins.</summary>
    public DateOnly FirstDay => Simulators.World.Setting.FirstDate;

    public async Task<IReadOnlyList<StreamDescription>> StreamsAsync(CancellationToken cancellationToken = default) =>
        Services.GetRequiredService<ConnectorRegistry>().Streams(await DefinitionAsync(cancellationToken), (await CatalogueAsync(cancellationToken)).Catalogue);

    public async Task<T> QueryAsync<T>(Func<HubDbContext, Task<T>> query)
    {
        ArgumentNullException.ThrowIfNull(query);
        await using var db = await Services.GetRequiredService<IDbContextFactory<HubDbContext>>().CreateDbContextAsync();
        return await query(db);
    }

    public ValueTask DisposeAsync() => CloseAsync(host, Simulators, folder);

    private static void Change(HostApplicationBuilder builder, BenchOptions options)
    {
        if (options.Log is not null)
        {
            builder.Logging.ClearProviders().AddProvider(options.Log).SetMinimumLevel(LogLevel.Trace);
        }

        if (options.Instead is not null)
        {
            builder.Services.AddSingleton(new ConnectorRegistry([.. HubServices.Connectors.Select(options.Instead)]));
        }
    }

    private static async ValueTask CloseAsync(IHost? host, SimulatorServer simulators, string folder)
    {
        if (host is not null)
        {
            await host.StopAsync();
            host.Dispose();
        }

        await simulators.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }
}
