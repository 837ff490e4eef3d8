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
            if (system.Owner is { } owner && !draft.UnitIds.Contains(owner))
            {
                log.Error(entry.At("owner"), LintCodes.UnitUnknown, $"There is no unit '{owner}'.", Spelling.Suggest(owner, draft.UnitIds, "Its id stands in orgunits.yaml."));
            }

            if (system.Sharing.Count > 0 && system.Owner is null)
            {
                log.Error(entry.At("sharing"), LintCodes.PropertyMissing, $"The connection of '{system.Code}' is told and not whose it is.", "Add 'owner' with the id of a unit.");
            }

            for (var i = 1; i < system.Sharing.Count; i++)
            {
                if (system.Sharing[i].Since <= system.Sharing[i - 1].Since)
                {
                    log.Error(entry.Objects("sharing")[i].At("since"), LintCodes.VersionOrder, "The day is not after the one before.", "List what is known of the connection by day, oldest first.");
                }
            }

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
