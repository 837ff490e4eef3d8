using IntegrationHub.Architecture.Tests.Rules;
using Xunit;

namespace IntegrationHub.Architecture.Tests;

public sealed class ProjectGraphTests
{
    [Fact]
    public void Projects_reference_only_what_the_table_allows()
    {
        Assert.Contains(Here.Checkout.Projects, p => p.Name == "IntegrationHub.Host");
        Here.MustBeEmpty(ProjectGraph.Violations(Here.Checkout));
    }

    [Theory]
    [InlineData("src", "IntegrationHub.Collect", "IntegrationHub.Record")]
    [InlineData("src", "IntegrationHub.Record", "IntegrationHub.Collect")]
    [InlineData("src", "IntegrationHub.Notify", "IntegrationHub.Api")]
    [InlineData("src", "IntegrationHub.Api", "IntegrationHub.Host")]
    [InlineData("src", "IntegrationHub.Api", "IntegrationHub.Store.Sqlite")]
    [InlineData("src", "IntegrationHub.Store", "IntegrationHub.Store.PostgreSql")]
    [InlineData("src", "IntegrationHub.Store.Sqlite", "IntegrationHub.Store.PostgreSql")]
    [InlineData("src", "IntegrationHub.Indicators", "IntegrationHub.Store")]
    [InlineData("src", "IntegrationHub.Indicators", "IntegrationHub.Connectors.Abstractions")]
    [InlineData("src", "IntegrationHub.Simulators", "IntegrationHub.Indicators")]
    [InlineData("src", "IntegrationHub.Host", "IntegrationHub.Testing")]
    [InlineData("contracts", "IntegrationHub.Contracts", "IntegrationHub.Indicators")]
    [InlineData("contracts", "IntegrationHub.Connectors.Abstractions", "IntegrationHub.Contracts")]
    [InlineData("connectors", "IntegrationHub.Connectors.Tthc", "IntegrationHub.Connectors.Ckan")]
    [InlineData("connectors", "IntegrationHub.Connectors.Tthc", "IntegrationHub.Store")]
    [InlineData("connectors", "IntegrationHub.Connectors.Http", "IntegrationHub.Contracts")]
    public void A_planted_edge_is_reported(string place, string project, string reference)
    {
        using var tree = new PlantedTree().WithProject("tests", "IntegrationHub.Testing").WithProject(place, project, references: [reference]);
        Here.MustReport(ProjectGraph.Violations(tree.Read()), project, reference);
    }

    [Fact]
    public void A_project_that_the_table_does_not_know_is_reported()
    {
        using var tree = new PlantedTree().WithProject("src", "IntegrationHub.Shared");
        Here.MustReport(ProjectGraph.Violations(tree.Read()), "IntegrationHub.Shared", "not in the table");
    }

    [Fact]
    public void A_file_reference_is_reported()
    {
        using var tree = new PlantedTree().With(
            "src/IntegrationHub.Indicators/IntegrationHub.Indicators.csproj", """<Project><ItemGroup><Reference Include="IntegrationHub.Store.dll" /></ItemGroup></Project>""");
        Here.MustReport(ProjectGraph.Violations(tree.Read()), "IntegrationHub.Store.dll");
    }
}
