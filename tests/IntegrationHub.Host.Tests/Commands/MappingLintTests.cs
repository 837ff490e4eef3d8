using IntegrationHub.Connectors.Tthc;
using IntegrationHub.Host.Commands;
using IntegrationHub.Testing;

namespace IntegrationHub.Host.Tests.Commands;

/// <summary>Mappings in a catalogue: lint reads them, and runs their examples.</summary>
public sealed class MappingLintTests : IDisposable
{
    private const string Place = "mappings/tthc/dossiers";

    private static readonly string Map = Resource("dossiers.map.yaml").Replace("version: 1", "version: 2", StringComparison.Ordinal);
    private static readonly string Examples = Resource("dossiers.map.test.yaml");

    private readonly TemporaryFolder folder = new();

    public MappingLintTests()
    {
        foreach (var name in new[] { "orgunits.yaml", "succession.yaml", "calendars.yaml", "metrics.yaml", "indicators.yaml" })
        {
            PulledHub.Write(Path.Combine(folder.Path, name), File.ReadAllText(Repository.File("contracts/catalogue/" + name)));
        }
    }

    [Fact]
    public async Task A_newer_version_with_its_examples_is_clean() => Assert.Empty(await FindAsync(Map, Examples));

    [Theory]
    [InlineData("E_MAPPING_VERSION", 1, "version: 2", "version: 1")]
    [InlineData("E_TYPE", 4, "version: 2", "version: next")]
    [InlineData("E_WORD", 13, "NgayTiepNhan: day?", "NgayTiepNhan: date?")]
    [InlineData("E_FIELD_UNKNOWN", 0, "tthc.dossier.received: { on: NgayTiepNhan }", "tthc.dossier.received: { on: NgayNhan }")]
    [InlineData("E_CONDITION_UNKNOWN", 0, "countsNowhere: [notReceived]", "countsNowhere: [refused]")]
    [InlineData("E_PROPERTY_UNKNOWN", 0, "countsNowhere: [notReceived]", "countsNothing: [notReceived]")]
    [InlineData("E_MAPPING_TEST", 0, "completed: { TrangThaiHoSo: [9, 10] }", "completed: { TrangThaiHoSo: [10] }")]
    [InlineData("E_YAML", 0, "conditions:", "conditions: [")]
    public async Task A_mistake_is_named_with_its_place(string code, int line, string right, string wrong)
    {
        Assert.Contains(right, Map, StringComparison.Ordinal);
        var lines = await FindAsync(Map.Replace(right, wrong, StringComparison.Ordinal), code == "E_MAPPING_TEST" ? Examples.Replace("\"10\"", "\"9\"", StringComparison.Ordinal) : Examples);
        var found = Assert.Single(lines, l => l.Contains(' ' + code + ' ', StringComparison.Ordinal));
        Assert.Contains($"{Place}.map", found, StringComparison.Ordinal);
        Assert.True(line == 0 || found.Contains($":{line}:", StringComparison.Ordinal), found);
    }

    [Fact]
    public async Task A_mapping_without_examples_is_a_warning_and_examples_without_a_mapping_an_error()
    {
        Assert.Contains("W_MAPPING_UNTESTED", Assert.Single(await FindAsync(Map, null)), StringComparison.Ordinal);
        Assert.Contains("E_FILE_NAME", Assert.Single(await FindAsync(null, Examples)), StringComparison.Ordinal);
    }

    private async Task<IReadOnlyList<string>> FindAsync(string? map, string? examples)
    {
        foreach (var (text, suffix) in new[] { (map, ".map.yaml"), (examples, ".map.test.yaml") })
        {
            var file = Path.Combine(folder.Path, Place + suffix);
            File.Delete(file.Contains("mappings", StringComparison.Ordinal) && Directory.Exists(Path.GetDirectoryName(file)) ? file : Path.Combine(folder.Path, "none"));
            if (text is not null)
            {
                PulledHub.Write(file, text);
            }
        }

        var run = await HubRun.OfAsync(HubRun.NoSettings, "lint", folder.Path);
        Assert.Contains(run.Code, new[] { ExitCodes.Success, ExitCodes.Bad });
        return [.. run.Lines.Where(l => l.Contains(" E_", StringComparison.Ordinal) || l.Contains(" W_", StringComparison.Ordinal))];
    }

    private static string Resource(string name)
    {
        using var reader = new StreamReader(typeof(TthcModule).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }

    public void Dispose() => folder.Dispose();
}
