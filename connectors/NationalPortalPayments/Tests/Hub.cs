using IntegrationHub.Connectors.Conformance;
using IntegrationHub.Simulators;
using IntegrationHub.Simulators.Sources;

namespace IntegrationHub.Connectors.NationalPortalPayments.Tests;

internal sealed class Hub() : ConnectorHub(Module)
{
    private static readonly NationalPortalPaymentsModule Module = new();

    public static IConnector Connect(string baseUrl, DemoCredentials credentials, TimeProvider clock, params (string Name, string Value)[] options) =>
        Connect(Module, "payments-test", baseUrl, credentials, clock, options);

    public static PullRequest Ask(string stream, params IReadOnlyList<string> agencies) => new()
    {
        Stream = stream, Cursor = null, From = First, Agencies = agencies, Open = [],
    };

    /// <summary>What the source knows to be true: months or days.</summary>
    public static SortedDictionary<string, decimal> Truth(DemoSource source, DateTimeOffset asOf, bool months) =>
        TruthOf(source.Truth(asOf).Where(c => (c.To.DayNumber - c.From.DayNumber > 1) == months));
}
