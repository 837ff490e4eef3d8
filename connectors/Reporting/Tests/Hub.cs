using IntegrationHub.Simulators;
using IntegrationHub.Simulators.Sources;
using IntegrationHub.Simulators.World;
using Xunit;

namespace IntegrationHub.Connectors.Reporting.Tests;

/// <summary>
/// The little of a hub that a connector's test needs: keeps readings by key and observation, the cursor, the open set and the deliveries,
/// page by page, and counts by unit, interval and metric.
/// </summary>
internal sealed class Hub
{
    private static readonly ReportingModule Module = new();

    private readonly Dictionary<string, OpenRecord> _open = [];

    public string? Cursor { get; set; }

    public Dictionary<string, (Reading Reading, MappingResult Result)> Records { get; } = [];

    public List<Delivery> Delivered { get; } = [];

    public List<Page> Pages { get; } = [];

    public int Changed { get; private set; }

    public IReadOnlyCollection<OpenRecord> Open => _open.Values;

    public IEnumerable<Refused> Refusals => Records.Values.Select(record => record.Result).OfType<Refused>();

    public static IConnector Connect(string baseUrl, DemoCredentials account, TimeProvider clock, params (string Name, string Value)[] options)
    {
        var all = new Dictionary<string, string>
        {
            ["baseUrl"] = baseUrl, ["username"] = account.Username, ["password"] = account.Password,
        };
        foreach (var (name, value) in options)
        {
            all[name] = value;
        }

        return Module.Create(new ConnectorContext("reports-test", all, clock));
    }

    public static PullRequest Ask(string from = "2023-12-01", string? to = null) => new()
    {
        Stream = ReportingModule.ReportStreamName, Cursor = null, From = Day(from), To = to is null ? null : Day(to), Open = [],
        Agencies = [.. DemoCast.Of2024.All.Where(unit => unit.Level is not DemoLevel.Commune || unit.Parent == "ubnd-huyen-luc-ngan").Select(unit => unit.Code).Order(StringComparer.Ordinal)],
    };

    public static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

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

    /// <summary>Sum of the current measurements by unit, interval and metric; of records the cells that hold none are left out.</summary>
    public Dictionary<(string Unit, DateOnly From, DateOnly To, string Metric), decimal> Count() =>
        Records.Values.Select(record => record.Result).OfType<Mapped>()
            .SelectMany(mapped => mapped.Values.Select(value => (Key: (DemoCast.Of2024.FindByCode(mapped.Agency)!.Id, value.From, value.To, value.Metric), value.Amount)))
            .GroupBy(cell => cell.Key).ToDictionary(group => group.Key, group => group.Sum(cell => cell.Amount));

    /// <summary>The cells are those of the truth, no more and no fewer.</summary>
    public void AssertEquals(IEnumerable<TruthCell> truth)
    {
        var wanted = truth.ToDictionary(cell => (cell.Unit, cell.From, cell.To, cell.Metric), cell => cell.Amount);
        var counted = Count();
        Assert.NotEmpty(wanted);
        Assert.Empty(wanted.Except(counted).Take(5));
        Assert.Empty(counted.Except(wanted).Take(5));
    }

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
