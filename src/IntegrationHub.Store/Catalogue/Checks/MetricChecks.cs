using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Store.Catalogue.Reading;
using IntegrationHub.Store.Catalogue.Yaml;

namespace IntegrationHub.Store.Catalogue.Checks;

/// <summary>Feeds, metrics, and that exactly one feed is the authority for each unit class, calendar and day.</summary>
internal static class MetricChecks
{
    public static void Run(Draft draft, FindingLog log)
    {
        Duplicates.Report(draft.Feeds, f => f.Name, "name", "Feed", log);
        Duplicates.Report(draft.Metrics, m => m.Code, "code", "Metric", log);
        foreach (var (metric, entry) in draft.Metrics)
        {
            CheckFeeds(entry, draft, log);
            CheckSubset(metric, entry, draft, log);
            CheckAuthorities(metric, entry, draft, log);
            MetricKindChecks.Run(metric, entry, draft, log);
            foreach (var roster in entry.Objects("roster"))
            {
                UnitChecks.CheckClass(roster.Text("class"), roster, draft, log);
                UnitChecks.CheckKnown(roster.Texts("units"), roster, "units", draft, log);
            }
        }
    }

    public static Feed? CheckFeed(string name, Place at, Draft draft, FindingLog log)
    {
        var feed = draft.Feeds.FirstOrDefault(f => f.Value.Name == name)?.Value;
        if (feed is null)
        {
            log.Error(at, LintCodes.FeedUnknown, $"There is no feed '{name}'.", Spelling.Suggest(name, draft.Feeds.Select(f => f.Value.Name), "Declare it under feeds in metrics.yaml or correct the name."));
        }

        return feed;
    }

    public static bool CheckMetric(string code, Place at, Draft draft, FindingLog log)
    {
        if (draft.Metrics.Any(m => m.Value.Code == code))
        {
            return true;
        }

        log.Error(at, LintCodes.MetricUnknown, $"There is no metric '{code}'.", Spelling.Suggest(code, draft.Metrics.Select(m => m.Value.Code), "Declare it in metrics.yaml or correct the code."));
        return false;
    }

    /// <summary>The classes that authorities may tell apart; one null when none is named.</summary>
    public static IReadOnlyList<string?> ClassesOf(IEnumerable<Metric> metrics, Draft draft)
    {
        if (metrics.SelectMany(m => m.Authorities).All(a => a.UnitClass is null))
        {
            return [null];
        }

        return [.. draft.Units.Where(u => u.Value.Versions.Any(v => v.Level is not (Level.Central or Level.External))).Select(u => u.Value.Class).Distinct()];
    }

    public static IEnumerable<Authority> AuthoritiesOf(Metric metric, string? unitClass, CalendarKind calendar) =>
        metric.Authorities.Where(a => (a.Calendar ?? calendar) == calendar && (a.UnitClass is null || a.UnitClass == unitClass));

    private static void CheckFeeds(Entry entry, Draft draft, FindingLog log)
    {
        foreach (var (name, at, carried) in entry.Map("feeds"))
        {
            var feed = CheckFeed(name, at, draft, log);
            if (feed is { Kind: FeedKind.Records } && carried.Text("on") is null)
            {
                log.Error(at, LintCodes.FeedDate, $"'{name}' is a feed of records, and no date field is named.", $"Write {name}: {{ on: NameOfTheDateField }}.");
            }
            else if (feed is { Kind: FeedKind.Snapshots } && carried.Has("on"))
            {
                log.Error(carried.At("on"), LintCodes.FeedDate, $"'{name}' is a feed of snapshots: its readings have a period and no date field.", "Remove on.");
            }
        }
    }

