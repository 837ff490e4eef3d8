using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Formulas;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Indicators.Periods;

namespace IntegrationHub.Indicators.Aggregation;

/// <summary>
/// Reports in the style of totals: a unit's number holds itself and everything below it. It is never added to what is below. Where that
/// is complete the total is a check; where it is not the total stands in for all of it, as an estimate.
/// </summary>
public static class TotalReports
{
    /// <summary>The stretches of a member's days on which it reports the formula's metrics as totals.</summary>
    public static IReadOnlyList<Interval> By(IndicatorDefinition definition, Member member) => Expectations.Union(
        definition.Metrics.SelectMany(m => m.Totals).Where(t => Expectations.Matches(t, member))
            .Select(t => member.Span.Intersect(new(t.Validity.From ?? DateOnly.MinValue, t.Validity.To ?? DateOnly.MaxValue))));

    internal static IReadOnlyList<Interval> Outside(IReadOnlyList<Interval> totals, IReadOnlyList<Interval> spans) => totals.Aggregate(spans, (left, total) =>
        [.. left.SelectMany(s => new[] { new Interval(s.From, s.To < total.From ? s.To : total.From), new Interval(s.From > total.To ? s.From : total.To, s.To) }).Where(i => !i.IsEmpty)]);

    /// <summary>Replaces incomplete parts by the totals above them, and says how complete parts differ from theirs.</summary>
    /// <param name="entries">The tuples of the figure; they are changed.</param>
    /// <param name="total">The total that a unit reported for an interval.</param>
    internal static IReadOnlyList<TotalDifference> Apply(
        IndicatorDefinition definition, OrgTree tree, FigureKey key, List<LeafEntry> entries, Func<Member, Interval, Contribution> total)
    {
        var differences = new SortedDictionary<string, (decimal N, decimal D)>(StringComparer.Ordinal);
        var reporters = tree.Members(key.Unit, key.Scope, key.Period.Interval)
            .SelectMany(m => By(definition, m).Select(s => m with { Span = s }))
            // What is deeper stands in first: it leaves more of what was really counted.
            .OrderByDescending(m => tree.PathAt(m.Unit.Id, m.Span.From).Count).ThenBy(m => m.Unit.Id, StringComparer.Ordinal);
        foreach (var reporter in reporters)
        {
            var parts = entries.Where(e => e.Unit != reporter.Unit.Id && reporter.Span.Contains(e.Interval) && tree.PathAt(e.Unit, e.Interval.From).Contains(reporter.Unit.Id)).ToList();
            foreach (var interval in parts.Select(e => Grains.Of(e.Feed.Grain, e.Feed.Calendar, e.Interval.From)).Distinct().ToList())
            {
                Compare(reporter, interval, [.. parts.Where(e => interval.Contains(e.Interval))]);
            }
        }

        return [.. differences.Where(d => d.Value != default).Select(d => new TotalDifference(d.Key, d.Value.N, d.Value.D))];

        void Compare(Member reporter, Interval interval, List<LeafEntry> parts)
        {
            if (total(reporter, interval) is not { State: TupleState.Valid } whole)
            {
                return;
            }

            if (parts.TrueForAll(p => p.IsCovered || p.Tuple.State is TupleState.Valid))
            {
                var (n, d) = differences.GetValueOrDefault(reporter.Unit.Id);
                differences[reporter.Unit.Id] = (n + whole.N - parts.Sum(p => p.N), d + whole.D - parts.Sum(p => p.D));
                return;
            }

            parts.ForEach(p => p.Cover());
            entries.Add(new(reporter.Unit.Id, parts[0].Feed, interval, whole, false) { IsTotal = true });
        }
    }
}

/// <summary>A tuple of a figure, and what of it counts.</summary>
internal sealed class LeafEntry(string unit, Feed feed, Interval interval, Contribution tuple, bool isCarried)
{
    public string Unit => unit;

    public Feed Feed => feed;

    public Interval Interval => interval;

    public Contribution Tuple => tuple;

    public bool IsCarried => isCarried;

    /// <summary>A total above it counts in its place.</summary>
    public bool IsCovered { get; private set; }

    public bool IsTotal { get; init; }

    public decimal N => IsCovered ? 0 : tuple.N;

    public decimal D => IsCovered ? 0 : tuple.D;

    public void Cover() => IsCovered = true;
}
