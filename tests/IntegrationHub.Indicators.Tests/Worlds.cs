using IntegrationHub.Indicators.Aggregation;
using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.Formulas;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Indicators.Periods;

namespace IntegrationHub.Indicators.Tests;

/// <summary>Small catalogues for tests: a province P, districts A and B, communes A1, A2 and B1, and an indicator x = n/d.</summary>
internal static class Worlds
{
    public const string Snapshots = "made/snapshots";
    public const string Records = "made/records";

    public static DateOnly Day(string iso) => DateOnly.ParseExact(iso, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    public static Interval Span(string from, string to) => new(Day(from), Day(to));

    public static Indicators.Periods.Period Period(string id, CalendarKind calendar = CalendarKind.Gregorian) =>
        Indicators.Periods.Period.TryParse(id, calendar, out var period, out var error) ? period : throw new FormatException(error);

    public static Metric Metric(string code, MetricKind kind = MetricKind.Flow, string? subsetOf = null, string unit = "case", string feed = Snapshots) => new()
    {
        Code = code,
        Name = new(code),
        Kind = kind,
        Unit = unit,
        SubsetOf = subsetOf,
        Feeds = new Dictionary<string, string?> { [feed] = feed == Records ? "day" : null },
        Authorities = [new(feed, null, null, Validity.Always)],
    };

    public static Indicator Indicator(string code, string? formula, RowKind kind = RowKind.Ratio) => new() { Code = code, Name = new(code), Kind = kind, Formula = formula };

    public static OrgUnit Unit(string id, Level level, string? parent, string? from = null, string? to = null, string? unitClass = null) =>
        new(id, unitClass ?? Levels.Word(level), [new(Valid(from, to), parent, level, new(id))]);

    public static Validity Valid(string? from, string? to) => new(from is null ? null : Day(from), to is null ? null : Day(to));

    public static IReadOnlyList<OrgUnit> Province { get; } =
    [
        Unit("P", Level.Province, null), Unit("A", Level.District, "P"), Unit("B", Level.District, "P"),
        Unit("A1", Level.Commune, "A"), Unit("A2", Level.Commune, "A"), Unit("B1", Level.Commune, "B"),
    ];

    public static HubCatalogue CatalogueOf(
        IEnumerable<OrgUnit>? units = null, IEnumerable<Metric>? metrics = null, IEnumerable<Indicator>? indicators = null, IEnumerable<Plan>? plans = null, Grain grain = Grain.Month) => new()
    {
        Units = (units ?? Province).ToDictionary(u => u.Id),
        Feeds = new Dictionary<string, Feed> { [Snapshots] = new(Snapshots, FeedKind.Snapshots, grain), [Records] = new(Records, FeedKind.Records, Grain.Day) },
        Metrics = (metrics ?? [Metric("n", subsetOf: "d"), Metric("d")]).ToDictionary(m => m.Code),
        Indicators = (indicators ?? [Indicator("x", "ratio(n, d)")]).ToDictionary(i => i.Code),
        Plans = (plans ?? []).ToDictionary(p => p.Id),
    };

    public static Expectations Expectations(HubCatalogue catalogue, params string[] units) =>
        new(catalogue, new OrgTree(catalogue), _ => units.Length > 0 ? units.ToHashSet() : catalogue.Units.Keys.ToHashSet());

    public static CellFigures Figures(HubCatalogue catalogue, string today, IEnumerable<Cell> cells, IEnumerable<DeliveredDay>? delivered = null, params string[] expected) =>
        new(new IndicatorDefinitions(catalogue), new OrgTree(catalogue), Expectations(catalogue, expected), Day(today), cells, delivered ?? []);

    /// <summary>n and d of a unit in a period of the snapshot feed.</summary>
    public static IEnumerable<Cell> Cells(string unit, string period, decimal? n, decimal? d, Scope scope = default)
    {
        var interval = Period(period).Interval;
        return new (string Metric, decimal? Amount)[] { ("n", n), ("d", d) }.Where(c => c.Amount is not null)
            .Select(c => new Cell(Snapshots, c.Metric, unit, interval, c.Amount!.Value, scope));
    }

    public static Plan Plan(string id, string owner, string? parent, params PlanRow[] rows) => new() { Id = id, Title = new(id), Owner = owner, Parent = parent, Year = 2024, Rows = rows };

    public static PlanRow Row(string indicator, Target? target, params PlanPart[] parts) => new()
    {
        No = "1", Indicator = indicator, Origin = RowOrigin.Table, Title = indicator, Clause = "1", Target = target, Parts = parts,
        Levels = [Level.Province, Level.District, Level.Commune],
    };

    public static Target Target(TargetOperator op, decimal threshold, decimal? upper = null, TargetSelector? selector = null, Validity? validity = null) =>
        new(op, threshold, upper, selector, "", validity ?? Validity.Always);
}
