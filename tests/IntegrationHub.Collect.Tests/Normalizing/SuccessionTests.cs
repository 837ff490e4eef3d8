using System.Text.Json;
using IntegrationHub.Collect.Archive;
using IntegrationHub.Collect.Normalizing;
using IntegrationHub.Connectors;
using IntegrationHub.Contracts;
using IntegrationHub.Indicators.Catalogue;
using Xunit;

namespace IntegrationHub.Collect.Tests.Normalizing;

/// <summary>
/// Codes of units that have ended. North and south merged into joint on 16 February, joint was taken over by town on 1 July; west was
/// split into two on 16 February, and gone ended without successor.
/// </summary>
public sealed class SuccessionTests
{
    private static readonly DateOnly Merged = new(2026, 2, 16);
    private static readonly DateOnly TakenOver = new(2026, 7, 1);

    [Theory]
    [Trait("Fault", "F26")]
    [InlineData("N", "2026-02-15", "north")]
    [InlineData("N", "2026-02-16", "joint")]
    [InlineData("S", "2026-06-30", "joint")]
    [InlineData("N", "2026-07-01", "town")]
    [InlineData("J", "2026-07-01", "town")]
    [InlineData("W", "2026-02-15", "west")]
    public void An_old_code_means_the_unit_that_has_taken_over_by_the_day(string code, string day, string unit)
    {
        var message = Normalize(Records, Value(code, Day(day), Day(day).AddDays(1)));

        Assert.Empty(message.Rejections);
        Assert.Equal([unit], message.Units);
    }

    [Theory]
    [Trait("Fault", "F26")]
    [InlineData("W", "it went to 'west-1', 'west-2'")]
    [InlineData("G", "it went to 'province'")]
    public void An_old_code_of_a_unit_without_a_single_successor_is_rejected_and_says_who_has_its_work(string code, string proposed)
    {
        var rejection = Assert.Single(Normalize(Records, Value(code, Merged, Merged.AddDays(1))).Rejections);

        Assert.Equal(("E_SUCCESSION", Merged.DayNumber), (rejection.Code, rejection.Day));
        Assert.Contains("add an alias", rejection.Message, StringComparison.Ordinal);
        Assert.Contains(proposed, rejection.Message, StringComparison.Ordinal);
    }

