using System.Globalization;
using IntegrationHub.Connectors.Conformance;
using IntegrationHub.Simulators;
using IntegrationHub.Simulators.World;

namespace IntegrationHub.Connectors.Reporting.Tests;

internal sealed class Hub() : ConnectorHub(Module)
{
    private static readonly ReportingModule Module = new();

    public static IConnector Connect(string baseUrl, DemoCredentials account, TimeProvider clock, params (string Name, string Value)[] options) =>
        Connect(Module, "reports-test", baseUrl, account, clock, options);

    public static PullRequest Ask(string from = "2023-12-01", string? to = null) => new()
    {
        Stream = ReportingModule.ReportStreamName, Cursor = null, From = Day(from), To = to is null ? null : Day(to), Open = [],
        Agencies = [.. DemoCast.Of2024.All.Where(unit => unit.Level is not DemoLevel.Commune || unit.Code.EndsWith(".01", StringComparison.Ordinal)).Select(unit => unit.Code).Order(StringComparer.Ordinal)],
    };

    public static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
