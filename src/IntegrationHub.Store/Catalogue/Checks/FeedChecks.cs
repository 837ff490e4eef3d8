using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Store.Catalogue.Reading;
using IntegrationHub.Store.Catalogue.Yaml;

namespace IntegrationHub.Store.Catalogue.Checks;

/// <summary>Metrics that are computed together must come from one feed and, in it, from one date field: else they count different cases.</summary>
internal static class FeedChecks
{
    public static void Check(Indicator indicator, Feed? feed, IReadOnlyList<Metric> metrics, Entry entry, Draft draft, FindingLog log)
    {
        if (feed is not null)
        {
            foreach (var metric in metrics.Where(m => !m.Feeds.ContainsKey(feed.Name)))
            {
                log.Error(entry.At("feed"), LintCodes.FeedMetric, $"'{feed.Name}' does not carry '{metric.Code}'.", $"Name a feed that carries every metric of the formula; '{metric.Code}' is in {string.Join(", ", metric.Feeds.Keys)}.");
            }

            CheckDates(indicator, feed.Name, metrics, entry, log);
        }
        else if (indicator.Feed is null)
        {
            foreach (var name in AuthoritativeFeeds(indicator, metrics, entry, draft, log).Distinct().ToList())
            {
                CheckDates(indicator, name, metrics, entry, log);
            }
        }
    }

    private static List<string> AuthoritativeFeeds(Indicator indicator, IReadOnlyList<Metric> metrics, Entry entry, Draft draft, FindingLog log)
    {
        var found = new List<string>();
        var days = metrics.SelectMany(m => m.Authorities).Select(a => a.Validity.From ?? DateOnly.MinValue).Distinct().ToList();
        foreach (var calendar in Enum.GetValues<CalendarKind>())
        {
            foreach (var unitClass in MetricChecks.ClassesOf(metrics, draft))
            {
                foreach (var day in days)
                {
                    var feeds = metrics.Select(m => MetricChecks.AuthoritiesOf(m, unitClass, calendar).FirstOrDefault(a => a.Validity.Contains(day))?.Feed).OfType<string>().Distinct().ToList();
                    found.AddRange(feeds.Take(feeds.Count == 1 ? 1 : 0));
                    if (feeds.Count > 1)
                    {
                        log.Error(entry.At("formula"), LintCodes.FeedMix, $"In the {(calendar is CalendarKind.Admin ? "admin" : "gregorian")} calendar the metrics of '{indicator.Code}' would come from {string.Join(" and ", feeds)}.", "Add feed: with one feed that carries all of them.");
                        return found;
                    }
                }
            }
        }

        return found;
    }

    private static void CheckDates(Indicator indicator, string feed, IReadOnlyList<Metric> metrics, Entry entry, FindingLog log)
    {
        var dates = metrics.Where(m => m.Feeds.ContainsKey(feed)).Select(m => m.Feeds[feed]).OfType<string>().Distinct().ToList();
        if (dates.Count > 1 && !indicator.IndependentPairing)
        {
            log.Error(entry.At("formula"), LintCodes.DateMix, $"In '{feed}' the metrics of '{indicator.Code}' count on different dates: {string.Join(" and ", dates)}.", "Use metrics of one date, or write pairing: independent if that is meant.");
        }
    }
}