    [Theory]
    [Trait("Fault", "F26")]
    [InlineData("000.02.0N.H1", "by its spelling it is 'H1.N.2', unit 'town'")]
    [InlineData("H1.N.3", "by its spelling it is below 'H1.N', unit 'north'")]
    [InlineData("X9", null)]
    public void An_unknown_code_is_rejected_with_what_it_may_be_by_its_spelling(string code, string? proposed)
    {
        var rejection = Assert.Single(Normalize(Records, Value(code, Merged, Merged.AddDays(1))).Rejections);

        Assert.Equal(("E_UNKNOWN_AGENCY", code), (rejection.Code, rejection.Sample));
        Assert.Equal(proposed is not null, rejection.Message.Contains("spelling", StringComparison.Ordinal));
        Assert.Contains(proposed ?? "", rejection.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("N", "2026-02-01", "2026-03-01")]
    [InlineData("J", "2026-02-01", "2026-03-01")]
    [InlineData("M", "2026-02-01", "2026-03-01")]
    public void A_period_across_a_change_of_its_unit_is_rejected(string code, string from, string to) =>
        Assert.Equal("E_STRADDLE", Assert.Single(Normalize(Months, Value(code, Day(from), Day(to))).Rejections).Code);

    [Theory]
    [InlineData("N", "2026-02-01", "2026-02-16", "north")]
    [InlineData("J", "2026-02-16", "2026-03-01", "joint")]
    [InlineData("N", "2026-02-16", "2026-03-01", "joint")]
    [InlineData("N", "2026-03-01", "2026-04-01", "joint")]
    [InlineData("M", "2026-01-01", "2026-02-01", "moved")]
    public void Parts_that_the_source_reports_itself_are_taken(string code, string from, string to, string unit)
    {
        var message = Normalize(Months, Value(code, Day(from), Day(to)));

        Assert.Empty(message.Rejections);
        Assert.Equal([unit], message.Units);
    }

    [Fact]
    public void Rows_that_are_checks_or_distinct_counts_may_cross_a_change()
    {
        Assert.Empty(Normalize(Months, Value("M", new(2026, 1, 1), new(2027, 1, 1))).Rejections);
        Assert.Empty(Normalize(Months, Value("M", new(2026, 2, 1), new(2026, 3, 1), scope: "subtree")).Rejections);
        Assert.Empty(Normalize(Months, Value("M", new(2026, 2, 1), new(2026, 3, 1), metric: "distinct")).Rejections);
    }

    [Fact]
    public void Delivered_days_of_an_old_code_are_those_of_the_successor_from_its_first_day()
    {
        var run = new StreamRun(Guid.NewGuid(), "source", "cases", Records, null!, new AgencyDirectory(Catalogue(), "source", "cases"), true);

        Assert.Equal(
            [("north", Merged.AddDays(-2).DayNumber, Merged.DayNumber), ("joint", Merged.DayNumber, Merged.AddDays(3).DayNumber)],
            run.Resolve([new Delivery("N", "Day", Merged.AddDays(-2), Merged.AddDays(3))]).Select(d => (d.Unit, d.FromDay, d.ToDay)));
    }

    private const string Records = "list";
    private const string Months = "months";

    private static Mapped Value(string code, DateOnly from, DateOnly to, string scope = "own", string metric = "count") => new(code, [new MappedValue(metric, from, to, 1, scope)]);

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private static MeasurementsReported Normalize(string stream, Mapped mapped)
    {
        var catalogue = Catalogue();
        using var body = JsonDocument.Parse("{}");
        return new Normalizer(catalogue, new Fixed(stream, mapped), new AgencyDirectory(catalogue, "source", "cases")).Normalize(
            new PageOrigin(Guid.NewGuid(), Guid.NewGuid(), "source", "cases", stream, null), [new Reading("case-1", body.RootElement.Clone(), DateTimeOffset.UnixEpoch)]);
    }

    private static HubCatalogue Catalogue()
    {
        Metric Metric(string code, MetricKind kind) => new()
        {
            Code = code, Name = new(code), Kind = kind, Unit = "case", Authorities = [],
            Feeds = new Dictionary<string, string?> { ["cases/list"] = "Day", ["cases/months"] = null },
        };
        OrgUnit Unit(string id, DateOnly? from = null, DateOnly? to = null) => new(id, "office", [Version(from, to, "province")]);
        UnitVersion Version(DateOnly? from, DateOnly? to, string parent) => new(new Validity(from, to), parent, Level.Commune, new Text("unit"));
        OrgUnit[] units =
        [
            new("province", "office", [new UnitVersion(Validity.Always, null, Level.Province, new Text("unit"))]),
            Unit("north", to: Merged), Unit("south", to: Merged), Unit("joint", Merged, TakenOver), Unit("town"), Unit("west", to: Merged), Unit("west-1", Merged), Unit("west-2", Merged),
            Unit("gone", to: Merged), new("moved", "office", [Version(null, Merged, "province"), Version(Merged, null, "town")]),
        ];
        return new HubCatalogue
        {
            Units = units.ToDictionary(u => u.Id),
            Successions =
            [
                new(Merged, SuccessionKind.Merge, ["north", "south"], ["joint"], ""), new(TakenOver, SuccessionKind.Transfer, ["joint"], ["town"], ""),
                new(Merged, SuccessionKind.Split, ["west"], ["west-1", "west-2"], "") { Shares = [new("west-1", 0.6m), new("west-2", 0.4m)] },
                new(Merged, SuccessionKind.Abolish, ["gone"], [], ""),
            ],
            Feeds = new Dictionary<string, Feed> { ["cases/list"] = new("cases/list", FeedKind.Records, Grain.Day), ["cases/months"] = new("cases/months", FeedKind.Snapshots, Grain.Month) },
            Metrics = new[] { Metric("count", MetricKind.Flow), Metric("distinct", MetricKind.NonAdditive) }.ToDictionary(m => m.Code),
            Indicators = new Dictionary<string, Indicator>(),
            Plans = new Dictionary<string, Plan>(),
            Aliases = [.. new[] { ("N", "north"), ("S", "south"), ("J", "joint"), ("W", "west"), ("G", "gone"), ("M", "moved"), ("H1.N", "north"), ("H1.N.2", "town") }.Select(a => new AgencyAlias("source", a.Item1, a.Item2, Validity.Always))],
        };
    }

    private sealed class Fixed(string stream, MappingResult result) : IStreamMapping
    {
        public string Stream => stream;

        public int Version => 1;

        public MappingResult Map(string key, JsonElement body) => result;
    }
}
