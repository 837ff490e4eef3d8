using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using IntegrationHub.Indicators.Aggregation;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Formulas;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Store.Catalogue;

namespace IntegrationHub.Store.Figures;

/// <summary>What follows from a catalogue alone, whichever store it was applied to: made once, and what it remembers serves everybody.</summary>
internal sealed class CatalogueParts
{
    private static readonly ConditionalWeakTable<HubCatalogue, CatalogueParts> Made = [];

    private readonly IReadOnlyList<SourceDefinition> sources;

    private CatalogueParts(ActiveCatalogue active)
    {
        var catalogue = active.Catalogue;
        sources = active.Sources;
        Definitions = new IndicatorDefinitions(catalogue);
        Tree = new OrgTree(catalogue);
        var aliased = new ConcurrentDictionary<string, IReadOnlySet<string>>(StringComparer.Ordinal);
        Expectations = new Expectations(catalogue, Tree, AliasedIn);
        var digests = new RosterDigests(catalogue, AliasedIn);
        Figures = [.. Definitions.Counted().SelectMany(definition => FeedsOf(catalogue, definition).Select(feed => (definition, feed, NameOf(definition, feed, digests))))];

        IReadOnlySet<string> AliasedIn(string feed) => aliased.GetOrAdd(feed, f => AliasedUnits(catalogue, sources, f));
    }

    public IndicatorDefinitions Definitions { get; }

    public OrgTree Tree { get; }

    public Expectations Expectations { get; }

    /// <summary>Each with the name under which a store numbers it: with another formula, org tree or roster it is another figure.</summary>
    public IReadOnlyList<(IndicatorDefinition Definition, Feed Feed, string Name)> Figures { get; }

    public static CatalogueParts Of(ActiveCatalogue active)
    {
        var known = Made.GetValue(active.Catalogue, _ => new(active));
        return ReferenceEquals(known.sources, active.Sources) ? known : new(active);
    }

    private static IEnumerable<Feed> FeedsOf(HubCatalogue catalogue, IndicatorDefinition definition) => catalogue.Feeds.Values
        .Where(f => definition.Indicator.Feed is null || definition.Indicator.Feed == f.Name)
        .Where(f => definition.Metrics.All(m => m.Feeds.ContainsKey(f.Name)))
        .OrderBy(f => f.Name, StringComparer.Ordinal);

    private static string NameOf(IndicatorDefinition definition, Feed feed, RosterDigests digests)
    {
        var text = string.Join('\n', definition.Indicator.Formula, feed, definition.Indicator.IndependentPairing, definition.NeedsCells, digests.Tree,
            string.Join(';', definition.Metrics.Select(m => $"{m.Code}|{m.Kind}|{m.Scale}|{m.SubsetOf}|{m.Feeds[feed.Name]}|{digests.OfRoster(m, feed.Name)}")));
        return $"{definition.Code}@{feed.Name}#{RosterDigests.Of(text)[..12]}";
    }

    private static HashSet<string> AliasedUnits(HubCatalogue catalogue, IReadOnlyList<SourceDefinition> sources, string feed)
    {
        // A source speaks for its agencies only in the streams that it reads: other folders than the one for schools say nothing of schools.
        var (connector, stream) = feed.Split('/') is [var first, var second] ? (first, second) : (feed, "");
        var names = sources.Where(s => s.Connector == connector && (s.Streams.Count == 0 || s.Streams.Contains(stream))).Select(s => s.Id).Append(connector).ToHashSet(StringComparer.Ordinal);
        var succession = new Succession(catalogue.Units, catalogue.Successions);
        return catalogue.Aliases.Where(a => a.Unit is not null && names.Contains(a.Source)).SelectMany(a => succession.NamedBy(a.Unit!, a.Validity)).ToHashSet(StringComparer.Ordinal);
    }
}
