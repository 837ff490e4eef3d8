using IntegrationHub.Architecture.Tests.Rules;
using Xunit;

namespace IntegrationHub.Architecture.Tests;

public sealed class RepositoryLayoutTests
{
    [Fact]
    public void The_root_holds_what_it_should_and_nothing_else() => Here.MustBeEmpty(RepositoryLayout.TopLevelEntries(Here.Checkout));

    [Fact]
    public void A_planted_stray_file_and_a_missing_one_are_reported()
    {
        using var tree = new PlantedTree().With("NOTES.md", "to do").With("docs/plan.md", "plan").With("README.md", "hello");
        var found = RepositoryLayout.TopLevelEntries(tree.Read()).ToList();
        Here.MustReport(found, "NOTES.md", "not a known entry");
        Here.MustReport(found, "docs", "not a known entry");
        Here.MustReport(found, "LICENSE", "missing");
        Assert.DoesNotContain(found, f => f.StartsWith("README.md", StringComparison.Ordinal));
    }

    [Fact]
    public void Committed_text_speaks_of_the_project_alone() => Here.MustBeEmpty(RepositoryLayout.ForbiddenText(Here.Checkout));

    [Theory]
    [InlineData("cd /home", "/lan/hub")]
    [InlineData("cat /ro", "ot/.bashrc")]
    [InlineData("cd /wo", "rk/main")]
    [InlineData("C:\\Us", "ers\\lan")]
    [InlineData("see ../sha", "red/design")]
    [InlineData("see ../see", "ds/plans.yaml")]
    [InlineData("as asked in issue ", "12")]
    public void Planted_text_is_reported(string start, string end)
    {
        using var tree = new PlantedTree().With("src/README.md", "first line\n" + start + end);
        Here.MustReport(RepositoryLayout.ForbiddenText(tree.Read()), "src/README.md:2:");
    }

    [Fact]
    public void Packages_come_from_public_registries() => Here.MustBeEmpty(RepositoryLayout.OtherRegistries(Here.Checkout));

    [Theory]
    [InlineData("src/IntegrationHub.Console/package-lock.json", """{ "resolved": "https://npm.example.com/vite/-/vite.tgz" }""")]
    [InlineData("nuget.config", """<add key="mirror" value="http://npm.example.com:8081/v3/index.json" />""")]
    public void A_planted_mirror_is_reported(string file, string text)
    {
        using var tree = new PlantedTree().With(file, text);
        Here.MustReport(RepositoryLayout.OtherRegistries(tree.Read()), file, "npm.example.com is not");
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        Assert.Contains(Here.Checkout.Projects, p => p.IsTest);
        Here.MustBeEmpty(RepositoryLayout.Solution(Here.Checkout));
    }

    [Fact]
    public void A_planted_project_outside_the_solution_is_reported()
    {
        using var tree = new PlantedTree()
            .WithProject("tests", "IntegrationHub.Lost.Tests")
            .With("IntegrationHub.sln", """Project("{0}") = "Gone", "src\Gone\Gone.csproj", "{1}" """);
        var found = RepositoryLayout.Solution(tree.Read()).ToList();
        Here.MustReport(found, "IntegrationHub.Lost.Tests", "not in IntegrationHub.sln");
        Here.MustReport(found, "src/Gone/Gone.csproj", "not there");
    }
}
