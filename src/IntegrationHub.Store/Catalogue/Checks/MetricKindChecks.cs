using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Periods;
using IntegrationHub.Store.Catalogue.Reading;
using IntegrationHub.Store.Catalogue.Yaml;

namespace IntegrationHub.Store.Catalogue.Checks;

/// <summary>What only some kinds of metrics can have: carried values, counters set anew, totals, and redefinitions with their bridges.</summary>
internal static class MetricKindChecks
{
    public static void Run(Metric metric, Entry entry, Draft draft, FindingLog log)
    {
        CheckKind(metric, entry, log);
        foreach (var total in entry.Objects("totals"))
        {
            UnitChecks.CheckClass(total.Text("class"), total, draft, log);
            UnitChecks.CheckKnown(total.Texts("units"), total, "units", draft, log);
        }

        foreach (var anchor in entry.Objects("anchors"))
        {
            if (anchor.Text("unit") is { } unit)
            {
                UnitChecks.CheckKnown(unit, anchor.At("unit"), draft, log);
            }
        }

        CheckVersions(metric, entry, draft, log);
    }

    private static void CheckKind(Metric metric, Entry entry, FindingLog log)
    {
        var isStock = metric.Kind is MetricKind.StockLast or MetricKind.StockAverage;
        foreach (var (property, fits, remedy) in new[]
        {
            ("carryForward", isStock, "Only the value of a stock can be carried forward: remove it."),
            ("anchors", metric.Kind is MetricKind.RunningTotal, "Only a counter is set anew: remove them, or correct the kind to running-total."),
            ("resets", metric.Kind is MetricKind.RunningTotal, "Only a counter starts anew: remove it, or correct the kind to running-total."),
            ("totals", metric.Kind is not MetricKind.NonAdditive, "Distinct counts are never compared with a sum: remove it."),
        })
        {
            if (entry.Has(property) && !fits)
            {
                log.Error(entry.At(property), LintCodes.MetricKind, $"'{metric.Code}' is of the kind {entry.Text("kind")} and cannot have '{property}'.", remedy);
            }
        }
    }

    private static void CheckVersions(Metric metric, Entry entry, Draft draft, FindingLog log)
    {
        var entries = entry.Objects("versions");
        for (var i = 0; i < entries.Count; i++)
        {
            var version = metric.Versions[i];
            if (i > 0 && version.From <= metric.Versions[i - 1].From)
            {
                log.Error(entries[i].At("from"), LintCodes.VersionOrder, $"The redefinition of {Draft.Day(version.From)} stands after that of {Draft.Day(metric.Versions[i - 1].From)}.", "List redefinitions by day, oldest first, one for each day.");
            }

            if (!version.IsComparable && FeedThatCannotTell(metric, version.From, draft) is { } feed)
            {
                log.Error(entries[i].At("from"), LintCodes.VersionGrain, $"'{feed.Name}' delivers by {feed.Grain.ToString().ToLowerInvariant()}: {Draft.Day(version.From)} lies within one of its intervals.", "Let the redefinition begin with an interval of the feed, or have the feed deliver days.");
            }

            if (version.Bridge is { } bridge && MetricChecks.CheckMetric(bridge, entries[i].At("bridge"), draft, log))
            {
                CheckBridge(metric, draft.Metrics.First(m => m.Value.Code == bridge).Value, entries[i], log);
            }
        }
    }

    private static void CheckBridge(Metric metric, Metric bridge, Entry entry, FindingLog log)
    {
        if (bridge.Code == metric.Code || bridge.Unit != metric.Unit || bridge.Kind != metric.Kind || !metric.Feeds.Keys.All(bridge.Feeds.ContainsKey))
        {
            log.Error(entry.At("bridge"), LintCodes.Bridge, $"'{bridge.Code}' cannot stand in for '{metric.Code}': it must be another metric of the same unit and kind, carried by the same feeds.", "Declare a metric for the recomputed days with the same unit, kind and feeds.");
        }
    }

    private static Feed? FeedThatCannotTell(Metric metric, DateOnly day, Draft draft) => draft.Feeds.Select(f => f.Value)
        .FirstOrDefault(f => metric.Feeds.ContainsKey(f.Name) && Grains.Of(f.Grain, f.Calendar, day).From != day);
}
