using System.Globalization;
using System.Text.RegularExpressions;
using IntegrationHub.Store.Catalogue;

namespace IntegrationHub.Host.Demo;

/// <summary>The hub's own register of systems as a source of the demo, with made-up connections: no plan prints which systems are connected.</summary>
public static partial class DemoSystems
{
    public const string SourceId = "danh-muc-he-thong";

    public const string FileName = "systems.yaml";

    public static CatalogueFile Source { get; } = new($"sources/{SourceId}.yaml", $$"""
        id: {{SourceId}}
        connector: systems
        name: { vi: "Danh mục hệ thống thông tin của hub", en: "The hub's own register of systems" }
        schedule: "*/5 * * * *"
        options: {}

        """.ReplaceLineEndings("\n"));

    /// <summary>The bundled register in which each system that is counted has a connection: two of three in the course of the year, the others not.</summary>
    public static CatalogueFile Register(CatalogueFile bundled)
    {
        ArgumentNullException.ThrowIfNull(bundled);
        return bundled with { Text = Counted().Replace(bundled.Text, line => line.Groups["before"].Value + Sharing(int.Parse(line.Groups["number"].Value, CultureInfo.InvariantCulture)) + line.Groups["after"].Value) };
    }

    private static string Sharing(int number) => ", sharing: [ { since: 2023-12-01, connected: false, document: \"mô phỏng\" }"
        + (number % 3 == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", {{ since: 2024-{1 + (number % 11):D2}-05, connected: true, document: \"mô phỏng\" }}")) + " ]";

    [GeneratedRegex("^(?<before>  - \\{ code: [A-E](?<number>\\d+),.*, owner: [a-z-]+)(?<after>, namedIn:.*)$", RegexOptions.Multiline)]
    private static partial Regex Counted();
}
