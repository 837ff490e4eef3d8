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
        yaml.Append("source: ").Append(DemoSources.TthcId).Append("\nsynthetic: true\naliases:\n");
        Add(DemoUnits.ProvinceCode, DemoUnits.ProvinceOldCode, DemoUnits.Province);
        foreach (var unit in DemoUnits.All)
        {
            Add(unit.Code, unit.OldCode, unit.Id);
        }

        return yaml.ToString();

        void Add(string code, string oldCode, string unit)
        {
            yaml.Append("  - { code: \"").Append(code).Append("\", unit: ").Append(unit).Append(" }\n");
            yaml.Append("  - { code: \"").Append(oldCode).Append("\", unit: ").Append(unit).Append(" }\n");
        }
    }
}

/// <summary>The configurations of the demo's sources.</summary>
public static class DemoSources
{
    public const string TthcId = "tthc-bac-giang";
    public const string FileName = "sources/tthc-bac-giang.yaml";

    public static string Yaml(string baseUrl) => $$"""
        id: {{TthcId}}
        connector: tthc
        name: { vi: "Hệ thống thông tin giải quyết TTHC tỉnh (mô phỏng)", en: "Provincial procedure system (simulated)" }
        streams: [period-snapshots, dossiers]
        schedule: "*/15 * * * *"
        enabled: true
        options:
          baseUrl: {{baseUrl}}
          username: {{DemoCredentials.DefaultUsername}}
          password: { secret: "env:{{DemoCredentials.PasswordVariable}}" }

        """.ReplaceLineEndings("\n");
}
