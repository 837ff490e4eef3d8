using System.Collections.Frozen;
using System.Collections.ObjectModel;
using IntegrationHub.Connectors;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Store.Catalogue.Checks;
using IntegrationHub.Store.Catalogue.Reading;
using IntegrationHub.Store.Catalogue.Yaml;

namespace IntegrationHub.Store.Catalogue;

/// <param name="Catalogue">Null when any finding is an error, or when there are sources only.</param>
/// <param name="Findings">In the order of file, line and column.</param>
public sealed record CatalogueReadResult(HubCatalogue? Catalogue, IReadOnlyList<LintFinding> Findings, IReadOnlyList<SourceDefinition> Sources)
{
    public bool HasErrors => Findings.Any(f => f.Severity is LintSeverity.Error);
}

/// <summary>From files to the catalogue, or to everything that is wrong with them. Needs no network, no store and no clock.</summary>
public static class CatalogueReader
{
    private static readonly string[] RequiredFiles = ["orgunits.yaml", "metrics.yaml", "indicators.yaml"];

    /// <param name="connectors">The connectors by which source files are checked; null checks no connector, stream or option.</param>
    public static CatalogueReadResult Read(CatalogueFiles files, IReadOnlyList<ConnectorModule>? connectors = null)
    {
        var log = new FindingLog();
        var draft = new Draft();
        foreach (var file in files.All)
        {
            ReadFile(file, draft, log);
        }

        var sourcesOnly = files.All.Count > 0 && files.All.All(f => f.Path.StartsWith("sources/", StringComparison.Ordinal));
        if (!sourcesOnly)
        {
            foreach (var missing in RequiredFiles.Where(f => files.Find(f) is null))
            {
                log.Error(new(missing, 1, 1), LintCodes.FileMissing, $"There is no {missing}.", "A catalogue needs orgunits.yaml, metrics.yaml and indicators.yaml.");
            }

            // With a list unread everything that it declares would be reported as unknown everywhere else.
            if (!draft.IsIncomplete && !log.Has(LintCodes.FileMissing))
            {
                UnitChecks.Run(draft, log);
                MetricChecks.Run(draft, log);
                IndicatorChecks.Run(draft, log);
                SystemChecks.Run(draft, connectors, log);
                PlanChecks.Run(draft, log);
            }
        }

        MappingChecks.Run(draft, connectors, log);
        SourceChecks.Run(draft, connectors, log);
        var catalogue = sourcesOnly || log.HasErrors ? null : Build(draft);
        return new(catalogue, log.Sorted(), [.. draft.Sources.Select(s => s.Value)]);
    }

    private static void ReadFile(CatalogueFile file, Draft draft, FindingLog log)
    {
        if (MappingReading.Read(file, draft))
        {
            return;
        }

        if (ShapeOf(file.Path) is not { } shape)
        {
            log.Error(new(file.Path, 1, 1), LintCodes.FileUnknown, "This file is not part of a catalogue.",
                "Known: orgunits.yaml, succession.yaml, calendars.yaml, metrics.yaml, indicators.yaml, systems.yaml and files in plans/, aliases/, sources/ that end in .yaml, and mappings/CONNECTOR/STREAM.map.yaml.");
            return;
        }

        if (YamlDocumentReader.Read(file, log) is not { } root)
        {
            draft.IsIncomplete = true;
            return;
        }

        var entry = new EntryReader(file.Path, log).Read(root, shape);
        draft.IsIncomplete |= shape.Properties.Any(p => p.Required && p.Kind is ValueKind.ObjectList && !entry.Has(p.Name));
        switch (shape.Name)
        {
            case "orgunits.yaml": UnitReading.ReadUnits(entry, draft, log); break;
            case "succession.yaml": UnitReading.ReadSuccessions(entry, draft); break;
            case "calendars.yaml": UnitReading.ReadCalendars(entry, draft, log); break;
            case "metrics.yaml": MeasureReading.ReadMetrics(entry, draft, log); break;
            case "systems.yaml": MeasureReading.ReadSystems(entry, draft, log); break;
            case "indicators.yaml": MeasureReading.ReadIndicators(entry, draft); break;
            case "a plan": PlanReading.Read(entry, draft, log); break;
            case "a source": SourceReading.Read(entry, draft); break;
            default: UnitReading.ReadAliases(entry, file.Path, draft, log); break;
        }
    }

    private static Shape? ShapeOf(string path)
    {
        if (!path.EndsWith(".yaml", StringComparison.Ordinal))
        {
            return null;
        }

        var name = path[..^".yaml".Length];
        return name.Split('/') switch
        {
            ["plans", _] => CatalogueShapes.Plan,
            ["aliases", _] => CatalogueShapes.Aliases,
            ["sources", _] => CatalogueShapes.Source,
            ["orgunits" or "succession" or "calendars" or "metrics" or "indicators" or "systems"] => CatalogueShapes.Files[name],
            _ => null,
        };
    }

    private static HubCatalogue Build(Draft draft) => new()
    {
        Units = InOrder(draft.Units.Select(u => u.Value), u => u.Id),
        Successions = [.. draft.Successions.Select(s => s.Value).OrderBy(s => s.Effective)],
        Feeds = InOrder(draft.Feeds.Select(f => f.Value), f => f.Name),
        Metrics = InOrder(draft.Metrics.Select(m => m.Value), m => m.Code),
        Indicators = InOrder(draft.Indicators.Select(i => i.Value), i => i.Code),
        Plans = InOrder(PlanChecks.ParentsFirst(draft.Plans.Select(p => p.Value)), p => p.Id),
        // Whose systems are counted is expected in the register's figures, by its own id.
        Aliases = [.. draft.Aliases.Select(a => a.Value), .. draft.Systems.Where(s => s.Value.IsCountedIn(InformationSystem.SharedDatabases)).Select(s => s.Value.Owner).OfType<string>().Distinct(StringComparer.Ordinal).Select(o => new AgencyAlias("systems", o, o, Validity.Always))],
        Mappings = [.. draft.Mappings],
        Systems = [.. draft.Systems.Select(s => s.Value)],
        Holidays = draft.Holidays.ToFrozenSet(),
        WorkedWeekendDays = draft.WorkedWeekendDays.ToFrozenSet(),
    };

    /// <summary>Read-only and in the order of the file, which is the order of lists on screens.</summary>
    private static ReadOnlyDictionary<string, T> InOrder<T>(IEnumerable<T> items, Func<T, string> key) =>
        new(new OrderedDictionary<string, T>(items.Select(i => KeyValuePair.Create(key(i), i)), StringComparer.Ordinal));
}
