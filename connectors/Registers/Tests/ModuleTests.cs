using IntegrationHub.Connectors.Conformance;
using Xunit;

namespace IntegrationHub.Connectors.Registers.Tests;

public sealed class ModuleTests() : ModuleSuite(new RegistersModule())
{
    protected override IReadOnlyList<(string Name, string? Value)> Wrong => [("access", Secret), ("username", " "), ("probeSeconds", "61")];

    protected override IReadOnlyList<(string Name, string Value)> Needed(string? stream) => stream is null ? [] : [("probeHosts", "xa.example.gov.vn")];

    [Fact]
    public async Task Portals_without_a_host_that_may_be_looked_at_are_a_matter_of_configuration()
    {
        await using var connector = Hub.Connect("http://127.0.0.1:1", new("hub", "p"), TimeProvider.System);
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => new Hub().PullAsync(connector, Hub.Ask(RegistersModule.Portals, "H02.36.07")));
        Assert.Equal((FailureCategory.Configuration, "E_OPTION"), (fault.Category, fault.Code));
        Assert.Contains("probeHosts", fault.Message, StringComparison.Ordinal);
    }
}
