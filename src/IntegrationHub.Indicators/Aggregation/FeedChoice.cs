using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Formulas;
using IntegrationHub.Indicators.Periods;

namespace IntegrationHub.Indicators.Aggregation;

/// <summary>
/// The one feed that a figure of a unit class is counted from: what the indicator names, else the authority that all its metrics
/// share. Lint refuses catalogues in which there is none or more than one; here such a stretch of time has no feed.
/// </summary>
public static class FeedChoice
{
    /// <summary>The feeds over a span, each with its stretch of time; almost always one.</summary>
    public static IEnumerable<(Feed Feed, Interval Span)> Over(HubCatalogue catalogue, IndicatorDefinition definition, string unitClass, CalendarKind calendar, Interval span)
    {
        if (definition.Indicator.Feed is { } named)
        {
            return catalogue.Feeds.TryGetValue(named, out var feed) && definition.Metrics.All(m => m.Feeds.ContainsKey(named)) ? [(feed, span)] : [];
        }

        return Stretches(definition, span)
            .Select(s => (Feed: Shared(catalogue, definition, unitClass, calendar, s.From), Span: s))
            .Where(s => s.Feed is not null).Select(s => (s.Feed!, s.Span));
    }

    /// <summary>The feed of a plan's row, for the choice of its period; classes are tried in the order given.</summary>
    public static Feed? At(HubCatalogue catalogue, IndicatorDefinition definition, IEnumerable<string> unitClasses, CalendarKind calendar, DateOnly day)
    {
        foreach (var unitClass in unitClasses)
        {
            foreach (var (feed, _) in Over(catalogue, definition, unitClass, calendar, Interval.Day(day)))
            {
                return feed;
            }
        }

        return null;
    }

    private static Feed? Shared(HubCatalogue catalogue, IndicatorDefinition definition, string unitClass, CalendarKind calendar, DateOnly day)
    {
        var names = definition.Metrics.Select(m => AuthorityOf(m, unitClass, calendar, day)).Distinct().ToList();
        return names is [{ } name] ? catalogue.Feeds.GetValueOrDefault(name) : null;
    }

    private static string? AuthorityOf(Metric metric, string unitClass, CalendarKind calendar, DateOnly day)
    {
        var names = metric.Authorities
            .Where(a => (a.UnitClass is null || a.UnitClass == unitClass) && (a.Calendar is null || a.Calendar == calendar) && a.Validity.Contains(day))
            .Select(a => a.Feed).Distinct().ToList();
        return names is [var name] ? name : null;
    }

    private static IEnumerable<Interval> Stretches(IndicatorDefinition definition, Interval span)
    {
        var cuts = definition.Metrics.SelectMany(m => m.Authorities).SelectMany(a => new[] { a.Validity.From, a.Validity.To }).OfType<DateOnly>()
            .Where(d => d > span.From && d < span.To).Distinct().Order();
        var from = span.From;
        foreach (var cut in cuts.Append(span.To))
        {
            yield return new(from, cut);
            from = cut;
        }
    }
}
