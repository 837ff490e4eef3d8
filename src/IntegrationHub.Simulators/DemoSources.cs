using System.Globalization;

namespace IntegrationHub.Simulators;

/// <summary>The configurations of the demo's sources.</summary>
public static class DemoSources
{
    public const string TthcId = "tthc-bac-giang";
    public const string FileName = "sources/tthc-bac-giang.yaml";

    /// <param name="baseUrl">Address of the simulated source.</param>
    /// <param name="from">First day to read; null for the connector's default.</param>
    public static string Yaml(string baseUrl, DateOnly? from = null) => Text(baseUrl)
        + (from is { } day ? string.Create(CultureInfo.InvariantCulture, $"  backfillFrom: \"{day:yyyy-MM-dd}\"\n") : "");

    private static string Text(string baseUrl) => $$"""
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
          windowDays: 366

        """.ReplaceLineEndings("\n");
}
