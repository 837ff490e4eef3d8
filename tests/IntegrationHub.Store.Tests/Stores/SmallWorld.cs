using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Indicators.OrgUnits;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Figures;
using IntegrationHub.Testing;

namespace IntegrationHub.Store.Tests.Stores;

/// <summary>
/// A province P with districts A and B and communes A1, A2, B1; M moved from A to B on 15 February. Cases are counted by their dates,
/// surveys come as monthly counts, and it is 10 March 2024.
/// </summary>
public static class SmallWorld
{
    public const string Cases = "office/cases";
    public const string Surveys = "office/surveys";
    public const string OnReceipt = "receivedOn";
    public const string OnCompletion = "completedOn";

    public static DateOnly Today { get; } = new(2024, 3, 10);

    public static DateOnly Moved { get; } = new(2024, 2, 15);

    public static IReadOnlyList<string> Units { get; } = ["P", "A", "B", "A1", "A2", "B1", "M"];

    /// <summary>Who has an agency code and so is expected to report.</summary>
    public static IReadOnlyList<string> Communes { get; } = ["A1", "A2", "B1", "M"];

    public static FakeClock Clock() => new(new DateTimeOffset(2024, 3, 10, 8, 0, 0, TimeSpan.FromHours(7)));

    public static ActiveCatalogue Declared(long version = 1, bool withPlans = true, string formula = "ratio(online, received)") => new(version, new()
    {
        Units = new[]
        {
            Unit("P", Level.Province, null), Unit("A", Level.District, "P"), Unit("B", Level.District, "P"),
            Unit("A1", Level.Commune, "A"), Unit("A2", Level.Commune, "A"), Unit("B1", Level.Commune, "B"),
            new("M", "commune",
            [
                new(new(null, Moved), "A", Level.Commune, new("M")),
                new(new(Moved, null), "B", Level.Commune, new("M")),
            ]),
        }.ToDictionary(u => u.Id),
        Feeds = new Dictionary<string, Feed> { [Cases] = new(Cases, FeedKind.Records, Grain.Day), [Surveys] = new(Surveys, FeedKind.Snapshots, Grain.Month) },
        Metrics = new[]
        {
            Metric("received", Cases, OnReceipt), Metric("online", Cases, OnReceipt, "received"),
            Metric("done", Cases, OnCompletion), Metric("early", Cases, OnCompletion, "done"),
            Metric("asked", Surveys, null), Metric("content", Surveys, null, "asked"),
            Metric("planned", Surveys, null) with { Scale = 3, Unit = "VND" }, Metric("spent", Surveys, null) with { Scale = 3, Unit = "VND" },
        }.ToDictionary(m => m.Code),
        Indicators = new[]
        {
            Indicator("online-rate", formula), Indicator("early-rate", "ratio(early, done)"),
            Indicator("backlog", "ratio(done, received)") with { IndependentPairing = true },
            Indicator("content-rate", "ratio(content, asked)"), Indicator("spending", "ratio(spent, planned)"),
        }.ToDictionary(i => i.Code),
        Plans = withPlans ? new[] { Plan("province", "P", null), Plan("district", "A", "province") }.ToDictionary(p => p.Id) : [],
        Aliases = [.. Communes.Select(u => new AgencyAlias("office", u, u, Validity.Always))],
    }, [], new CatalogueFiles([]));

    public static DateOnly Day(int month, int day) => new(2024, month, day);

    /// <summary>All days of a span were read for a unit by a date field.</summary>
    public static UnitDelivery Read(string unit, DateOnly from, DateOnly to, string on = OnReceipt) => new(unit, on, from.DayNumber, to.DayNumber);

    /// <summary>A case counts on the day of receipt, and once completed on that day as well.</summary>
    public static Revision Case(string record, long observedAt, string unit, DateOnly received, bool online = false, DateOnly? done = null, bool early = false)
    {
        List<Value> values = [On("received", received)];
        if (online)
        {
            values.Add(On("online", received));
        }

        if (done is { } end)
        {
            values.Add(On("done", end));
            if (early)
            {
                values.Add(On("early", end));
            }
        }

        return new(record, observedAt, values);

        Value On(string metric, DateOnly day) => new(unit, metric, day, day.AddDays(1), 1);
    }

    /// <summary>A unit's counts of a month.</summary>
    public static Revision Survey(string unit, int month, long observedAt, params (string Metric, long Amount)[] counts)
    {
        var from = new DateOnly(2024, month, 1);
        return new($"{unit}|{month}", observedAt, [.. counts.Select(c => new Value(unit, c.Metric, from, from.AddMonths(1), c.Amount))]);
    }

    private static OrgUnit Unit(string id, Level level, string? parent) => new(id, Levels.Word(level), [new(Validity.Always, parent, level, new(id))]);

    private static Metric Metric(string code, string feed, string? on, string? subsetOf = null) => new()
    {
        Code = code,
        Name = new(code),
        Kind = MetricKind.Flow,
        Unit = "case",
        SubsetOf = subsetOf,
        Feeds = new Dictionary<string, string?> { [feed] = on },
        Authorities = [new(feed, null, null, Validity.Always)],
    };

    private static Indicator Indicator(string code, string formula) => new() { Code = code, Name = new(code), Kind = RowKind.Ratio, Formula = formula };

    private static Plan Plan(string id, string owner, string? parent) => new()
    {
        Id = id,
        Title = new(id),
        Owner = owner,
        Parent = parent,
        Year = 2024,
        Rows =
        [
            .. new[] { ("online-rate", 70m), ("early-rate", 50m), ("backlog", 90m), ("content-rate", 80m), ("spending", 50m) }.Select(r => new PlanRow
            {
                No = r.Item1,
                Indicator = r.Item1,
                Origin = RowOrigin.Table,
                Title = r.Item1,
                Clause = "",
                Target = new(TargetOperator.Greater, r.Item2, null, null, $"> {r.Item2}", Validity.Always),
            }),
        ],
    };
}
