using Xunit;

namespace IntegrationHub.Connectors.DocumentManagement.Tests;

public sealed class ModuleTests
{
    private static readonly DocumentManagementModule Module = new();

    [Theory]
    [InlineData("baseUrl", null)]
    [InlineData("baseUrl", "https://hub:geheim@qlvb.example.gov.vn")]
    [InlineData("username", null)]
    [InlineData("password", " ")]
    [InlineData("rootAgency", null)]
    [InlineData("access", "cookie")]
    [InlineData("windowDays", "3")]
    [InlineData("pageSize", "5001")]
    [InlineData("backfillFrom", "01/12/2023")]
    public void Wrong_option_is_named_and_its_value_is_not(string name, string? value)
    {
        var options = new Dictionary<string, string> { ["baseUrl"] = "https://qlvb.example.gov.vn", ["username"] = "hub", ["password"] = "p", ["rootAgency"] = "H02" };
        options.Remove(name);
        if (value is not null)
        {
            options[name] = value;
        }

        var fault = Assert.Throws<ConnectorException>(() => Module.Create(new ConnectorContext("docs-test", options, TimeProvider.System)));
        Assert.Equal((FailureCategory.Configuration, "E_OPTION"), (fault.Category, fault.Code));
        Assert.Contains($"option {name} ", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_option_is_documented_in_both_languages_and_secrets_are_references()
    {
        Assert.All(Module.Options, option => Assert.All([option.TitleVi, option.TitleEn, option.HelpVi, option.HelpEn], text => Assert.NotEmpty(text)));
        Assert.All(Module.Options, option => Assert.True(option.Required || option.Default is not null || option.Example is not null));
        Assert.All(["password", "secretKey"], name => Assert.Equal(OptionType.Secret, Module.Options.Single(option => option.Name == name).Type));
    }

    [Fact]
    public void Every_stream_has_a_mapping_whose_examples_come_out_as_written()
    {
        Assert.Equal(Module.Streams.Select(stream => stream.Name).Order(), Module.Mappings.Select(mapping => mapping.Stream).Order());
        foreach (var stream in Module.Streams)
        {
            var result = Module.TestMapping(stream.Name);
            Assert.True(result.Count >= 9);
            Assert.Empty(result.Problems.Select(p => $"{stream.Name} {p.Line}: {p.Message}"));
        }
    }

    [Fact]
    public void Options_do_not_print_their_secrets() =>
        Assert.DoesNotContain("geheim", DocumentManagementOptions.Read(new ConnectorContext(
            "docs-test", new Dictionary<string, string> { ["baseUrl"] = "https://qlvb.example.gov.vn", ["username"] = "hub", ["password"] = "geheim", ["rootAgency"] = "H02" }, TimeProvider.System)).ToString(), StringComparison.Ordinal);
}
