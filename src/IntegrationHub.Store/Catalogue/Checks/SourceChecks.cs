using IntegrationHub.Connectors;
using IntegrationHub.Store.Catalogue.Reading;
using IntegrationHub.Store.Catalogue.Yaml;

namespace IntegrationHub.Store.Catalogue.Checks;

/// <summary>Source files against the connectors that the host knows.</summary>
internal static class SourceChecks
{
    public static void Run(Draft draft, IReadOnlyList<ConnectorModule>? connectors, FindingLog log)
    {
        Duplicates.Report(draft.Sources, s => s.Id, "id", "Source", log);
        foreach (var (source, entry) in draft.Sources)
        {
            if (source.Id.Length > 0 && entry.Place.File != $"sources/{source.Id}.yaml")
            {
                log.Error(entry.At("id"), LintCodes.FileName, $"The source '{source.Id}' is in the file {entry.Place.File}.", $"Name the file sources/{source.Id}.yaml.");
            }

            if (source.Schedule is not null && CronSyntax.Problem(source.Schedule) is { } problem)
            {
                log.Error(entry.At("schedule"), LintCodes.Cron, $"The schedule is wrong: {problem}.", "Write minute hour day month weekday, for example \"*/15 * * * *\".");
            }

            foreach (var (hours, i) in entry.Texts("hours").Select((h, i) => (h, i)).Where(h => !DailyHours.TryParse(h.h, out _)))
            {
                log.Error(entry.At("hours", i), LintCodes.Hours, $"'{hours}' are no hours of a day.", "Write start and end, for example \"18:00-06:00\"; an end before the start is on the next day.");
            }

            var module = connectors?.FirstOrDefault(c => c.Key == source.Connector);
            if (connectors is not null && module is null && entry.Has("connector"))
            {
                log.Error(entry.At("connector"), LintCodes.ConnectorUnknown, $"There is no connector '{source.Connector}'.", Spelling.Suggest(source.Connector, connectors.Select(c => c.Key), $"Known: {string.Join(", ", connectors.Select(c => c.Key))}."));
            }

            for (var i = 0; i < source.Systems.Count; i++)
            {
                if (draft.Systems.All(s => s.Value.Code != source.Systems[i]))
                {
                    log.Error(entry.At("systems", i), LintCodes.SystemUnknown, $"There is no system '{source.Systems[i]}'.", Spelling.Suggest(source.Systems[i], draft.Systems.Select(s => s.Value.Code), "Its code stands in systems.yaml."));
                }
            }

            CheckStreams(source, module, entry, draft, log);
            OptionChecks.Run(entry, module, log);
        }
    }

    private static void CheckStreams(SourceDefinition source, ConnectorModule? module, Entry entry, Draft draft, FindingLog log)
    {
        if (module is null)
        {
            return;
        }

        var known = module.Streams.Select(s => s.Name).Concat(draft.Mappings.Where(m => m.Connector == module.Key).Select(m => m.Stream)).Distinct().ToList();
        for (var i = 0; i < source.Streams.Count; i++)
        {
            if (!known.Contains(source.Streams[i]))
            {
                log.Error(entry.At("streams", i), LintCodes.StreamUnknown, $"The connector '{module.Key}' has no stream '{source.Streams[i]}'.", Spelling.Suggest(source.Streams[i], known, $"Known: {string.Join(", ", known)}."));
            }
        }
    }
}
