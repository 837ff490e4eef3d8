using System.Text;
using IntegrationHub.Simulators.World;

namespace IntegrationHub.Simulators;

/// <summary>The made-up agency codes of the demo world, both forms, as a file of the catalogue.</summary>
public static class DemoAliases
{
    public const string FileName = "aliases/tthc-bac-giang.yaml";

    public static string Yaml()
    {
        var yaml = new StringBuilder();
        yaml.Append("source: ").Append(DemoSources.TthcId).Append("\naliases:\n");
        Add(DemoUnits.ProvinceCode, DemoUnits.ProvinceOldCode, DemoUnits.Province);
        foreach (var unit in DemoUnits.All)
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
