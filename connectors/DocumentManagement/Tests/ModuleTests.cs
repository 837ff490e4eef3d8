using IntegrationHub.Connectors.Conformance;
using Xunit;

namespace IntegrationHub.Connectors.DocumentManagement.Tests;

public sealed class ModuleTests() : ModuleSuite(new DocumentManagementModule())
{
    protected override IReadOnlyList<(string Name, string? Value)> Wrong => [("access", "cookie"), ("rootAgency", null), ("windowDays", "3")];

    protected override IReadOnlyList<(string Name, string Value)> Needed(string? stream) => [("rootAgency", "H02")];

    [Fact]
    public void Options_do_not_print_their_secrets() =>
        Assert.DoesNotContain("geheim", DocumentManagementOptions.Read(new ConnectorContext(
            "docs-test", new Dictionary<string, string> { ["baseUrl"] = "https://qlvb.example.gov.vn", ["username"] = "hub", ["password"] = "geheim", ["rootAgency"] = "H02" }, TimeProvider.System)).ToString(), StringComparison.Ordinal);
}
