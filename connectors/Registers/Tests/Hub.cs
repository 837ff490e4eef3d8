using IntegrationHub.Connectors.Conformance;
using IntegrationHub.Simulators;
using IntegrationHub.Simulators.Sources;

namespace IntegrationHub.Connectors.Registers.Tests;

internal sealed class Hub() : ConnectorHub(Module)
{
    private static readonly RegistersModule Module = new();

    public static IConnector Connect(string baseUrl, DemoCredentials credentials, TimeProvider clock, params (string Name, string Value)[] options) =>
        Connect(Module, "registers-test", baseUrl, credentials, clock, options);

    public static PullRequest Ask(string stream, params IReadOnlyList<string> agencies) => new()
    {
        Stream = stream, Cursor = null, From = First, Agencies = agencies, Open = [],
    };

    /// <summary>What the source knows to be true of the metrics that a stream feeds.</summary>
    public static SortedDictionary<string, decimal> Truth(DemoSource source, DateTimeOffset asOf, string stream)
    {
        var metrics = Module.MapOf(stream, []).Values.Select(v => v.Metric).ToHashSet();
        return TruthOf(source.Truth(asOf).Where(c => metrics.Contains(c.Metric)));
    }
}
