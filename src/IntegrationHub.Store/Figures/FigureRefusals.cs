using IntegrationHub.Indicators.Aggregation;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Store.Sources;

namespace IntegrationHub.Store.Figures;

/// <summary>Refused records that concern a figure: those that keep it from moving, and those that weigh in it.</summary>
internal sealed class FigureRefusals(FigureCatalogue catalogue, StoredCells cells)
{
    public static IReadOnlyList<string> HeldIn(IReadOnlyList<OpenRefusal> refused) =>
        [.. refused.Where(r => OpenRefusals.Waiting.Contains(r.Code)).Select(r => $"{r.Source}/{r.Stream}:{r.Place}").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Refusals that keep a figure from moving: of its feeds, of its units, of its days.</summary>
    public IReadOnlyList<OpenRefusal> In(Expected expected, FigureKey key)
    {
        return [.. expected.Feeds.SelectMany(name => catalogue.Catalogue.Feeds.TryGetValue(name, out var feed)
            ? In([name], feed.Kind, key, (unit, day) => expected.Spans.Any(s => s.UnitId == unit && (day is null || s.Span.Contains(day.Value)))) : [])];
    }

    public IReadOnlyList<OpenRefusal> In(IReadOnlyCollection<string> feeds, FeedKind kind, FigureKey key, Func<string, DateOnly?, bool> isOfUnits)
    {
        return [.. cells.Rejections().Where(r => (r.DriftedSince is not null || OpenRefusals.Waiting.Contains(r.Code)) && feeds.Contains(r.Feed) && IsOf(r))];

        bool IsOf(OpenRefusal refusal)
        {
            DateOnly? day = refusal.Day is { } number ? DateOnly.FromDayNumber(number) : null;

            // A case counts on days of its own after the one that is known of it.
            var touches = day is null || (kind is FeedKind.Records ? key.Period.To > day : key.Period.Interval.Contains(day.Value));
            return touches && (refusal.Unit is { } unit
                ? isOfUnits(unit, kind is FeedKind.Records ? null : day)
                : catalogue.Catalogue.Aliases.Any(a => a.Unit is not null && (a.Source == refusal.Source || a.Source == refusal.Connector) && isOfUnits(a.Unit, null)));
        }
    }

    /// <summary>Refused records of cases: each weighs one in its cell, or at the top of its source where its unit is not known.</summary>
    public int CountIn(Expected expected, FigureKey key)
    {
        return cells.Rejections().Count(r => catalogue.Catalogue.Feeds.TryGetValue(r.Feed, out var feed) && feed.Kind is FeedKind.Records
            && expected.Feeds.Contains(r.Feed) && Concerns(r.Unit, r.Day, expected, key));
    }

    private bool Concerns(string? unit, int? day, Expected expected, FigureKey key)
    {
        if (day is { } d && !key.Period.Interval.Contains(DateOnly.FromDayNumber(d)))
        {
            return false;
        }

        return unit is null
            ? key.Scope.Kind is ScopeKind.Subtree && catalogue.Catalogue.Plans.Values.Any(p => p.Parent is null && p.Owner == key.Unit)
            : expected.Spans.Any(s => s.UnitId == unit && (day is null || s.Span.Contains(DateOnly.FromDayNumber(day.Value))));
    }
}
