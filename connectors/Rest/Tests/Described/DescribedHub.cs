using System.Text.Json;
using System.Text.RegularExpressions;
using IntegrationHub.Simulators.Sources;
using IntegrationHub.Simulators.World;
using Xunit;

namespace IntegrationHub.Connectors.Described;

/// <summary>The little of a hub that the tests of described streams need: keeps readings by key, the cursor and the deliveries, page by page.</summary>
internal sealed class DescribedHub(ConnectorModule module, IReadOnlyList<StreamDefinition> definitions)
{
    public static readonly DateOnly First = new(2023, 12, 1);

    public string? Cursor { get; set; }

    public Dictionary<string, (Reading Reading, MappingResult Result)> Records { get; } = [];

    public List<Page> Pages { get; } = [];

    public List<string> Changed { get; } = [];

    public IEnumerable<Refused> Refusals => Records.Values.Select(r => r.Result).OfType<Refused>();

    public IEnumerable<Delivery> Delivered => Pages.SelectMany(p => p.Delivered);

    /// <summary>The definitions of a connector in the catalogue of the repository.</summary>
    public static IReadOnlyList<StreamDefinition> Catalogue(string connector) =>
    [
        .. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "catalogue", connector), "*.map.yaml").Order(StringComparer.Ordinal)
            .Select(f => Definition(connector, Path.GetFileName(f)[..^".map.yaml".Length], File.ReadAllText(f))),
    ];

    public static string Examples(string connector, string stream) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "catalogue", connector, $"{stream}.map.test.yaml"));

    public static StreamDefinition Definition(string connector, string stream, string text) => new(connector, stream, $"mappings/{connector}/{stream}.map.yaml", text);

    public IConnector Connect(TimeProvider clock, params (string Name, string Value)[] options) =>
        module.Create(new ConnectorContext("test-source", options.ToDictionary(o => o.Name, o => o.Value), clock) { Definitions = definitions });

    public async Task PullAsync(IConnector connector, string stream, int pages = int.MaxValue, DateOnly? from = null, DateOnly? to = null, IReadOnlyList<string>? agencies = null)
    {
        Changed.Clear();
        var mapping = module.Mappings.FirstOrDefault(m => m.Stream == stream) ?? module.Define(definitions.Single(d => d.Stream == stream))!.Mapping!;
        var request = new PullRequest { Stream = stream, Cursor = Cursor, From = from ?? First, To = to, Agencies = agencies ?? ["H02.31", "H02.36"], Open = [] };
        await foreach (var page in connector.PullAsync(request, CancellationToken.None))
        {
            Store(page, mapping);
            if (--pages == 0)
            {
                break;
            }
        }
    }

    public async Task<ConnectorException> FailAsync(IConnector connector, string stream, DateOnly? to = null) =>
        await Assert.ThrowsAsync<ConnectorException>(() => PullAsync(connector, stream, to: to));

    /// <summary>What is counted by metric, agency and interval.</summary>
    public SortedDictionary<string, decimal> Cells() => new(
        Records.Values.Select(r => r.Result).OfType<Mapped>().SelectMany(m => m.Values.Select(v => (Key: Key(v.Metric, m.Agency, v.From, v.To), v.Amount)))
            .GroupBy(c => c.Key).ToDictionary(g => g.Key, g => g.Sum(c => c.Amount)), StringComparer.Ordinal);

    /// <summary>The truth of a source in the same form; of the metrics of one stream.</summary>
    public static SortedDictionary<string, decimal> Truth(DemoSource source, DateTimeOffset asOf, params string[] prefixes)
    {
        var codes = source.Agencies.ToDictionary(a => a.Unit, a => a.Code);
        return new(source.Truth(asOf).Where(t => prefixes.Length == 0 || prefixes.Any(p => t.Metric.StartsWith(p, StringComparison.Ordinal)))
            .ToDictionary(t => Key(t.Metric, codes[t.Unit], t.From, t.To), t => t.Amount), StringComparer.Ordinal);
    }

    public void AssertClean()
    {
        Assert.NotEmpty(Records);
        Assert.All(Pages, page => Assert.Null(PlantedPersonalData.FirstLeakIn(JsonSerializer.Serialize(page))));
        Assert.All(Records.Values, record => Assert.Null(PlantedPersonalData.FirstLeakIn(JsonSerializer.Serialize<object>(record.Result))));
        Assert.All(Pages, page => Assert.True((page.Cursor?.Length ?? 0) < 64 * 1024));
    }

    /// <summary>The value of an option in the configuration of a simulated source.</summary>
    public static string Option(string yaml, string name) => Regex.Match(yaml, $@"^\s+{name}: (?:\{{ secret: ""file:)?([^""\s]+)", RegexOptions.Multiline).Groups[1].Value;

    private static string Key(string metric, string agency, DateOnly from, DateOnly to) => $"{metric} {agency} {from:yyyy-MM-dd}..{to:yyyy-MM-dd}";

    private void Store(Page page, IStreamMapping mapping)
    {
        Pages.Add(page);
        foreach (var reading in page.Readings)
        {
            var result = mapping.Map(reading.Key, reading.Body);
            if (!Records.TryGetValue(reading.Key, out var known) || Text(known.Result) != Text(result))
            {
                Changed.Add(reading.Key);
            }

            Records[reading.Key] = (reading, result);
        }

        Cursor = page.Cursor ?? Cursor;
    }

    private static string Text(MappingResult result) => result is Mapped mapped ? $"{mapped.Agency} {string.Join('|', mapped.Values)}" : result.ToString();
}
