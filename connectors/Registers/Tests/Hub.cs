using System.Text.Json;
using IntegrationHub.Simulators;
using IntegrationHub.Simulators.Sources;

namespace IntegrationHub.Connectors.Registers.Tests;

/// <summary>The little of a hub that a connector's test needs: readings by key, the cursor, the open set, deliveries, and what all of it counts.</summary>
internal sealed class Hub
{
    public static readonly DateOnly First = new(2023, 12, 1);

    private static readonly RegistersModule Module = new();

    private readonly Dictionary<string, OpenRecord> _open = [];

    public string? Cursor { get; private set; }

    public Dictionary<string, (Reading Reading, MappingResult Result)> Records { get; } = [];

    public List<Page> Pages { get; } = [];

    public int Changed { get; private set; }

    public IReadOnlyCollection<OpenRecord> Open => _open.Values;

    public IEnumerable<Delivery> Delivered => Pages.SelectMany(page => page.Delivered);

    public IEnumerable<Refused> Refusals => Records.Values.Select(record => record.Result).OfType<Refused>();

    public static IConnector Connect(string baseUrl, DemoCredentials credentials, TimeProvider clock, params (string Name, string Value)[] options)
    {
        var all = new Dictionary<string, string> { ["baseUrl"] = baseUrl, ["username"] = credentials.Username, ["password"] = credentials.Password };
        foreach (var (name, value) in options)
        {
            all[name] = value;
        }

        return Module.Create(new ConnectorContext("registers-test", all, clock));
    }

    public static PullRequest Ask(string stream, params IReadOnlyList<string> agencies) => new()
    {
        Stream = stream, Cursor = null, From = First, Agencies = agencies, Open = [],
    };

    /// <summary>One run from where the last stored page ended; stops after some pages when asked, as a killed process would.</summary>
    public async Task PullAsync(IConnector connector, PullRequest request, int pages = int.MaxValue)
    {
        Changed = 0;
        var mapping = Module.Mappings.Single(m => m.Stream == request.Stream);
        await foreach (var page in connector.PullAsync(request with { Cursor = Cursor, Open = [.. _open.Values] }, CancellationToken.None))
        {
            Store(page, mapping);
            if (--pages == 0)
            {
                break;
            }
        }
    }

    /// <summary>What is counted now, by unit, interval and metric.</summary>
    public SortedDictionary<string, decimal> Count(DemoSource source)
    {
        var units = source.Agencies.ToDictionary(a => a.Code, a => a.Unit);
        var cells = Records.Values.Select(record => record.Result).OfType<Mapped>()
            .SelectMany(mapped => mapped.Values.Select(v => (Cell: $"{units.GetValueOrDefault(mapped.Agency, mapped.Agency)} {v.From:O}..{v.To:O} {v.Metric}", v.Amount)));
        return new(cells.GroupBy(c => c.Cell).ToDictionary(g => g.Key, g => g.Sum(c => c.Amount)), StringComparer.Ordinal);
    }

    /// <summary>What the source knows to be true of the metrics that a stream feeds.</summary>
    public static SortedDictionary<string, decimal> Truth(DemoSource source, DateTimeOffset asOf, string stream)
    {
        var metrics = new RegistersModule().MapOf(stream, []).Values.Select(v => v.Metric).ToHashSet();
        return new(source.Truth(asOf).Where(c => metrics.Contains(c.Metric)).ToDictionary(c => $"{c.Unit} {c.From:O}..{c.To:O} {c.Metric}", c => c.Amount), StringComparer.Ordinal);
    }

    private void Store(Page page, IStreamMapping mapping)
    {
        Pages.Add(page);
        foreach (var reading in page.Readings)
        {
            var result = mapping.Map(reading.Key, reading.Body);
            Changed += Records.TryGetValue(reading.Key, out var known) && Text(known.Result) == Text(result) ? 0 : 1;
            Records[reading.Key] = (reading, result);
        }

        foreach (var record in page.Opened)
        {
            _open[record.Key] = record;
        }

        foreach (var key in page.Closed)
        {
            _open.Remove(key);
        }

        Cursor = page.Cursor ?? Cursor;
    }

    private static string Text(MappingResult result) => result is Mapped mapped ? $"{mapped.Agency} {string.Join('|', mapped.Values)}" : JsonSerializer.Serialize<object>(result);
}
