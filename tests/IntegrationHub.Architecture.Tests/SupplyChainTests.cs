using IntegrationHub.Architecture.Tests.Rules;
using IntegrationHub.Testing;
using Xunit;

namespace IntegrationHub.Architecture.Tests;

/// <summary>What a release is made of is known, and may be given on.</summary>
public sealed class SupplyChainTests
{
    [Fact]
    public void The_bill_of_materials_is_that_of_the_lock_files()
    {
        var document = BillOfMaterials.Document([.. BillOfMaterials.Read(Here.Checkout, BillOfMaterials.RestoredLicence), .. BillOfMaterials.ReadConsole(Here.Checkout)]);
        var file = Repository.File(BillOfMaterials.File);
        if (Environment.GetEnvironmentVariable("HUB_APPROVE") == "1")
        {
            File.WriteAllText(file, document);
        }

        Assert.True(File.Exists(file) && File.ReadAllText(file) == document, $"the packages of hub are not those of {BillOfMaterials.File}; if that is meant, run this test with HUB_APPROVE=1 and look at the difference");
    }

    [Fact]
    public void Every_package_has_a_licence_that_fits()
    {
        var packages = BillOfMaterials.Read(Here.Checkout, BillOfMaterials.RestoredLicence);
        Assert.Contains(packages, p => p is { Name: "Npgsql", Licence: "PostgreSQL" });
        Here.MustBeEmpty(BillOfMaterials.Violations(packages));
        var console = BillOfMaterials.ReadConsole(Here.Checkout);
        Assert.Contains(console, p => p is { Name: "react", Licence: "MIT", Reference: "pkg:npm/react@19.3.1" });
        Assert.DoesNotContain(console, p => p.Name == "vite");
        Here.MustBeEmpty(BillOfMaterials.Violations(console));
    }

    [Theory]
    [InlineData("GPL-3.0-only")]
    [InlineData("LicenseRef-Commercial")]
    [InlineData(null)]
    public void A_package_that_may_not_be_given_on_is_reported(string? licence) =>
        Here.MustReport(BillOfMaterials.Violations([new PackageUse("Example.Package", "1.2.3", "", licence, [])]), "Example.Package 1.2.3", licence ?? "no licence");
}
