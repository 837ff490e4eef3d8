using IntegrationHub.Connectors;
using IntegrationHub.Host.Acceptance.Bench;
using IntegrationHub.Host.Hosting;
using IntegrationHub.Store.Catalogue;

namespace IntegrationHub.Host.Acceptance;

/// <summary>The connector under test: its folder, what it says of itself, and benches with its source of the demo world.</summary>
public sealed class Subject(string folder, ConnectorModule module, string? source = null) : IAsyncDisposable
{
    private IReadOnlyList<Subject>? perSource;

    private CatalogueReadResult? catalogue;
    private readonly Dictionary<string, StreamRead> reads = new(StringComparer.Ordinal);
    private readonly Heard heard = new();
    private SourceBench? pulled;
    private SourceBench? week;

    public string Folder => folder;

    public ConnectorModule Module => module;

    /// <summary>In place of the program's own: for tests of the kit.</summary>
    public Func<ConnectorModule, ConnectorModule>? Instead { get; init; }

    /// <summary>The checkout that the folder stands in.</summary>
    public string Repository => Path.GetFullPath(Path.Combine(folder, "..", ".."));

    /// <summary>The source of the demo world that its benches have.</summary>
    public string SourceId => source ?? BenchSource.OfConnectors[module.Key][0];

    /// <summary>The same connector on each of its sources: they read different streams.</summary>
    public IReadOnlyList<Subject> PerSource => perSource ??= source is not null || !BenchSource.OfConnectors.TryGetValue(module.Key, out var sources) || sources.Count == 1
        ? [this]
        : [.. sources.Select(s => new Subject(folder, module, s) { Instead = Instead })];

    public bool IsManual => module.Key == "manual";

    /// <summary>Whether the source is asked over HTTP.</summary>
    public bool IsHttp => module.Options.Any(o => o is { Type: OptionType.Url, Required: true });

    /// <summary>The bundled catalogue without sources, and what the connector's streams are in it.</summary>
    public CatalogueOfConnector Catalogue => new((catalogue ??= CatalogueReader.Read(BundledFiles, HubServices.Connectors)).Catalogue
        ?? throw new InvalidOperationException("the bundled catalogue cannot be read: " + string.Join('\n', catalogue.Findings)), module);

    public static CatalogueFiles BundledFiles => CatalogueFiles.Load(Path.Combine(AppContext.BaseDirectory, "catalogue"));

    /// <summary>The connectors that have a folder; what the hub counts of itself is none of them.</summary>
    public static IReadOnlyList<ConnectorModule> Shipped { get; } =
        [.. HubServices.Connectors.Where(m => m.GetType().Assembly.GetName().Name!.StartsWith("IntegrationHub.Connectors.", StringComparison.Ordinal))];

    /// <exception cref="DirectoryNotFoundException">No connector of this program stands there.</exception>
    public static Subject Of(string folder)
    {
        var full = Path.GetFullPath(folder);
        var project = Directory.Exists(full) ? Directory.EnumerateFiles(full, "IntegrationHub.Connectors.*.csproj").FirstOrDefault() : null;
        var module = HubServices.Connectors.FirstOrDefault(m => m.GetType().Assembly.GetName().Name == Path.GetFileNameWithoutExtension(project));
        return module is not null ? new Subject(full, module) : throw new DirectoryNotFoundException(
            $"'{folder}' is no folder of a connector that this program was built with; those are {string.Join(", ", Shipped.Select(m => "connectors/" + m.GetType().Assembly.GetName().Name!.Split('.')[^1]))}");
    }

    /// <summary>A fresh bench with the connector's source; the caller closes it.</summary>
    public Task<SourceBench> BenchAsync(CancellationToken cancellationToken, BenchOptions? options = null) =>
        SourceBench.StartAsync(SourceId, (options ?? new BenchOptions()) with { Instead = options?.Instead ?? Instead }, cancellationToken);

    /// <summary>A bench that was pulled once, for checks that only look.</summary>
    public async Task<SourceBench> PulledAsync(CancellationToken cancellationToken)
    {
        if (pulled is null)
        {
            var bench = await BenchAsync(cancellationToken, new BenchOptions { Log = heard });
            FirstFailures = await bench.FailuresOfPullAsync(cancellationToken);
            FirstRequests = bench.Faults.Requests(SourceId);
            pulled = bench;
        }

        return pulled;
    }

    /// <summary>What failed in the first pull; empty when nothing did.</summary>
    public IReadOnlyList<string> FirstFailures { get; private set; } = [];

    /// <summary>What the first pull asked.</summary>
    public int FirstRequests { get; private set; }

    /// <summary>What was logged and traced on that bench.</summary>
    public IReadOnlyCollection<(string Place, string Text)> Heard => heard.Texts;

    /// <summary>A stream from its beginning, read once for all checks; the bench's clock stands.</summary>
    public async Task<StreamRead> ReadAsync(string stream, CancellationToken cancellationToken)
    {
        if (!reads.TryGetValue(stream, out var read))
        {
            reads[stream] = read = await StreamRead.OfAsync(await PulledAsync(cancellationToken), stream, cancellationToken);
        }

        return read;
    }

    /// <summary>A bench that was pulled, pulled again a day later, and once more after a week without a pull.</summary>
    public async Task<SourceBench> AfterAWeekAsync(CancellationToken cancellationToken)
    {
        if (week is null)
        {
            var bench = await BenchAsync(cancellationToken);
            var failures = (List<string>)[.. await bench.FailuresOfPullAsync(cancellationToken)];
            foreach (var days in new[] { 1, 7 })
            {
                bench.Move(TimeSpan.FromDays(days));
                failures.AddRange(await bench.FailuresOfPullAsync(cancellationToken));
            }

            (week, WeekFailures) = (bench, failures);
        }

        return week;
    }

    public IReadOnlyList<string> WeekFailures { get; private set; } = [];

    public async ValueTask DisposeAsync()
    {
        foreach (var bench in new[] { pulled, week }.OfType<SourceBench>())
        {
            await bench.DisposeAsync();
        }

        heard.Dispose();
        foreach (var one in perSource?.Where(s => s != this) ?? [])
        {
            await one.DisposeAsync();
        }
    }
}

/// <summary>What the catalogue says of a connector.</summary>
public sealed record CatalogueOfConnector(Indicators.Catalogue.HubCatalogue Catalogue, ConnectorModule Module)
{
    /// <summary>The definitions of the catalogue for this connector.</summary>
    public IReadOnlyList<StreamDefinition> Definitions =>
        [.. Catalogue.Mappings.Where(m => m.Connector == Module.Key).Select(m => new StreamDefinition(m.Connector, m.Stream, m.Path, m.Text))];

    /// <summary>The streams that the connector brings along and those that the catalogue defines for it.</summary>
    public IReadOnlyList<StreamDescription> Streams =>
        [.. Module.Streams, .. Definitions.Where(d => Module.Streams.All(s => s.Name != d.Stream)).Select(d => Module.Define(d)?.Stream).OfType<StreamDescription>()];
}
