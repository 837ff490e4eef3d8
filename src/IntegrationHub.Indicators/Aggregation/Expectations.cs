using System.Collections.Concurrent;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Formulas;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Indicators.Periods;

namespace IntegrationHub.Indicators.Aggregation;

/// <summary>A stretch of time in which a unit, in one version, is expected in one feed.</summary>
/// <param name="Span">Within the period and the unit's version.</param>
/// <param name="Ended">Part of the span whose intervals have ended.</param>
public sealed record ExpectedSpan(OrgUnit Unit, UnitVersion Version, Feed Feed, Interval Span, Interval Ended, int Count)
{
    public string UnitId => Unit.Id;

    /// <summary>How much of the unit's amounts counts in the figure.</summary>
    public UnitShare Share { get; init; } = UnitShare.Whole;

    /// <summary>The expected intervals in order: those of the feed's grain, cut where the unit's version begins or ends.</summary>
    public IEnumerable<Interval> Intervals() => Ended.IsEmpty ? [] : Expectations.IntervalsIn(Feed, Version.Validity, Ended);
}

/// <summary>All that a figure waits for.</summary>
public sealed record Expected(IReadOnlyList<ExpectedSpan> Spans)
{
    public int Count { get; } = Spans.Sum(s => s.Count);

    /// <summary>No span counts in part only.</summary>
    public bool IsWhole { get; } = Spans.All(s => s.Share.IsWhole);

    /// <summary>Units of the scope in the period, expected or not.</summary>
    public int Members { get; init; }

    /// <summary>Some span's grain does not nest in the period.</summary>
    public bool DoesNotNest { get; init; }

    /// <summary>Feeds count for the units, those are expected who have an agency code, and nobody has one: no source is connected.</summary>
    public bool HasNoSource { get; init; }

    /// <summary>The asked unit itself is not valid in the period, or as now on the view's day.</summary>
    public bool IsOutOfValidity { get; init; }

    /// <summary>There are units, and no feed counts for any of them.</summary>
    public bool HasNoFeed { get; init; }

