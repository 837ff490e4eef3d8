using System.Text.Json;
using Xunit;

namespace IntegrationHub.Connectors.Manual.Tests;

public sealed class EntryMappingTests
{
    [Fact]
    public void Entry_states_one_amount_of_one_metric()
    {
        var mapped = Assert.IsType<Mapped>(Map("""{"metric":"m","unit":"so-gddt","from":"2024-09-30","to":"2024-10-01","amount":"1200.5"}"""));
        Assert.Equal("so-gddt", mapped.Agency);
        Assert.Equal(new MappedValue("m", new(2024, 9, 30), new(2024, 10, 1), 1200.5m), Assert.Single(mapped.Values));
    }

    [Fact]
    public void Undone_entry_counts_nowhere_and_is_no_zero() =>
        Assert.Empty(Assert.IsType<Mapped>(Map("""{"metric":"m","unit":"so-gddt","from":"2024-09-30","to":"2024-10-01","amount":null}""")).Values);

    [Theory]
    [InlineData("""{"unit":"u","from":"2024-09-30","to":"2024-10-01","amount":"1"}""", "E_BAD_ENTRY")]
    [InlineData("""{"metric":"m","unit":"u","from":"2024-09-30","to":"2024-09-30","amount":"1"}""", "E_BAD_ENTRY")]
    [InlineData("""{"metric":"m","unit":"u","from":"30/09/2024","to":"2024-10-01","amount":"1"}""", "E_BAD_ENTRY")]
    [InlineData("""{"metric":"m","unit":"u","from":"2024-09-30","to":"2024-10-01","amount":"12%"}""", "E_NOT_A_NUMBER")]
    [InlineData("""{"metric":"m","unit":"u","from":"2024-09-30","to":"2024-10-01","amount":"-1"}""", "E_NEGATIVE")]
    public void What_is_no_amount_is_refused(string body, string code) => Assert.Equal(code, Assert.IsType<Refused>(Map(body)).Code);

    private static MappingResult Map(string body) => new EntryMapping().Map("key", JsonElement.Parse(body));
}
