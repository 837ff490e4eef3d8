using Xunit;

namespace IntegrationHub.Connectors.Tthc.Tests;

public sealed class ModuleTests
{
    private static readonly TthcModule Module = new();

    [Theory]
    [InlineData("baseUrl", null)]
    [InlineData("baseUrl", "tthc.example.gov.vn")]
    [InlineData("baseUrl", "https://hub:geheim@tthc.example.gov.vn")]
    [InlineData("baseUrl", "ftp://tthc.example.gov.vn")]
    [InlineData("username", " ")]
    [InlineData("password", null)]
    [InlineData("concurrency", "0")]
    [InlineData("concurrency", "viele")]
    [InlineData("windowDays", "400")]
    [InlineData("pageSize", "5001")]
    [InlineData("backfillFrom", "01/12/2023")]
    public void Wrong_option_is_named_and_its_value_is_not(string name, string? value)
    {
        var options = new Dictionary<string, string> { ["baseUrl"] = "https://tthc.example.gov.vn", ["username"] = "hub", ["password"] = "p" };
        options.Remove(name);
        if (value is not null)
        {
            options[name] = value;
        }

        var fault = Assert.Throws<ConnectorException>(() => Module.Create(new ConnectorContext("tthc-test", options, TimeProvider.System)));
        Assert.Equal((FailureCategory.Configuration, "E_OPTION"), (fault.Category, fault.Code));
        Assert.Contains($"option {name} ", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_option_is_documented_in_both_languages_and_secrets_are_references()
    {
        Assert.All(Module.Options, option => Assert.All([option.TitleVi, option.TitleEn, option.HelpVi, option.HelpEn], text => Assert.NotEmpty(text)));
        Assert.All(Module.Options, option => Assert.True(option.Required || option.Default is not null));
        Assert.Equal(OptionType.Secret, Module.Options.Single(option => option.Name == "password").Type);
    }

    [Fact]
    public void Every_stream_has_a_mapping() =>
        Assert.Equal(Module.Streams.Select(stream => stream.Name), Module.Mappings.Select(mapping => mapping.Stream));

    [Fact]
    public async Task Pull_without_any_agency_of_the_new_form_is_a_matter_of_configuration()
    {
        await using var connector = Hub.Connect("http://127.0.0.1:1", new("hub", "p"), TimeProvider.System);
        var fault = await Assert.ThrowsAsync<ConnectorException>(() => new Hub().PullAsync(connector, Hub.Ask(TthcModule.DossierStreamName, ["000.07.36.H02"])));
        Assert.Equal((FailureCategory.Configuration, "E_NO_AGENCY"), (fault.Category, fault.Code));
    }
}
