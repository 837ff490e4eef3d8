using IntegrationHub.Connectors.Conformance;
using IntegrationHub.Simulators;
using IntegrationHub.Simulators.World;

namespace IntegrationHub.Connectors.Tthc.Tests;

internal sealed class Hub() : ConnectorHub(Module)
{
    private static readonly TthcModule Module = new();

    public static IReadOnlyList<string> AllAgencies { get; } =
        [.. DemoUnits.All.SelectMany(unit => new[] { unit.Code, unit.OldCode }).Append(DemoUnits.ProvinceCode).Append(DemoUnits.ProvinceOldCode).Order(StringComparer.Ordinal)];

    public static IConnector Connect(string baseUrl, DemoCredentials credentials, TimeProvider clock, params (string Name, string Value)[] options) =>
        Connect(Module, "tthc-test", baseUrl, credentials, clock, options);

    public static PullRequest Ask(string stream, IReadOnlyList<string>? agencies = null) => new()
    {
        Stream = stream, Cursor = null, From = First, Agencies = agencies ?? AllAgencies, Open = [],
    };

    /// <summary>Sum of the current measurements by agency, interval, scope and metric.</summary>
    public Dictionary<(string Agency, DateOnly From, DateOnly To, string Scope, string Metric), decimal> Count() =>
        Records.Values.Select(record => record.Result).OfType<Mapped>()
            .SelectMany(mapped => mapped.Values.Select(value => (Key: (mapped.Agency, value.From, value.To, value.Scope, value.Metric), value.Amount)))
            .GroupBy(cell => cell.Key).ToDictionary(group => group.Key, group => group.Sum(cell => cell.Amount));
}
