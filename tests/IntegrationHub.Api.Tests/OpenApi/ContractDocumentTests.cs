using System.Text.Json;
using IntegrationHub.Testing;
using Xunit;

namespace IntegrationHub.Api.Tests.OpenApi;

public sealed class ContractDocumentTests
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>HUB_APPROVE=1 writes the file anew; the difference is then reviewed like any other.</summary>
    [Fact]
    public async Task The_document_is_the_approved_one()
    {
        await using var api = await ApiServer.StartAsync();
        var served = JsonSerializer.Serialize(await api.GetAsync("/openapi/v1.json"), Indented) + "\n";
        var file = Repository.File("contracts/openapi/v1.json");
        if (Environment.GetEnvironmentVariable("HUB_APPROVE") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllTextAsync(file, served);
        }

        Assert.True(served == await File.ReadAllTextAsync(file), "the API is not what contracts/openapi/v1.json says; if that is meant, run this test with HUB_APPROVE=1 and look at the difference");
    }

    [Fact]
    public async Task Every_route_of_the_interface_is_described()
    {
        await using var api = await ApiServer.StartAsync();
        var paths = (await api.GetAsync("/openapi/v1.json")).GetProperty("paths").EnumerateObject().Select(p => p.Name).ToHashSet();

        Assert.Superset(
            new HashSet<string>
            {
                "/api/v1/plans", "/api/v1/plans/{plan}", "/api/v1/plans/{plan}/progress", "/api/v1/indicators/{code}/values/{unit}/{period}/lineage", "/api/v1/indicators/{code}/values/{unit}/{period}/movement", "/api/v1/reconciliation",
                "/api/v1/sources", "/api/v1/sources/{id}", "/api/v1/sources/{id}/runs", "/api/v1/sources/{id}/pull", "/api/v1/runs/{id}", "/api/v1/quarantine", "/api/v1/clock", "/healthz", "/readyz",
            },
            paths);
    }
}
