using IntegrationHub.Simulators;
using IntegrationHub.Simulators.Sources;
using IntegrationHub.Simulators.World;
using Xunit;

namespace IntegrationHub.Connectors.Conformance;

/// <summary>Tests of a connector against one simulated source over HTTP; a server of its own for each test.</summary>
/// <param name="source">How the id of the source begins.</param>
/// <param name="scale">Size of the world.</param>
public abstract class SourceSuite(string source, decimal scale) : IAsyncLifetime
{
    protected TestClock Clock { get; } = new();

    protected SimulatorServer Server { get; private set; } = null!;

    protected DemoSource Source { get; private set; } = null!;

    /// <summary>Every code of the source's alias table.</summary>
    protected IReadOnlyList<string> Agencies => [.. Source.Agencies.Select(a => a.Code).Order(StringComparer.Ordinal)];

    public async Task InitializeAsync()
    {
        Server = await SimulatorServer.StartAsync(new SimulatorOptions { World = new DemoWorldOptions { Scale = scale } }, Clock, CancellationToken.None);
        Source = Server.Sources.Single(s => s.Id.StartsWith(source, StringComparison.Ordinal));
    }

    public async Task DisposeAsync() => await Server.DisposeAsync();
}
