using IntegrationHub.Connectors;
using IntegrationHub.Store.Catalogue.Reading;
using IntegrationHub.Store.Catalogue.Yaml;

namespace IntegrationHub.Store.Catalogue.Checks;

/// <summary>The list of systems against indicators and connectors.</summary>
internal static class SystemChecks
{
    public static void Run(Draft draft, IReadOnlyList<ConnectorModule>? connectors, FindingLog log)
    {
        Duplicates.Report(draft.Systems, s => s.Code, "code", "System", log);
        var indicators = draft.Indicators.Select(i => i.Value.Code).ToHashSet(StringComparer.Ordinal);
        foreach (var (system, entry) in draft.Systems)
        {
            for (var i = 0; i < system.Indicators.Count; i++)
            {
                // A part of a composite is named by the composite's code and its own.
                if (!indicators.Contains(system.Indicators[i]) && !indicators.Any(known => system.Indicators[i].StartsWith(known + ".", StringComparison.Ordinal)))
                {
                    log.Error(entry.At("indicators", i), LintCodes.IndicatorUnknown, $"There is no indicator '{system.Indicators[i]}'.", Spelling.Suggest(system.Indicators[i], indicators, "Declare it in indicators.yaml."));
                }
            }

            for (var i = 0; connectors is not null && i < system.Connectors.Count; i++)
            {
                if (connectors.All(c => c.Key != system.Connectors[i]))
                {
                    log.Error(entry.At("connectors", i), LintCodes.ConnectorUnknown, $"There is no connector '{system.Connectors[i]}'.", Spelling.Suggest(system.Connectors[i], connectors.Select(c => c.Key), $"Known: {string.Join(", ", connectors.Select(c => c.Key))}."));
                }
            }
        }
    }
}
