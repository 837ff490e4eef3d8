using Xunit;

namespace IntegrationHub.Connectors.Registers.Tests;

public sealed class ModuleTests
{
    private static readonly RegistersModule Module = new();

    [Theory]
    [InlineData("baseUrl", null)]
    [InlineData("baseUrl", "https://hub:geheim@dm.example.gov.vn")]
    [InlineData("access", "geheim")]
    [InlineData("username", " ")]
    [InlineData("password", null)]
    [InlineData("pageSize", "5001")]
    [InlineData("probeSeconds", "61")]
    [InlineData("backfillFrom", "01/12/2023")]
    public void Wrong_option_is_named_and_its_value_is_not(string name, string? value)
    {
        var options = new Dictionary<string, string> { ["baseUrl"] = "https://dm.example.gov.vn", ["username"] = "hub", ["password"] = "p" };
        options.Remove(name);
        if (value is not null)
        {
            options[name] = value;
        }

        var fault = Assert.Throws<ConnectorException>(() => Module.Create(new ConnectorContext("pay", options, TimeProvider.System)));
        Assert.Equal((FailureCategory.Configuration, "E_OPTION"), (fault.Category, fault.Code));
        Assert.Contains($"option {name} ", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_option_is_documented_in_both_languages_and_secrets_are_references()
    {
        Assert.All(Module.Options, option => Assert.All([option.TitleVi, option.TitleEn, option.HelpVi, option.HelpEn], text => Assert.NotEmpty(text)));
        Assert.All(Module.Options, option => Assert.True(option.Required || option.Default is not null || option.Example is not null));
        Assert.All(Module.Options.Where(option => option.Name is "password" or "secretKey"), option => Assert.Equal(OptionType.Secret, option.Type));
    }

    [Fact]
    public void Every_stream_has_a_mapping_of_its_kind() => Assert.Equal(Module.Streams.Select(stream => stream.Name).Order(), Module.Mappings.Select(mapping => mapping.Stream).Order());

    [Theory]
    [InlineData(RegistersModule.Systems)]
    [InlineData(RegistersModule.Databases)]
    [InlineData(RegistersModule.Cameras)]
    [InlineData(RegistersModule.Portals)]
    [InlineData(RegistersModule.Inspections)]
    [InlineData(RegistersModule.News)]
    public void Examples_beside_each_mapping_come_out_as_written(string stream)
    {
        var result = Module.TestMapping(stream);
        Assert.True(result.Count >= 5);
        Assert.Empty(result.Problems.Select(p => $"{p.Line}: {p.Message}"));
    }

    [Theory]
    [InlineData("""{"v":2,"stream":"STREAM","readOn":null,"next":null,"backfill":null}""")]
    [InlineData("""{"v":1,"stream":"other","readOn":null,"next":null,"backfill":null}""")]
    [InlineData("""{"v":1,"stream":"STREAM","readOn":"20.12.2024","next":null,"backfill":null}""")]
    [InlineData("""{"v":1,"stream":"STREAM"}""")]
    [InlineData("2024-12-20")]
    [InlineData("")]
    public async Task Position_that_cannot_be_read_is_neither_a_full_read_nor_from_now(string cursor)
    {
        await using var connector = Hub.Connect("http://127.0.0.1:1", new("hub", "p"), TimeProvider.System, ("probeHosts", "xa.example.gov.vn"));
        foreach (var stream in Module.Streams.Select(s => s.Name))
        {
            var request = Hub.Ask(stream, "H02.36") with { Cursor = cursor.Replace("STREAM", stream, StringComparison.Ordinal) };
            var fault = await Assert.ThrowsAsync<ConnectorException>(async () => await connector.PullAsync(request, CancellationToken.None).GetAsyncEnumerator().MoveNextAsync());
            Assert.Equal((FailureCategory.Configuration, "E_CURSOR"), (fault.Category, fault.Code));
        }
    }

    [Fact]
    public async Task Portals_without_a_host_that_may_be_looked_at_are_a_matter_of_configuration()
    {
        await using var connector = Hub.Connect("http://127.0.0.1:1", new("hub", "p"), TimeProvider.System);
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => new Hub().PullAsync(connector, Hub.Ask(RegistersModule.Portals, "H02.36.07")));
        Assert.Equal((FailureCategory.Configuration, "E_OPTION"), (fault.Category, fault.Code));
        Assert.Contains("probeHosts", fault.Message, StringComparison.Ordinal);
    }
}
