using IntegrationHub.Connectors;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Store.Catalogue.Reading;
using IntegrationHub.Store.Catalogue.Yaml;

namespace IntegrationHub.Store.Catalogue.Checks;

/// <summary>Mapping files against the connectors that the host knows, and their examples, which are run.</summary>
internal static class MappingChecks
{
    public static void Run(Draft draft, IReadOnlyList<ConnectorModule>? connectors, FindingLog log)
    {
        foreach (var orphan in draft.MappingExamples.Where(e => draft.Mappings.All(m => m.Path != e.Key)))
        {
            log.Error(new(orphan.Value.Path, 1, 1), LintCodes.FileName, "These examples belong to no mapping.", $"Add {orphan.Key}, or remove the examples.");
        }

        foreach (var mapping in connectors is null ? [] : draft.Mappings)
        {
            var module = connectors!.FirstOrDefault(c => c.Key == mapping.Connector);
            if (module is null)
            {
                log.Error(new(mapping.Path, 1, 1), LintCodes.ConnectorUnknown, $"There is no connector '{mapping.Connector}'.", Spelling.Suggest(mapping.Connector, connectors!.Select(c => c.Key), $"Known: {string.Join(", ", connectors!.Select(c => c.Key))}."));
                continue;
            }

            Check(mapping, module, draft, log);
        }
    }

    private static void Check(StreamMappingText mapping, ConnectorModule module, Draft draft, FindingLog log)
    {
        var definition = new StreamDefinition(mapping.Connector, mapping.Stream, mapping.Path, mapping.Text);
        var defined = module.Define(definition);
        if (defined is null)
        {
            log.Error(new(mapping.Path, 1, 1), LintCodes.StreamUnknown, $"The connector '{module.Key}' takes no mappings from the catalogue.", "Remove the file.");
            return;
        }

        Report(mapping.Path, defined.Problems, log);
        if (defined.Mapping is not { } read)
        {
            return;
        }

        if (module.Mappings.Where(m => m.Stream == mapping.Stream).MaxBy(m => m.Version) is { } own && read.Version <= own.Version)
        {
            log.Error(new(mapping.Path, 1, 1), LintCodes.MappingVersion, $"The connector brings version {own.Version} of this mapping along.", $"Write version: {own.Version + 1} or above: what is counted by a lower one never replaces what was counted before.");
        }

        var feed = $"{mapping.Connector}/{mapping.Stream}";
        if (!draft.IsIncomplete && draft.Feeds.Count > 0 && draft.Feeds.All(f => f.Value.Name != feed))
        {
            log.Error(new(mapping.Path, 1, 1), LintCodes.FeedUnknown, $"No feed '{feed}' is declared in metrics.yaml.", "Declare it there with its kind and grain, or rename the file.");
        }

        if (draft.MappingExamples.TryGetValue(mapping.Path, out var examples))
        {
            Report(examples.Path, module.TestMapping(mapping.Stream, definition, examples.Text).Problems, log);
        }
        else
        {
            log.Warning(new(mapping.Path, 1, 1), LintCodes.MappingUntested, "This mapping has no examples.", $"Add {mapping.Path[..^MappingReading.Suffix.Length]}{MappingReading.ExamplesSuffix} with a normal, an empty and a wrong record.");
        }
    }

    private static void Report(string path, IReadOnlyList<DefinitionProblem> problems, FindingLog log)
    {
        foreach (var problem in problems)
        {
            log.Error(new(path, problem.Line, problem.Column), problem.Code, problem.Message, problem.Remedy);
        }
    }
}
