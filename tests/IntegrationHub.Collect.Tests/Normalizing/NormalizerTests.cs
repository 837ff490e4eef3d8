using System.Text.Json;
using IntegrationHub.Collect.Normalizing;
using IntegrationHub.Connectors;
using IntegrationHub.Contracts;
using IntegrationHub.Indicators.Catalogue;
using Xunit;

namespace IntegrationHub.Collect.Tests.Normalizing;

public sealed class NormalizerTests
{
    private static readonly DateOnly Day = new(2024, 3, 5);

    [Fact]
    public void A_mapped_reading_becomes_a_measurement_of_its_unit()
    {
        var message = Normalize(new Mapped("H1", [new MappedValue("count", Day, Day.AddDays(1), 1)]));

        Assert.Equal(["case-1"], message.Records);
        Assert.Equal(("commune", "count", Day.DayNumber, Day.DayNumber + 1, 1L),
            (message.Units[message.UnitOf[0]], message.Metrics[message.MetricOf[0]], message.From[0], message.To[0], message.Amounts[0]));
        Assert.Empty(message.Rejections);
    }

    [Fact]
    public void An_unknown_agency_is_rejected_with_its_code_and_the_remedy()
    {
        var rejection = Assert.Single(Normalize(new Mapped("X9", [new MappedValue("count", Day, Day.AddDays(1), 1)])).Rejections);

        Assert.Equal(("E_UNKNOWN_AGENCY", "X9"), (rejection.Code, rejection.Sample));
        Assert.Contains("hub alias add", rejection.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_unit_outside_the_roster_is_rejected_but_its_roll_up_rows_are_not()
    {
        Assert.Equal("E_ROSTER", Assert.Single(Normalize(new Mapped("H0", [new MappedValue("count", Day, Day.AddDays(1), 1)])).Rejections).Code);
        Assert.Empty(Normalize(new Mapped("H0", [new MappedValue("count", Day, Day.AddDays(1), 1, "subtree")])).Rejections);
    }

    [Fact]
    public void A_record_that_spans_more_than_a_day_is_rejected() =>
        Assert.Equal("E_GRAIN", Assert.Single(Normalize(new Mapped("H1", [new MappedValue("count", Day, Day.AddDays(2), 1)])).Rejections).Code);

    [Fact]
    public void Amounts_are_scaled_exactly_and_finer_ones_are_rejected()
    {
        Assert.Equal(1250, Normalize(new Mapped("H1", [new MappedValue("money", Day, Day.AddDays(1), 12.5m)])).Amounts[0]);
        Assert.Equal("E_SCALE", Assert.Single(Normalize(new Mapped("H1", [new MappedValue("money", Day, Day.AddDays(1), 0.001m)])).Rejections).Code);
    }

    [Fact]
    public void A_refused_reading_keeps_reason_unit_and_day()
    {
        var rejection = Assert.Single(Normalize(new Refused("E_NEGATIVE", "soLieu.x", "below zero", "H1", Day, "-3")).Rejections);

        Assert.Equal(("E_NEGATIVE", "soLieu.x", "commune", Day.DayNumber, "-3"), (rejection.Code, rejection.Place, rejection.Unit, rejection.Day!.Value, rejection.Sample));
    }

    [Fact]
    public void The_unit_of_a_code_is_that_of_the_values_day()
    {
        var message = Normalize(new Mapped("H1",
        [
            new MappedValue("count", Day, Day.AddDays(1), 1),
            new MappedValue("count", new DateOnly(2025, 7, 2), new DateOnly(2025, 7, 3), 1),
        ]));

        Assert.Equal(["commune", "successor"], message.UnitOf.Select(u => message.Units[u]));
    }

    private static MeasurementsReported Normalize(MappingResult result)
    {
        var catalogue = Catalogue();
        var normalizer = new Normalizer(catalogue, new Fixed(result), new AgencyDirectory(catalogue, "source", "cases"));
        using var body = JsonDocument.Parse("{}");
        return normalizer.Normalize(
            new PageOrigin(Guid.NewGuid(), Guid.NewGuid(), "source", "cases", "list", null),
            [new Reading("case-1", body.RootElement.Clone(), DateTimeOffset.UnixEpoch)]);
    }

    private static HubCatalogue Catalogue()
    {
        var feeds = new Dictionary<string, string?> { ["cases/list"] = "Day" };
        Metric Metric(string code, int scale) => new()
        {
            Code = code, Name = new(code), Kind = MetricKind.Flow, Unit = "case", Scale = scale, Feeds = feeds, Authorities = [],
            Roster = [new RosterEntry(null, Level.Commune, [], Validity.Always)],
        };
        OrgUnit Unit(string id, Level level) => new(id, "office", [new UnitVersion(Validity.Always, null, level, new Text(id))]);
        var change = new DateOnly(2025, 7, 1);
        return new HubCatalogue
        {
            Units = new[] { Unit("province", Level.Province), Unit("commune", Level.Commune), Unit("successor", Level.Commune) }.ToDictionary(u => u.Id),
            Feeds = new Dictionary<string, Feed> { ["cases/list"] = new("cases/list", FeedKind.Records, Grain.Day) },
            Metrics = new[] { Metric("count", 0), Metric("money", 2) }.ToDictionary(m => m.Code),
            Indicators = new Dictionary<string, Indicator>(),
            Plans = new Dictionary<string, Plan>(),
            Aliases =
            [
                new("source", "H0", "province", Validity.Always),
                new("source", "H1", "commune", new Validity(null, change)),
                new("source", "H1", "successor", new Validity(change, null)),
            ],
        };
    }

    private sealed class Fixed(MappingResult result) : IStreamMapping
    {
        public string Stream => "list";

        public int Version => 1;

        public MappingResult Map(string key, JsonElement body) => result;
    }
}
