using IntegrationHub.Simulators;
using IntegrationHub.Simulators.World;

namespace IntegrationHub.Connectors.Tthc.Tests;

/// <summary>
/// The little of a hub that a connector's test needs: keeps readings by key and observation, the cursor, the open set and the deliveries,
/// page by page, and counts by unit, day and metric.
/// </summary>
internal sealed class Hub
{
    private static readonly TthcModule Module = new();

    private readonly Dictionary<string, OpenRecord> _open = [];

    public string? Cursor { get; private set; }

    public Dictionary<string, (Reading Reading, MappingResult Result)> Records { get; } = [];

    public List<Delivery> Delivered { get; } = [];

    public List<Page> Pages { get; } = [];

    public int Changed { get; private set; }

    public IReadOnlyCollection<OpenRecord> Open => _open.Values;

    public IEnumerable<Refused> Refusals => Records.Values.Select(record => record.Result).OfType<Refused>();

    public static IReadOnlyList<string> AllAgencies { get; } =
        [.. DemoUnits.All.SelectMany(unit => new[] { unit.Code, unit.OldCode }).Append(DemoUnits.ProvinceCode).Append(DemoUnits.ProvinceOldCode).Order(StringComparer.Ordinal)];

    public static IConnector Connect(string baseUrl, DemoCredentials credentials, TimeProvider clock, params (string Name, string Value)[] options)
    {
        var all = new Dictionary<string, string> { ["baseUrl"] = baseUrl, ["username"] = credentials.Username, ["password"] = credentials.Password };
        foreach (var (name, value) in options)
        {
            all[name] = value;
        }

        return Module.Create(new ConnectorContext("tthc-test", all, clock));
    }

    public static PullRequest Ask(string stream, IReadOnlyList<string>? agencies = null) => new()
    {
        Stream = stream, Cursor = null, From = new DateOnly(2023, 12, 1), Agencies = agencies ?? AllAgencies, Open = [],
    };

    /// <summary>One run from where the last stored page ended; stops after some pages when asked, as a killed process would.</summary>
    public async Task PullAsync(IConnector connector, PullRequest request, int pages = int.MaxValue)
    {
        Changed = 0;
        var mapping = Module.Mappings.Single(mapping => mapping.Stream == request.Stream);
        await foreach (var page in connector.PullAsync(request with { Cursor = Cursor, Open = [.. _open.Values] }, CancellationToken.None))
        {
            Store(page, mapping);
            if (--pages == 0)
            {
                break;
            }
        }
    }

    /// <summary>Sum of the current measurements by agency, interval, scope and metric.</summary>
    public Dictionary<(string Agency, DateOnly From, DateOnly To, string Scope, string Metric), decimal> Count() =>
        Records.Values.Select(record => record.Result).OfType<Mapped>()
            .SelectMany(mapped => mapped.Values.Select(value => (Key: (mapped.Agency, value.From, value.To, value.Scope, value.Metric), value.Amount)))
            .GroupBy(cell => cell.Key).ToDictionary(group => group.Key, group => group.Sum(cell => cell.Amount));

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

    private static string Text(MappingResult result) => result is Mapped mapped ? $"{mapped.Agency} {string.Join('|', mapped.Values)}" : result.ToString();
}
