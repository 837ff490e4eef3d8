using IntegrationHub.Connectors.Conformance;
using Xunit;

namespace IntegrationHub.Connectors.Reporting.Tests;

public sealed class ModuleTests() : ModuleSuite(new ReportingModule())
{
    protected override IReadOnlyList<(string Name, string? Value)> Wrong => [("access", "cookie"), ("username", null)];

    protected override int FewestExamples => 9;

    [Fact]
    public void Options_do_not_print_their_secrets() =>
        Assert.DoesNotContain("geheim", ReportingOptions.Read(new ConnectorContext(
            "reports-test", new Dictionary<string, string> { ["baseUrl"] = "https://baocao.example.gov.vn", ["username"] = "hub", ["password"] = "geheim" }, TimeProvider.System)).ToString(), StringComparison.Ordinal);
}
