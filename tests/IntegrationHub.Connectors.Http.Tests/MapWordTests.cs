using System.Text.Json;
using IntegrationHub.Connectors.Http.Mappings;
using Xunit;

namespace IntegrationHub.Connectors.Http.Tests;

/// <summary>Words of a mapping: one of several conditions, a part of a difference, the source's own sequence, fields that are known and dropped.</summary>
public sealed class MapWordTests
{
    private const string Text = """
        stream: cases
        version: 1
        kind: records
        key: [id]
        agency: unit
        sequence: revision
        unused: [remark]
        personal: [person]
        fields:
          id: key
          unit: agency
          day: day?
          state: { code: [1, 2, 3] }
          sent: day?
          revision: number?
          total: count?
          secret: count?
          part: count?
        conditions:
          accepted: { state: [1] }
          late: { state: [2], sent: [present] }
          done: { anyOf: [accepted, late] }
        values:
          all: { on: day }
          done: { on: day, when: done }
        parts:
          - part <= total - secret
        """;

    [Theory]
    [InlineData("""{"id":"a","unit":"U","day":"2024-11-05","state":1}""", 2)]
    [InlineData("""{"id":"a","unit":"U","day":"2024-11-05","state":2}""", 1)]
    [InlineData("""{"id":"a","unit":"U","day":"2024-11-05","state":2,"sent":"2024-11-09"}""", 2)]
    [InlineData("""{"id":"a","unit":"U","day":"2024-11-05","state":3,"sent":"2024-11-09"}""", 1)]
    public void Any_of_several_conditions_is_enough(string record, int values) => Assert.Equal(values, Assert.IsType<Mapped>(Map(record)).Values.Count);

    [Fact]
    public void What_a_record_keeps_for_life_has_one_spelling_and_what_cannot_be_read_is_left_out()
    {
        var problems = new List<DefinitionProblem>();
        var mapping = new YamlMapping(MapReader.Read(Text.Replace("sequence: revision", "sequence: revision\nidentity: [unit, day, state, sent]", StringComparison.Ordinal), problems)!);
        Assert.Empty(problems);
        var was = mapping.IdentityOf(JsonElement.Parse("""{"id":"a","unit":"H02.36","day":"05/11/2024","state":"01","sent":"(unreadable)"}"""));
        Assert.Equal(new Dictionary<string, string> { ["unit"] = "H02.36", ["day"] = "2024-11-05", ["state"] = "1" }, was);
        Assert.Equal(was, mapping.IdentityOf(JsonElement.Parse("""{"id":"b","unit":"H02.36","day":"2024-11-05","state":1}""")));

        MapReader.Read(Text.Replace("sequence: revision", "identity: [nobody, sent]", StringComparison.Ordinal).Replace("sent: day?", "sent: present?", StringComparison.Ordinal), problems);
        Assert.Equal(["E_FIELD_UNKNOWN", "E_TYPE"], problems.Select(p => p.Code));
    }

    [Theory]
    [InlineData("\"total\":10,\"secret\":2,\"part\":8", null)]
    [InlineData("\"total\":10,\"secret\":2,\"part\":9", "9 > 8")]
    [InlineData("\"total\":10,\"part\":10", null)]
    public void Part_is_held_against_the_difference(string counts, string? sample) =>
        Assert.Equal(sample, (Map($$"""{"id":"a","unit":"U","day":"2024-11-05","state":1,{{counts}}}""") as Refused)?.Sample);

    [Theory]
    [InlineData("\"7\"", 7)]
    [InlineData("null", 0)]
    public void Sequence_of_the_source_goes_along(string revision, long sequence) =>
        Assert.Equal(sequence, Assert.IsType<Mapped>(Map($$"""{"id":"a","unit":"U","day":"2024-11-05","state":1,"revision":{{revision}}}""")).SourceSeq);

    [Fact]
    public void Field_that_is_known_and_dropped_is_no_news_and_does_not_stay()
    {
        var rows = new RowReader(MapReader.Require("test", Text));
        var reading = rows.Read(JsonElement.Parse("""{"id":"a","unit":"U","state":1,"remark":"x","person":"y","extra":"z"}"""u8), DateTimeOffset.UnixEpoch);
        Assert.Equal(["extra"], rows.AddedFields);
        Assert.Equal(["id", "unit", "state"], reading.Body.EnumerateObject().Select(member => member.Name));
    }

    [Theory]
    [InlineData("anyOf: [accepted, late]", "anyOf: [accepted, never]", "E_CONDITION_UNKNOWN")]
    [InlineData("anyOf: [accepted, late]", "anyOf: [done]", "E_CONDITION_UNKNOWN")]
    [InlineData("total - secret", "total - hidden", "E_FIELD_UNKNOWN")]
    [InlineData("sequence: revision", "sequence: number", "E_FIELD_UNKNOWN")]
    public void Name_that_is_not_there_is_reported(string right, string wrong, string code)
    {
        var problems = new List<DefinitionProblem>();
        Assert.Null(MapReader.Read(Text.Replace(right, wrong, StringComparison.Ordinal), problems));
        Assert.Equal([code], problems.Select(problem => problem.Code));
    }

    private static MappingResult Map(string record)
    {
        var map = MapReader.Require("test", Text);
        var reading = new RowReader(map).Read(JsonElement.Parse(record), DateTimeOffset.UnixEpoch);
        return new YamlMapping(map).Map(reading.Key, reading.Body);
    }
}
