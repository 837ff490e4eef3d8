using System.Globalization;
using IntegrationHub.Connectors.Conformance;
using IntegrationHub.Simulators;
using IntegrationHub.Simulators.World;

namespace IntegrationHub.Connectors.DocumentManagement.Tests;

internal sealed class Hub() : ConnectorHub(Module)
{
    private static readonly DocumentManagementModule Module = new();

    public static IConnector Connect(string baseUrl, DemoCredentials account, TimeProvider clock, params (string Name, string Value)[] options) =>
        Connect(Module, "docs-test", baseUrl, account, clock, [("rootAgency", "H02"), ("systemId", "000.00.00.H02"), ("secretKey", account.Password), .. options]);

    public static PullRequest Ask(string stream, string from = "2023-12-01", string? to = null) => new()
    {
        Stream = stream, Cursor = null, From = Day(from), To = to is null ? null : Day(to), Open = [],
        Agencies = [.. DemoCast.Of2024.All.Where(unit => unit.Level is not DemoLevel.Commune).Select(unit => unit.Code).Order(StringComparer.Ordinal)],
    };

    public static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
