namespace IntegrationHub.Architecture.Tests.Rules;

/// <summary>Who may reference whom. A project that is not named here is reported, so a new one starts with a line in this table.</summary>
internal static class ProjectGraph
{
    private const string Contracts = "IntegrationHub.Contracts";
    private const string Abstractions = "IntegrationHub.Connectors.Abstractions";
    private const string Http = "IntegrationHub.Connectors.Http";
    private const string Indicators = "IntegrationHub.Indicators";
    private const string Store = "IntegrationHub.Store";
    private const string Host = "IntegrationHub.Host";

    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        [Contracts] = [],
        [Abstractions] = [],
        [Http] = [Abstractions],
        [Indicators] = [Contracts],
        [Store] = [Indicators, Contracts, Abstractions],
        ["IntegrationHub.Store.PostgreSql"] = [Store, Indicators, Contracts],
        ["IntegrationHub.Store.Sqlite"] = [Store, Indicators, Contracts],
        ["IntegrationHub.Collect"] = [Store, Indicators, Contracts, Abstractions],
        ["IntegrationHub.Record"] = [Store, Indicators, Contracts],
        ["IntegrationHub.Notify"] = [Store, Indicators, Contracts],
        ["IntegrationHub.Api"] = [Store, Indicators, Contracts, Abstractions],
        // TypeScript: it knows the API by its OpenAPI document alone.
        ["IntegrationHub.Console"] = [],
        // The simulators play foreign systems: knowing nothing of the hub keeps their truth independent of it.
        ["IntegrationHub.Simulators"] = [],
        // A subscriber has nothing of the hub but its events.
        ["IntegrationHub.Samples.Subscriber"] = [],
    };

    private static readonly string[] ConnectorMay = [Abstractions, Http];

    public static IEnumerable<string> Violations(Checkout checkout)
    {
        var tests = checkout.Projects.Where(p => p.IsTest).Select(p => p.Name).ToHashSet();
        foreach (var project in checkout.Projects)
        {
            foreach (var binary in project.Binaries)
            {
                yield return $"{project.File}: a file reference ({binary}) hides an edge of the project graph; reference the project or package";
            }

            if (project.IsTest || project.Name == Host)
            {
                foreach (var reference in project.References.Where(r => !project.IsTest && tests.Contains(r)))
                {
                    yield return $"{project.File}: product code must not reference the test project {reference}";
                }

                continue;
            }

            var allowed = Allowed.GetValueOrDefault(project.Name) ?? (project.Place == "connectors" ? ConnectorMay : null);
            if (allowed is null)
            {
                yield return $"{project.File}: not in the table of allowed edges";
                continue;
            }

            foreach (var reference in project.References.Except(allowed))
            {
                yield return $"{project.File}: must not reference {reference}; allowed: {(allowed.Length == 0 ? "nothing" : string.Join(", ", allowed))}";
            }
        }
    }
}
