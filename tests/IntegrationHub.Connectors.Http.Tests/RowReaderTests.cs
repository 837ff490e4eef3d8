using System.Text;
using System.Text.Json;
using IntegrationHub.Connectors.Http.Mappings;
using Xunit;

namespace IntegrationHub.Connectors.Http.Tests;

public sealed class RowReaderTests
{
    private static readonly MapFile Map = MapReader.Require("test", """
        stream: s
        version: 1
        kind: snapshots
        key: [agency, day]
        agency: agency
        period: day
        fields:
          agency: agency
          day: day
          n: count?
          a: amount?
          items: { optional: true, list: { code: key, on: { code: [0, 1] } } }
        personal: [who]
        conditions: { isOn: { on: [1] } }
        values:
          m.n: n
          m.a: a
          m.items: { count: items, distinct: code }
          m.on: { count: items, where: isOn, distinct: code }
        """);

    [Theory]
    [InlineData("1.0E+3", 1000)]
    [InlineData("1000.0", 1000)]
    [InlineData("1000.000", 1000)]
    [InlineData("\"1.234\"", 1234)]
    [InlineData("\"1000\"", 1000)]
    public void Count_is_read_as_the_number_that_it_is(string json, int expected) => Assert.Equal(expected, Values($$"""{"n":{{json}}}""").Single(v => v.Metric == "m.n").Amount);

    [Fact]
    public void Json_number_with_three_decimals_is_no_thousands()
    {
        Assert.Equal(("E_NOT_A_NUMBER", "n"), Refusal("""{"n":1.234}"""));
        Assert.Equal(1.234m, Values("""{"a":1.234}""").Single(v => v.Metric == "m.a").Amount);
        Assert.Equal(12345678901234567890.5m, Values("""{"a":12345678901234567890.5}""").Single(v => v.Metric == "m.a").Amount);
    }

    [Fact]
    public void Item_that_is_no_record_is_refused_and_not_one_item_less() =>
        Assert.Equal(("E_FIELD_MISSING", "code"), Refusal("""{"items":[{"code":"A","on":1},"B"]}"""));

    [Fact]
    public void Items_that_stand_twice_count_once_and_an_empty_list_is_zero()
    {
        var values = Values("""{"items":[{"code":"A","on":1},{"code":"A","on":1},{"code":"B","on":0}]}""");
        Assert.Equal((2m, 1m), (values.Single(v => v.Metric == "m.items").Amount, values.Single(v => v.Metric == "m.on").Amount));
        Assert.Equal([0m, 0m], Values("""{"items":[]}""").Select(v => v.Amount));
    }

    [Fact]
    public void Field_that_tells_items_apart_must_be_one_of_theirs()
    {
        var problems = new List<DefinitionProblem>();
        Assert.Null(MapReader.Read("""
            stream: s
            version: 1
            kind: snapshots
            key: [agency]
            agency: agency
            period: day
            fields: { agency: agency, day: day, items: { list: { code: key } } }
            values: { m.items: { count: items, distinct: name }, m.n: { distinct: code } }
            """, problems));
        Assert.Equal(["E_FIELD_UNKNOWN", "E_FIELD_UNKNOWN"], problems.Select(p => p.Code));
    }

    [Fact]
    public void What_the_connector_knows_goes_before_the_row_and_personal_fields_are_no_news()
    {
        var reader = new RowReader(Map);
        var reading = reader.Read(JsonElement.Parse("""{"AGENCY":"h02.36","day":"2024-01-01","who":"x","fresh":1}"""u8), DateTimeOffset.UnixEpoch, new Dictionary<string, string> { ["day"] = "2024-12-20" });
        Assert.Equal("H02.36|2024-12-20", reading.Key);
        Assert.Equal(["fresh"], reader.AddedFields);
    }

    private static IReadOnlyList<MappedValue> Values(string json) => Assert.IsType<Mapped>(MapRow(json)).Values;

    private static (string, string) Refusal(string json) => Assert.IsType<Refused>(MapRow(json)) is var refused ? (refused.Code, refused.Place) : default;

    private static MappingResult MapRow(string json)
    {
        var row = $$"""[{"agency":"H02.36","day":"2024-12-20",{{json[1..]}}]""";
        var reading = new RowReader(Map).Read(Encoding.UTF8.GetBytes(row), DateTimeOffset.UnixEpoch).Readings.Single();
        return new YamlMapping(Map).Map(reading.Key, reading.Body);
    }
}
