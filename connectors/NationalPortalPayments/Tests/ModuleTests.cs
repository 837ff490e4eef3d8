using IntegrationHub.Connectors.Conformance;
using Xunit;

namespace IntegrationHub.Connectors.NationalPortalPayments.Tests;

public sealed class ModuleTests() : ModuleSuite(new NationalPortalPaymentsModule())
{
    protected override IReadOnlyList<(string Name, string? Value)> Wrong => [("access", Secret), ("username", " ")];

    [Fact]
    public async Task Counts_without_anybody_to_ask_for_are_a_matter_of_configuration()
    {
        await using var connector = Hub.Connect("http://127.0.0.1:1", new("hub", "p"), TimeProvider.System);
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => new Hub().PullAsync(connector, Hub.Ask(NationalPortalPaymentsModule.StatisticsStreamName, "000.07.36.H02")));
        Assert.Equal((FailureCategory.Configuration, "E_NO_AGENCY"), (fault.Category, fault.Code));
    }
}