    private static void CheckSubset(Metric metric, Entry entry, Draft draft, FindingLog log)
    {
        if (metric.SubsetOf is null || !CheckMetric(metric.SubsetOf, entry.At("subsetOf"), draft, log))
        {
            return;
        }

        var above = metric;
        for (var steps = 0; above?.SubsetOf is { } next; steps++)
        {
            above = draft.Metrics.FirstOrDefault(m => m.Value.Code == next)?.Value;
            if (above?.Code == metric.Code || steps > draft.Metrics.Count)
            {
                log.Error(entry.At("subsetOf"), LintCodes.SubsetOf, $"'{metric.Code}' is declared a subset of itself.", "Remove subsetOf from the greater of the two.");
                return;
            }
        }

        var bound = draft.Metrics.First(m => m.Value.Code == metric.SubsetOf).Value;
        if (bound.Unit != metric.Unit || bound.Kind != metric.Kind)
        {
            log.Error(entry.At("subsetOf"), LintCodes.SubsetOf, $"'{metric.Code}' and '{bound.Code}' differ in unit or kind, so one cannot be part of the other.", "Correct unit or kind, or remove subsetOf.");
        }
    }

    private static void CheckAuthorities(Metric metric, Entry entry, Draft draft, FindingLog log)
    {
        var entries = entry.Objects("authorities");
        for (var i = 0; i < entries.Count; i++)
        {
            UnitChecks.CheckClass(metric.Authorities[i].UnitClass, entries[i], draft, log);
            if (CheckFeed(metric.Authorities[i].Feed, entries[i].At("feed"), draft, log) is { } feed && !metric.Feeds.ContainsKey(feed.Name))
            {
                log.Error(entries[i].At("feed"), LintCodes.AuthorityFeed, $"'{feed.Name}' does not carry '{metric.Code}'.", $"Name one of its feeds ({string.Join(", ", metric.Feeds.Keys)}) or add it under feeds.");
            }
        }

        foreach (var unitClass in ClassesOf([metric], draft))
        {
            // What is wrong in both calendars alike is one mistake.
            var calendars = Enum.GetValues<CalendarKind>().Select(c => (Calendar: c, Authorities: AuthoritiesOf(metric, unitClass, c).ToList())).ToList();
            var areAlike = calendars.TrueForAll(c => c.Authorities.SequenceEqual(calendars[0].Authorities));
            foreach (var (calendar, authorities) in areAlike ? calendars[..1] : calendars)
            {
                var where = (areAlike ? "" : $" in the {(calendar is CalendarKind.Admin ? "admin" : "gregorian")} calendar") + (unitClass is null ? "" : $" for the class {unitClass}");
                CheckExactlyOne(metric, authorities, where, entry, log);
            }
        }
    }

    private static void CheckExactlyOne(Metric metric, IEnumerable<Authority> authorities, string where, Entry entry, FindingLog log)
    {
        var sorted = authorities.OrderBy(a => a.Validity.From ?? DateOnly.MinValue).ToList();
        if (sorted.Count == 0)
        {
            log.Error(entry.At("authorities"), LintCodes.AuthorityNone, $"No feed counts for '{metric.Code}'{where}.", "Add an authority for it, or one without calendar and class.");
        }

        for (var i = 1; i < sorted.Count; i++)
        {
            var at = entry.Objects("authorities")[metric.Authorities.ToList().IndexOf(sorted[i])].Place;
            if (sorted[i - 1].Validity.Overlaps(sorted[i].Validity))
            {
                log.Error(at, LintCodes.AuthorityTwo, $"Two feeds count for '{metric.Code}'{where}: {sorted[i - 1].Feed} and {sorted[i].Feed}.", "Leave one, or part them by calendar, class or validity.");
            }
            else if (sorted[i - 1].Validity.To != sorted[i].Validity.From)
            {
                log.Error(at, LintCodes.AuthorityNone, $"No feed counts for '{metric.Code}'{where} from {Draft.Day(sorted[i - 1].Validity.To!.Value)} to {Draft.Day(sorted[i].Validity.From!.Value)}.", "Let one start where the other ends.");
            }
        }
    }
}