    public IReadOnlyList<string> Feeds { get; } = [.. Spans.Select(s => s.Feed.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}

/// <summary>
/// E: which tuples are expected for an indicator, a scope of a unit and a period. From roster and validity; a unit that is not yet or
/// no longer there is not expected, so coverage cannot exceed one.
/// </summary>
/// <param name="aliasedUnits">The units that a feed has an agency code for; they are expected where a metric has no roster.</param>
public sealed class Expectations(HubCatalogue catalogue, OrgTree tree, Func<string, IReadOnlySet<string>> aliasedUnits)
{
    // Spans of all remembered answers together; some forty megabytes. A table of all units of a province asks for more than a quarter of it,
    // and what does not fit is made anew with each table.
    private const int MostRemembered = 400_000;

    private readonly ConcurrentDictionary<string, string> _rules = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, DateOnly[]> _boundaries = new(StringComparer.Ordinal);
    private readonly Remembered<(string Rule, string Unit, Scope Scope, Period Period, DateOnly Today), Expected> _remembered = new(MostRemembered, e => e.Spans.Count);

    /// <summary>As was it is remembered: with each correction it is asked again for the same units and periods, and it takes a look at every unit below.</summary>
    public Expected Of(IndicatorDefinition definition, string unit, Scope scope, Period period, DateOnly today, View view = default) => view.IsAsNow
        ? Find(definition, unit, scope, period, today, view)
        : _remembered.Of((_rules.GetOrAdd(definition.Code, _ => RuleOf(definition)), unit, scope, period, today), _ => Find(definition, unit, scope, period, today, view));

    private Expected Find(IndicatorDefinition definition, string unit, Scope scope, Period period, DateOnly today, View view)
    {
        var spans = new List<ExpectedSpan>();
        var members = tree.Members(unit, scope, period.Interval, view).Where(m => !SharedTuples.IsNothing(definition, m.Share)).ToList();
        var (feeds, nests) = (new HashSet<string>(StringComparer.Ordinal), true);

        // Most units of a scope are of a few classes and there all of the time.
        var chosen = new Dictionary<(string Class, Interval Span), IReadOnlyList<(Feed Feed, Interval Span)>>();
        foreach (var member in members)
        {
            var of = (member.Unit.Class, member.Span);
            if (!chosen.TryGetValue(of, out var choice))
            {
                chosen[of] = choice = [.. FeedChoice.Over(catalogue, definition, member.Unit.Class, period.Calendar, member.Span)];
            }

            foreach (var (feed, span) in choice)
            {
                feeds.Add(feed.Name);
                if (!Grains.Nests(feed.Grain, feed.Calendar, period.Interval))
                {
                    nests = false;
                    continue;
                }

                spans.AddRange(OnRoster(definition, member, feed, span).Select(s => SpanOf(definition, member, feed, s, period, today)).OfType<ExpectedSpan>().Select(s => s with { Share = member.Share }));
            }
        }

        return new(spans)
        {
            Members = members.Select(m => m.Unit.Id).Distinct(StringComparer.Ordinal).Count(),
            DoesNotNest = !nests,
            HasNoFeed = members.Count > 0 && feeds.Count == 0,
            HasNoSource = feeds.Count > 0 && definition.Metrics.All(m => m.Roster.Count == 0) && feeds.All(f => aliasedUnits(f).Count == 0),
            IsOutOfValidity = tree.VersionIn(unit, period.Interval, view) is null,
        };
    }

    /// <summary>Whether a unit's tuples of a feed count on a day: what nobody expects is not counted, else coverage could exceed one.</summary>
    public bool IsOnRoster(IndicatorDefinition definition, string feed, string unit, DateOnly day)
    {
        if (tree.Find(unit) is not { } found || !tree.IsExpected(unit, day))
        {
            return false;
        }

        var member = new Member(found, found.At(day)!, Interval.Day(day));
        return TotalReports.By(definition, member).Count == 0 && definition.Metrics.All(m => m.Roster.Count == 0
            ? aliasedUnits(feed).Contains(unit)
            : m.Roster.Any(r => r.Validity.Contains(day) && Matches(r, member)));
    }

    /// <summary>The days on which it may change who is on the roster of a definition, or what is above whom; between two of them it does not.</summary>
    public IReadOnlyList<DateOnly> BoundariesOf(IndicatorDefinition definition) => _boundaries.GetOrAdd(definition.Code, _ =>
    [
        .. definition.Metrics.SelectMany(m => m.Roster.Concat(m.Totals)).SelectMany(r => new[] { r.Validity.From, r.Validity.To }).OfType<DateOnly>()
            .Concat(tree.Boundaries).Distinct().Order(),
    ]);

    /// <summary>
    /// Whether nobody below the unit is expected: then its own count is the count of its subtree. Divisions that never report do not
    /// make a department a parent.
    /// </summary>
    public bool IsLeaf(IndicatorDefinition definition, string feed, string unit, DateOnly day) =>
        tree.BelowAt(unit, day).All(below => !IsOnRoster(definition, feed, below, day));

    /// <summary>Whether an interval is a tuple of a unit: one of the feed's grain, cut where the unit's version begins or ends.</summary>
    public bool IsTuple(Feed feed, string unit, Interval interval) =>
        tree.VersionAt(unit, interval.From) is { } version && IntervalsIn(feed, version.Validity, Interval.Day(interval.From)).Contains(interval);

    /// <summary>The tuples of a version that begin in a span.</summary>
    public static IEnumerable<Interval> IntervalsIn(Feed feed, Validity version, Interval span)
    {
        var validity = new Interval(version.From ?? DateOnly.MinValue, version.To ?? DateOnly.MaxValue);
        foreach (var interval in Grains.Touching(feed.Grain, feed.Calendar, span))
        {
            // Belongs to the stretch in which it begins; the cut at a version's edge is the only cut there is.
            var cut = interval.Intersect(validity);
            if (span.Contains(cut.From))
            {
                yield return cut;
            }
        }
    }

    // All that an answer depends on besides the question: most indicators of a feed have it in common, and their answers.
    private static string RuleOf(IndicatorDefinition definition) => string.Join('\n', definition.Metrics
        .Select(m => $"{string.Join(' ', m.Feeds.Keys.Order(StringComparer.Ordinal))}|{string.Join(' ', m.Authorities)}|{Text(m.Roster)}|{Text(m.Totals)}")
        .Distinct().Order(StringComparer.Ordinal).Prepend($"{definition.Indicator.Feed} {definition.Measure}"));

    private static string Text(IEnumerable<RosterEntry> entries) => string.Join(' ', entries.Select(e => $"{e.UnitClass}/{e.Level}/{string.Join(',', e.Units)}/{e.Validity}"));

    private static ExpectedSpan? SpanOf(IndicatorDefinition definition, Member member, Feed feed, Interval span, Period period, DateOnly today)
    {
        if (definition.Measure is MeasureKind.Stock)
        {
            // A stock is its last interval: only who is there at the end of the period can have one.
            var last = Grains.Of(feed.Grain, feed.Calendar, period.To.AddDays(-1));
            if (span.Intersect(last).To != period.To)
            {
                return null;
            }

            // Whoever came into the scope within it still has one for all of it, unless the unit itself changed.
            span = last.Intersect(new(member.Version.Validity.From ?? DateOnly.MinValue, period.To));
            return new(member.Unit, member.Version, feed, span, last.To <= today ? span : new(span.From, span.From), last.To <= today ? 1 : 0);
        }

        if (feed.Grain is Grain.Day)
        {
            var ended = span.Intersect(new(span.From, today));
            return new(member.Unit, member.Version, feed, span, ended, Math.Max(0, ended.Days));
        }

        var intervals = IntervalsIn(feed, member.Version.Validity, span).Where(i => i.To <= today).ToList();
        return new(member.Unit, member.Version, feed, span, intervals is [] ? new(span.From, span.From) : new(intervals[0].From, intervals[^1].To), intervals.Count);
    }

    // Every metric of the formula must expect the unit: where one does not, the ratio can never be formed.
    private IEnumerable<Interval> OnRoster(IndicatorDefinition definition, Member member, Feed feed, Interval span)
    {
        IReadOnlyList<Interval> spans = [span];
        foreach (var metric in definition.Metrics)
        {
            if (metric.Roster.Count > 0)
            {
                var listed = metric.Roster.Where(r => Matches(r, member)).Select(r => new Interval(r.Validity.From ?? span.From, r.Validity.To ?? span.To)).ToList();
                spans = Union(spans.SelectMany(s => listed.Select(s.Intersect)));
            }
            else if (!aliasedUnits(feed.Name).Contains(member.Unit.Id))
            {
                return [];
            }
        }

        // Who reports totals has no tuples of its own: they are compared with those below.
        return TotalReports.By(definition, member) is { Count: > 0 } totals ? TotalReports.Outside(totals, spans) : spans;
    }

    // Two entries of a roster may name the same unit; it is still expected once.
    internal static List<Interval> Union(IEnumerable<Interval> intervals)
    {
        var union = new List<Interval>();
        foreach (var interval in intervals.Where(i => !i.IsEmpty).OrderBy(i => i.From))
        {
            if (union is [.., var last] && interval.From <= last.To)
            {
                union[^1] = new(last.From, interval.To > last.To ? interval.To : last.To);
            }
            else
            {
                union.Add(interval);
            }
        }

        return union;
    }

    internal static bool Matches(RosterEntry entry, Member member) =>
        (entry.UnitClass is null || entry.UnitClass == member.Unit.Class)
        && (entry.Level is null || entry.Level == member.Version.Level)
        && (entry.Units.Count == 0 || entry.Units.Contains(member.Unit.Id));
}
