using System.Xml.Linq;
using IntegrationHub.Architecture.Tests.Rules;
using IntegrationHub.Connectors;
using IntegrationHub.Contracts;
using Xunit;

namespace IntegrationHub.Architecture.Tests;

public sealed class ContractDocumentationTests
{
    [Theory]
    [InlineData(typeof(MeasurementsReported))]
    [InlineData(typeof(IConnector))]
    public void Every_public_type_of_the_contracts_says_what_it_means(Type one)
    {
        var types = one.Assembly.GetExportedTypes();
        Assert.Contains(one, types);
        Here.MustBeEmpty(ContractDocumentation.Undocumented(types, ContractDocumentation.Of(one.Assembly)));
    }

    [Fact]
    public void A_planted_type_and_property_without_summary_are_reported()
    {
        var documentation = XDocument.Parse($"""
            <doc><members>
              <member name="T:{typeof(Planted).FullName!.Replace('+', '.')}"><summary>Said.</summary></member>
            </members></doc>
            """);
        var found = ContractDocumentation.Undocumented([typeof(Planted), typeof(PlantedSilent)], documentation).ToList();
        Here.MustReport(found, "Planted.Amount: no <summary>");
        Here.MustReport(found, "PlantedSilent: no <summary>");
        Assert.Equal(2, found.Count);
    }

    public sealed record Planted(int Said)
    {
        public int Amount { get; init; }
    }

    public sealed record PlantedSilent;
}
