using System.Text.Json;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Testing;
using Xunit;

namespace IntegrationHub.Console.Tests.Plan;

public sealed class BoundariesTests
{
    [Fact]
    public void Every_boundary_is_that_of_a_commune_of_the_catalogue_and_every_commune_of_today_has_one()
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Repository.File("contracts/catalogue/boundaries/communes-2025-07-01.topojson")));
        var drawn = file.RootElement.GetProperty("objects").GetProperty("units").GetProperty("geometries").EnumerateArray().Select(g => g.GetProperty("id").GetString()!).Order(StringComparer.Ordinal).ToList();
        var catalogue = CatalogueReader.Read(CatalogueFiles.Load(Repository.File("contracts/catalogue"))).Catalogue!;
        var known = catalogue.Units.Values.Where(u => u.Class == "peoples-committee" && u.At(new DateOnly(2025, 7, 1))?.Level is Level.Commune).Select(u => u.Id);

        Assert.Equal(99, drawn.Count);
        Assert.Equal(known.Order(StringComparer.Ordinal), drawn);
    }
}
