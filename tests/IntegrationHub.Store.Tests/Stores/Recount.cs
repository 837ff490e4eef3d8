using IntegrationHub.Indicators.Catalogue;

namespace IntegrationHub.Store.Tests.Stores;

/// <summary>What must be true after these pages, counted from the pages alone: no code is shared with what is tested.</summary>
internal sealed class Recount(HubCatalogue catalogue, IEnumerable<SourcePage> pages)
{
    // Ties beyond the request instant are decided by a digest; scenarios that are recounted have none with different values.
    private readonly List<(SourcePage Page, Revision Revision)> _current =
    [
        .. pages.SelectMany(p => p.Revisions.Select(r => (Page: p, Revision: r)))
            .GroupBy(r => (r.Page.Source, r.Page.Stream, r.Revision.Record))
            .Select(g => g.MaxBy(r => (r.Page.Mapping, r.Revision.SourceSeq, r.Revision.ObservedAt))),
    ];

    public IReadOnlyList<string> Current() => Sorted(_current.Select(c => string.Join(' ',
        c.Page.Source + "/" + c.Page.Stream, c.Revision.Record, c.Page.Mapping, c.Revision.SourceSeq, c.Revision.ObservedAt,
        c.Revision.Values is null ? "withdrawn" : string.Join(',', Sorted(c.Revision.Values.Select(v => Line(v.Unit, v.Metric, v.Scope, v.From.DayNumber, v.To.DayNumber, v.Amount)))))));

    public IReadOnlyList<string> Cells() => Sorted(_current
        .SelectMany(c => c.Revision.Values ?? [])
        .GroupBy(v => (v.Unit, v.Metric, v.Scope, v.From, v.To))
        .Select(g => (g.Key, Amount: g.Sum(v => v.Amount), Stated: g.Count()))
        .Select(c => IsDay(c.Key.Metric, c.Key.Scope, c.Key.From, c.Key.To)
            ? c.Amount == 0 ? null : LineOf(c.Key, c.Amount)
            : LineOf(c.Key, c.Amount) + " stated " + c.Stated)
        .OfType<string>());

    public static string Line(string unit, string metric, string scope, int from, int to, long amount) => $"{unit} {metric} {scope} {from}+{to - from} {amount}";

    private static string LineOf((string Unit, string Metric, string Scope, DateOnly From, DateOnly To) key, long amount) =>
        Line(key.Unit, key.Metric, key.Scope, key.From.DayNumber, key.To.DayNumber, amount);

    private bool IsDay(string metric, string scope, DateOnly from, DateOnly to) =>
        scope == "own" && to == from.AddDays(1) && catalogue.Metrics[metric].Feeds.Values.Any(on => on is not null);

    private static List<string> Sorted(IEnumerable<string> lines) => [.. lines.Order(StringComparer.Ordinal)];
}
