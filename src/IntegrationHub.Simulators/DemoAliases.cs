using System.Text;
using IntegrationHub.Simulators.World;

namespace IntegrationHub.Simulators;

/// <summary>
/// The made-up agency codes of a demo world, both forms, as a file of the catalogue. A code means the agency for which it was made; what it
/// means after the end of that agency is the succession's business.
/// </summary>
public static class DemoAliases
{
    public const string FileName = "aliases/tthc-bac-giang.yaml";

    /// <param name="cast">Whose codes; null for the world of 2024.</param>
    public static string Yaml(DemoCast? cast = null)
    {
        cast ??= DemoCast.Of2024;
        var yaml = new StringBuilder();
        yaml.Append("source: ").Append(DemoSources.TthcId).Append("\naliases:\n");
        foreach (var province in cast.Provinces.DistinctBy(p => p.Code))
        {
            Add(province.Code, province.OldCode, province.Id);
        }

        foreach (var unit in cast.All)
        {
            Add(unit.Code, unit.OldCode, unit.Id);
        }

        return yaml.ToString();

        void Add(string code, string oldCode, string unit)
        {
            yaml.Append("  - { code: \"").Append(code).Append("\", unit: ").Append(unit).Append(", synthetic: true }\n");
            yaml.Append("  - { code: \"").Append(oldCode).Append("\", unit: ").Append(unit).Append(", synthetic: true }\n");
        }
    }
}
