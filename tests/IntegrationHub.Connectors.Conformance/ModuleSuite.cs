using Xunit;

namespace IntegrationHub.Connectors.Conformance;

/// <summary>What holds of the module of every connector that signs in over HTTP. A connector's own tests inherit it.</summary>
public abstract class ModuleSuite(ConnectorModule module)
{
    /// <summary>Stands in wrong options and in passwords: no message may repeat it.</summary>
    protected const string Secret = "geheim";

    /// <summary>Options that a source needs, beside baseUrl, username and password.</summary>
    protected virtual IReadOnlyList<(string Name, string Value)> Needed(string? stream) => [];

    /// <summary>Further options that are wrong; null takes the option away.</summary>
    protected abstract IReadOnlyList<(string Name, string? Value)> Wrong { get; }

    protected virtual int FewestExamples => 5;

    [Fact]
    public void Wrong_option_is_named_and_its_value_is_not() => Assert.All(
        [("baseUrl", null), ("baseUrl", $"https://hub:{Secret}@nguon.example.gov.vn"), ("password", null), ("backfillFrom", "01/12/2023"), ("pageSize", "1000000"), .. Wrong],
        wrong =>
        {
            var options = Options(null);
            options.Remove(wrong.Item1);
            if (wrong.Item2 is { } value)
            {
                options[wrong.Item1] = value;
            }

            var fault = Assert.Throws<ConnectorException>(() => module.Create(new ConnectorContext("source-test", options, TimeProvider.System)));
            Assert.Equal((FailureCategory.Configuration, "E_OPTION"), (fault.Category, fault.Code));
            Assert.Contains($"option {wrong.Item1} ", fault.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(Secret, fault.Message, StringComparison.Ordinal);
        });

    [Fact]
    public void Every_option_is_documented_in_both_languages_and_secrets_are_references()
    {
        Assert.All(module.Options, option => Assert.All([option.TitleVi, option.TitleEn, option.HelpVi, option.HelpEn], text => Assert.NotEmpty(text)));
        Assert.All(module.Options, option => Assert.True(option.Required || option.Default is not null || option.Example is not null, option.Name));
        Assert.All(module.Options.Where(option => option.Name is "password" or "secretKey"), option => Assert.Equal(OptionType.Secret, option.Type));
    }

    [Fact]
    public void Every_stream_has_a_mapping_whose_examples_come_out_as_written()
    {
        Assert.Equal(module.Streams.Select(stream => stream.Name).Order(), module.Mappings.Select(mapping => mapping.Stream).Order());
        foreach (var stream in module.Streams)
        {
            var result = module.TestMapping(stream.Name);
            Assert.True(result.Count >= FewestExamples, $"{stream.Name} has {result.Count} examples");
            Assert.Empty(result.Problems.Select(p => $"{stream.Name} {p.Line}: {p.Message}"));
        }
    }

    [Theory]
    [InlineData("""{"v":2,"stream":"STREAM","readOn":null,"readTo":null,"next":null,"backfill":null}""")]
    [InlineData("""{"v":1,"stream":"other","readOn":null,"readTo":null,"next":null,"backfill":null}""")]
    [InlineData("""{"v":1,"stream":"STREAM","readOn":"20.12.2024","readTo":"20.12.2024","next":null,"backfill":null}""")]
    [InlineData("""{"v":1,"stream":"STREAM"}""")]
    [InlineData("2024-12-20")]
    [InlineData("")]
    public async Task Position_that_cannot_be_read_is_neither_a_full_read_nor_from_now(string cursor)
    {
        foreach (var stream in module.Streams.Select(s => s.Name))
        {
            await using var connector = module.Create(new ConnectorContext("source-test", Options(stream), TimeProvider.System));
            var request = new PullRequest
            {
                Stream = stream, Cursor = cursor.Replace("STREAM", stream, StringComparison.Ordinal), From = ConnectorHub.First, Agencies = ["H02.36"], Open = [],
            };
            var fault = await Assert.ThrowsAsync<ConnectorException>(async () => await connector.PullAsync(request, CancellationToken.None).GetAsyncEnumerator().MoveNextAsync());
            Assert.Equal((stream, FailureCategory.Configuration, "E_CURSOR"), (stream, fault.Category, fault.Code));
            Assert.Contains("hub source reset source-test", fault.Message, StringComparison.Ordinal);
        }
    }

    private Dictionary<string, string> Options(string? stream)
    {
        // Nobody listens there: what goes as far as the network fails in another way.
        var options = new Dictionary<string, string> { ["baseUrl"] = "http://127.0.0.1:1", ["username"] = "hub", ["password"] = Secret };
        foreach (var (name, value) in Needed(stream))
        {
            options[name] = value;
        }

        return options;
    }
}
