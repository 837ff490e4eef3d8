using System.Xml.Linq;

namespace IntegrationHub.Architecture.Tests.Rules;

/// <summary>Which packages may be referenced where. What has no line here may be used anywhere outside contracts and the engine.</summary>
internal static class Packages
{
    private static readonly (string Prefix, string[] Projects)[] Confined =
    [
        ("MassTransit", ["IntegrationHub.Collect", "IntegrationHub.Record", "IntegrationHub.Notify", "IntegrationHub.Host"]),
        ("RabbitMQ", ["IntegrationHub.Record", "IntegrationHub.Notify", "IntegrationHub.Host", "IntegrationHub.Samples.Subscriber"]),
        ("Microsoft.EntityFrameworkCore", ["IntegrationHub.Store", "IntegrationHub.Store.PostgreSql", "IntegrationHub.Store.Sqlite"]),
        ("Npgsql", ["IntegrationHub.Store.PostgreSql", "IntegrationHub.Connectors.Sql"]),
        ("Microsoft.Data.Sqlite", ["IntegrationHub.Store.Sqlite", "IntegrationHub.Connectors.Sql", "IntegrationHub.Simulators"]),
        ("Microsoft.EntityFrameworkCore.Sqlite", ["IntegrationHub.Store.Sqlite"]),
        ("SQLitePCLRaw", ["IntegrationHub.Store.Sqlite", "IntegrationHub.Connectors.Sql"]),
        ("RestEase", ["IntegrationHub.Connectors.Http"]),
        ("Polly", ["IntegrationHub.Connectors.Http"]),
        ("Quartz", ["IntegrationHub.Collect"]),
        ("MailKit", ["IntegrationHub.Notify"]),
        ("OpenTelemetry", ["IntegrationHub.Host"]),
        ("Microsoft.AspNetCore.Authentication", ["IntegrationHub.Api"]),
        ("System.CommandLine", ["IntegrationHub.Host"]),
    ];

    /// <summary>Packages that every product project gets; they must leave no trace at run time.</summary>
    private static readonly string[] ForAll = ["Microsoft.CodeAnalysis.BannedApiAnalyzers"];

    public static IEnumerable<string> Violations(Checkout checkout)
    {
        foreach (var project in checkout.Projects.Where(p => !p.IsTest))
        {
            foreach (var package in project.Packages)
            {
                if (project.Place == "contracts" || project.Name == "IntegrationHub.Indicators")
                {
                    yield return $"{project.File}: must have no packages, found {package}";
                }
                else if (Confined.FirstOrDefault(c => IsOf(package, c.Prefix) && !c.Projects.Contains(project.Name)) is { Prefix: not null } rule)
                {
                    yield return $"{project.File}: {package} belongs to {string.Join(", ", rule.Projects)} only";
                }
            }
        }

        foreach (var file in checkout.Files.Where(f => Path.GetFileName(f).StartsWith("Directory.Build.", StringComparison.Ordinal)))
        {
            var xml = XDocument.Parse(checkout.Text(file));
            foreach (var element in xml.Descendants().Where(e => e.Name.LocalName is "ProjectReference" or "Reference" or "PackageReference"))
            {
                var include = (string?)element.Attribute("Include") ?? "";
                if (!ForAll.Contains(include))
                {
                    yield return $"{file}: {include} for all projects hides an edge; name it in the project files";
                }
            }
        }
    }

    private static bool IsOf(string package, string prefix) =>
        package.Equals(prefix, StringComparison.OrdinalIgnoreCase) || package.StartsWith(prefix + ".", StringComparison.OrdinalIgnoreCase);
}
