using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Formulas;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Figures;

namespace IntegrationHub.Store.Freshness;

/// <summary>Which feeds the figures of a plan are made of.</summary>
internal static class FeedUses
{
    /// <summary>By indicator of the plan's rows; those that nobody delivers (milestones, narratives) have none.</summary>
    public static IReadOnlyDictionary<string, IReadOnlySet<string>> Of(FigureCatalogue catalogue, Plan plan, DateOnly day) => plan.Rows
        .SelectMany(r => r.Parts.Count > 0 ? r.Parts.Select(p => p.Indicator).Prepend(r.Indicator) : [r.Indicator]).Distinct(StringComparer.Ordinal)
        .ToDictionary(code => code, code => (IReadOnlySet<string>)Feeds(catalogue.Definitions, plan, code, day), StringComparer.Ordinal);

    /// <summary>Source and plan, where the source delivers of a unit that the plan is about.</summary>
    public static HashSet<(string Source, string Plan)> Concerns(FigureCatalogue catalogue, IReadOnlyList<SourceDefinition> sources, IEnumerable<Plan> plans, DateOnly day)
    {
        var above = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        var aliases = catalogue.Catalogue.Aliases.Where(a => a.Unit is not null && a.Validity.Contains(day)).ToLookup(a => a.Source, a => a.Unit!, StringComparer.Ordinal);
        var (found, owners) = (new HashSet<(string, string)>(), plans.ToLookup(p => p.Owner, p => p.Id, StringComparer.Ordinal));
        foreach (var source in sources)
        {
            var units = aliases[source.Id].Concat(aliases[source.Connector]).Distinct(StringComparer.Ordinal);
            var reached = units.SelectMany(u => above.TryGetValue(u, out var path) ? path : above[u] = [.. catalogue.Tree.PathAt(u, day)]).Distinct(StringComparer.Ordinal);
            found.UnionWith(reached.SelectMany(o => owners[o]).Select(p => (source.Id, p)));
        }

        return found;
    }

    private static HashSet<string> Feeds(IndicatorDefinitions definitions, Plan plan, string code, DateOnly day)
    {
        var (feeds, seen, open) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal), new Queue<string>([code]));
        while (open.TryDequeue(out var next))
        {
            if (!seen.Add(next) || definitions.Find(next) is not { } definition)
            {
                continue;
            }

            var metrics = definition.Indicator.ValueMetric is { } value && definitions.Catalogue.Metrics.TryGetValue(value, out var metric) ? definition.Metrics.Append(metric) : definition.Metrics;
            feeds.UnionWith(definition.Indicator.Feed is { } only ? metrics.Any() ? [only] : [] : metrics.SelectMany(m => m.Authorities)
                .Where(a => (a.Calendar is null || a.Calendar == plan.Calendar) && a.Validity.Contains(day)).Select(a => a.Feed));
            IEnumerable<string> more = definition.Formula switch
            {
                AllFormula goals => IndicatorDefinitions.GoalCodes(next, goals).Select(g => g.Code),
                ShareFormula share => share.Conditions.Select(c => c.Reference?.Code ?? MetricFigures.CodeOf(c.Metric!, definition.Indicator.Feed)),
                _ => [],
            };
            more.ToList().ForEach(open.Enqueue);
        }

        return feeds;
    }
}
