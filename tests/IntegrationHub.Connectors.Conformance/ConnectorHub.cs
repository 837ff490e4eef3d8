using System.Text.Json;
using IntegrationHub.Simulators;
using IntegrationHub.Simulators.Sources;
using IntegrationHub.Simulators.World;
using Xunit;

namespace IntegrationHub.Connectors.Conformance;

/// <summary>
/// The little of a hub that a connector's test needs: keeps readings by key and observation, the cursor, the open set and the deliveries, page
/// by page, and counts what was mapped.
/// </summary>
public abstract class ConnectorHub(ConnectorModule module)
{
    /// <summary>First day of the simulated world.</summary>
    public static readonly DateOnly First = new(2023, 12, 1);

    private readonly Dictionary<string, OpenRecord> _open = [];

    public string? Cursor { get; set; }

    public Dictionary<string, (Reading Reading, MappingResult Result)> Records { get; } = [];

    public List<Delivery> Delivered { get; } = [];

    public List<Page> Pages { get; } = [];

    /// <summary>Records that the last run added or changed.</summary>
    public int Changed { get; private set; }

    public IReadOnlyCollection<OpenRecord> Open => _open.Values;

    public IEnumerable<Refused> Refusals => Records.Values.Select(record => record.Result).OfType<Refused>();

    /// <summary>One run from where the last stored page ended; stops after some pages when asked, as a killed process would.</summary>
    public async Task PullAsync(IConnector connector, PullRequest request, int pages = int.MaxValue)
    {
        Changed = 0;
        var mapping = module.Mappings.Single(mapping => mapping.Stream == request.Stream);
        await foreach (var page in connector.PullAsync(request with { Cursor = Cursor, Open = [.. _open.Values] }, CancellationToken.None))
        {
            Store(page, mapping);
            if (--pages == 0)
            {
                break;
            }
        }
    }

    /// <summary>What is counted now, by unit, interval and metric. An agency code that the source does not know stands for itself.</summary>
    public SortedDictionary<string, decimal> Count(DemoSource source, string scope = "own")
    {
        var units = source.Agencies.ToDictionary(a => a.Code, a => a.Unit);
        var cells = Records.Values.Select(record => record.Result).OfType<Mapped>()
            .SelectMany(mapped => mapped.Values.Where(v => v.Scope == scope).Select(v => (Cell: Cell(units.GetValueOrDefault(mapped.Agency, mapped.Agency), v.From, v.To, v.Metric), v.Amount)));
        return new(cells.GroupBy(c => c.Cell).ToDictionary(g => g.Key, g => g.Sum(c => c.Amount)), StringComparer.Ordinal);
    }

    /// <summary>The same with units by the codes of the world; of records the cells that hold none are left out.</summary>
    public Dictionary<(string Unit, DateOnly From, DateOnly To, string Metric), decimal> Cells() =>
        Records.Values.Select(record => record.Result).OfType<Mapped>()
            .SelectMany(mapped => mapped.Values.Select(value => (Key: (DemoCast.Of2024.FindByCode(mapped.Agency)!.Id, value.From, value.To, value.Metric), value.Amount)))
            .GroupBy(cell => cell.Key).ToDictionary(group => group.Key, group => group.Sum(cell => cell.Amount));

    /// <summary>The cells are those of the truth, no more and no fewer.</summary>
    public void AssertEquals(IEnumerable<TruthCell> truth)
    {
        var wanted = truth.ToDictionary(cell => (cell.Unit, cell.From, cell.To, cell.Metric), cell => cell.Amount);
        var counted = Cells();
        Assert.NotEmpty(wanted);
        Assert.Empty(wanted.Except(counted).Take(5));
        Assert.Empty(counted.Except(wanted).Take(5));
    }

    /// <summary>What the source knows to be true, in the words of <see cref="Count"/>.</summary>
    protected static SortedDictionary<string, decimal> TruthOf(IEnumerable<TruthCell> truth) =>
        new(truth.ToDictionary(c => Cell(c.Unit, c.From, c.To, c.Metric), c => c.Amount), StringComparer.Ordinal);

    /// <summary>A connector for the account, with further options.</summary>
    protected static IConnector Connect(
        ConnectorModule module, string source, string baseUrl, DemoCredentials account, TimeProvider clock, params IEnumerable<(string Name, string Value)> options)
    {
        var all = new Dictionary<string, string> { ["baseUrl"] = baseUrl, ["username"] = account.Username, ["password"] = account.Password };
        foreach (var (name, value) in options)
        {
            all[name] = value;
        }

        return module.Create(new ConnectorContext(source, all, clock));
    }

    private static string Cell(string unit, DateOnly from, DateOnly to, string metric) => $"{unit} {from:O}..{to:O} {metric}";

    private void Store(Page page, IStreamMapping mapping)
    {
        Pages.Add(page);
        foreach (var reading in page.Readings)
        {
            var result = mapping.Map(reading.Key, reading.Body);
            if (Records.TryGetValue(reading.Key, out var known) && known.Reading.ObservedAt > reading.ObservedAt)
            {
                continue;
            }

            Changed += known.Result is not null && Text(known.Result) == Text(result) ? 0 : 1;
            Records[reading.Key] = (reading, result);
        }

        Delivered.AddRange(page.Delivered);
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
