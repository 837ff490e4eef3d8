using IntegrationHub.Architecture.Tests.Rules;
using Xunit;

namespace IntegrationHub.Architecture.Tests;

public sealed class PackagesTests
{
    [Fact]
    public void Packages_stay_where_they_belong()
    {
        Assert.Contains(Here.Checkout.Projects, p => p.Packages.Contains("MassTransit"));
        Here.MustBeEmpty(Packages.Violations(Here.Checkout));
    }

    [Theory]
    [InlineData("src", "IntegrationHub.Api", "MassTransit")]
    [InlineData("src", "IntegrationHub.Collect", "RabbitMQ.Client")]
    [InlineData("src", "IntegrationHub.Record", "Microsoft.EntityFrameworkCore")]
    [InlineData("src", "IntegrationHub.Store", "Npgsql")]
    [InlineData("src", "IntegrationHub.Store.Sqlite", "Npgsql.EntityFrameworkCore.PostgreSQL")]
    [InlineData("src", "IntegrationHub.Store.PostgreSql", "Microsoft.EntityFrameworkCore.Sqlite")]
    [InlineData("src", "IntegrationHub.Indicators", "YamlDotNet")]
    [InlineData("contracts", "IntegrationHub.Contracts", "Newtonsoft.Json")]
    [InlineData("contracts", "IntegrationHub.Connectors.Abstractions", "RestEase")]
    [InlineData("connectors", "IntegrationHub.Connectors.Tthc", "MassTransit")]
    [InlineData("connectors", "IntegrationHub.Connectors.Tthc", "Microsoft.EntityFrameworkCore.Relational")]
    public void A_planted_package_is_reported(string place, string project, string package)
    {
        using var tree = new PlantedTree().WithProject(place, project, packages: [package]);
        Here.MustReport(Packages.Violations(tree.Read()), project, package);
    }

    [Fact]
    public void A_package_for_all_projects_is_reported()
    {
        using var tree = new PlantedTree().With("Directory.Build.targets", """<Project><ItemGroup><PackageReference Include="MassTransit" /></ItemGroup></Project>""");
        Here.MustReport(Packages.Violations(tree.Read()), "Directory.Build.targets", "MassTransit");
    }
}
