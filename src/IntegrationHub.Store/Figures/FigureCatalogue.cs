using System.Collections.Concurrent;
using IntegrationHub.Indicators.Aggregation;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Formulas;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Ledger;

namespace IntegrationHub.Store.Figures;

/// <summary>A metric of a figure: its number in the store and the date field that it counts on (null in snapshots).</summary>
public sealed record FigureMetric(Metric Metric, int Id, string? OnField, decimal Unscale);

/// <summary>An indicator counted from one feed.</summary>
/// <param name="Id">Number of its definition: another formula, org tree or roster is another figure with sums of its own.</param>
/// <param name="Scale">Digits after the point that its stored sums keep.</param>
public sealed record Figure(int Id, IndicatorDefinition Definition, Feed Feed, int FeedId, TupleRule Rule, IReadOnlyList<FigureMetric> Metrics, int Scale)
{
    public bool HasSums => Definition.Measure is MeasureKind.Flow && !Definition.NeedsCells;
}

/// <summary>An applied catalogue made ready to compute with stored cells.</summary>
public sealed class FigureCatalogue
{
    private readonly Dictionary<(string Indicator, string Feed), Figure> figures;
    private readonly Dictionary<int, Figure> byId;

    private FigureCatalogue(ActiveCatalogue active, IndicatorDefinitions definitions, OrgTree tree, Expectations expectations, IReadOnlyList<Figure> all)
    {
        (Active, Definitions, Tree, Expectations, All) = (active, definitions, tree, expectations, all);
        figures = all.ToDictionary(f => (f.Definition.Code, f.Feed.Name));
        byId = all.ToDictionary(f => f.Id);
    }

    public ActiveCatalogue Active { get; }

    public HubCatalogue Catalogue => Active.Catalogue;

    public IndicatorDefinitions Definitions { get; }

    public OrgTree Tree { get; }

    public Expectations Expectations { get; }

    public IReadOnlyList<Figure> All { get; }

    public Figure? Find(string indicator, string feed) => figures.GetValueOrDefault((indicator, feed));

    public Figure OfId(int id) => byId[id];

    public IEnumerable<Figure> OfFeed(int feed) => All.Where(f => f.FeedId == feed);

    public static async Task<FigureCatalogue> CreateAsync(ActiveCatalogue active, CodeTable codes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(active);
        ArgumentNullException.ThrowIfNull(codes);
        var parts = CatalogueParts.Of(active);
        var all = new List<Figure>();
        foreach (var (definition, feed, name) in parts.Figures)
        {
            all.Add(await FigureAsync(definition, feed, name, codes, cancellationToken));
        }

        return new FigureCatalogue(active, parts.Definitions, parts.Tree, parts.Expectations, all);
    }

    private static async Task<Figure> FigureAsync(IndicatorDefinition definition, Feed feed, string name, CodeTable codes, CancellationToken cancellationToken)
    {
        var metrics = new List<FigureMetric>();
        foreach (var metric in definition.Metrics)
        {
            metrics.Add(new FigureMetric(metric, await codes.NumberAsync(CodeTable.Metric, metric.Code, cancellationToken), metric.Feeds[feed.Name], PowerOfTen(metric.Scale)));
        }

        return new Figure(
            await codes.NumberAsync(CodeTable.Figure, name, cancellationToken), definition, feed,
            await codes.NumberAsync(CodeTable.Feed, feed.Name, cancellationToken), new TupleRule(definition), metrics, definition.Metrics.Max(m => m.Scale));
    }

    public static decimal PowerOfTen(int scale)
    {
        var power = 1m;
        for (var i = 0; i < scale; i++)
        {
            power *= 10;
        }

        return power;
    }
}

/// <summary>Keeps the figure catalogue of the active version.</summary>
public sealed class FigureCatalogues(CodeTable codes)
{
    // Anybody may ask for any two instants; each pair has a tree and remembered answers of its own.
    private const int MostRemembered = 8;

    private readonly ConcurrentDictionary<(long Definitions, long Geography), FigureCatalogue> composed = new();
    private volatile FigureCatalogue? current;

    public async Task<FigureCatalogue> OfAsync(ActiveCatalogue active, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(active);
        if (current is not { } known || known.Active.Version != active.Version || !ReferenceEquals(known.Active, active))
        {
            current = known = await FigureCatalogue.CreateAsync(active, codes, cancellationToken);
        }

        return known;
    }

    /// <summary>Metrics, indicators, plans and sources of one version; units, their succession and agency codes of another.</summary>
    public async Task<FigureCatalogue> OfAsync(ActiveCatalogue definitions, ActiveCatalogue geography, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(definitions);
        ArgumentNullException.ThrowIfNull(geography);
        if (!composed.TryGetValue((definitions.Version, geography.Version), out var known))
        {
            if (composed.Count >= MostRemembered)
            {
                composed.Clear();
            }

            var catalogue = definitions.Catalogue with { Units = geography.Catalogue.Units, Successions = geography.Catalogue.Successions, Aliases = geography.Catalogue.Aliases };
            known = composed.GetOrAdd((definitions.Version, geography.Version), await FigureCatalogue.CreateAsync(definitions with { Catalogue = catalogue }, codes, cancellationToken));
        }

        return known;
    }
}
