using System.Text.Json;
using System.Text.Json.Nodes;
using IntegrationHub.Store.Catalogue;
using Xunit;

namespace IntegrationHub.Store.Tests.Catalogue;

public sealed class CatalogueSchemasTests
{
    private static readonly string Folder = Path.Combine(Checkout.Catalogue, "schemas");

    public static TheoryData<string> Names => [.. CatalogueSchemas.Names];

    /// <summary>With HUB_APPROVE=1 the files are written instead of compared.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void The_schema_beside_the_files_is_what_the_reader_reads(string name)
    {
        var path = Path.Combine(Folder, $"{name}.schema.json");
        var written = CatalogueSchemas.Write(name);
        if (Environment.GetEnvironmentVariable("HUB_APPROVE") == "1")
        {
            Directory.CreateDirectory(Folder);
            File.WriteAllText(path, written);
        }

        Assert.True(File.Exists(path) && File.ReadAllText(path) == written, $"{path} differs from the reader. Run the tests once with HUB_APPROVE=1 and look at the difference.");
    }

    [Fact]
    public void There_is_no_other_schema() =>
        Assert.Equal(CatalogueSchemas.Names.Order(), Directory.EnumerateFiles(Folder).Select(f => Path.GetFileName(f).Replace(".schema.json", "", StringComparison.Ordinal)).Order());

    /// <summary>The schema is a promise to editors: what it allows the reader must know, property by property.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void The_reader_knows_every_property_of_the_schema_and_no_other(string name)
    {
        var path = name switch { "plan" => "plans/x.yaml", "source" => "sources/x.yaml", "aliases" => "aliases/x.yaml", _ => $"{name}.yaml" };
        var schema = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, $"{name}.schema.json")))!;
        foreach (var property in schema["properties"]!.AsObject().Select(p => p.Key).Append("no-such-property"))
        {
            var read = CatalogueReader.Read(new([new(path, $"{property}: []\n")]));
            Assert.Equal(property == "no-such-property", read.Findings.Any(f => f.Code == LintCodes.PropertyUnknown));
        }
    }

    [Fact]
    public void Schemas_are_of_the_draft_that_editors_know() =>
        Assert.All(CatalogueSchemas.Names, n =>
            Assert.Equal("https://json-schema.org/draft/2020-12/schema", JsonDocument.Parse(CatalogueSchemas.Write(n)).RootElement.GetProperty("$schema").GetString()));
}
