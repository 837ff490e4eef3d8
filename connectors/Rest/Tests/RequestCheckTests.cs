using IntegrationHub.Connectors.Described;
using Xunit;

namespace IntegrationHub.Connectors.Rest.Tests;

public sealed class RequestCheckTests
{
    [Theory]
    [InlineData("path: /rows\n  rows: a", 12, "E_REQUEST_PATH")]
    [InlineData("path: a/../b\n  rows: a", 12, "E_REQUEST_PATH")]
    [InlineData("path: http://x/rows", 12, "E_REQUEST_PATH")]
    [InlineData("path: rows\n  metod: GET", 13, "E_PROPERTY_UNKNOWN")]
    [InlineData("path: rows\n  method: PUT", 13, "E_WORD")]
    [InlineData("path: rows\n  query: { a: \"{pge}\" }", 13, "E_PLACEHOLDER")]
    [InlineData("path: rows\n  paging: { by: page }", 13, "E_PLACEHOLDER")]
    [InlineData("path: rows\n  paging: { by: cursor }\n  query: { a: \"{cursor}\" }", 13, "E_PROPERTY_MISSING")]
    [InlineData("path: rows\n  paging: { by: pages }", 13, "E_WORD")]
    [InlineData("path: rows\n  query: { d: \"{day}\" }", 11, "E_PLACEHOLDER")]
    [InlineData("path: rows\n  window: week", 13, "E_WORD")]
    [InlineData("path: rows\n  body: '{\"a\":1}'", 13, "E_PLACEHOLDER")]
    [InlineData("path: rows\n  method: POST\n  body: '{\"a\":{from}'", 14, "E_REQUEST_BODY")]
    [InlineData("path: rows\n  dates: mm/dd/yyyy", 13, "E_WORD")]
    [InlineData("path: rows\n  overlap: 9999", 13, "E_RANGE")]
    public void Wrong_word_is_named_with_its_line_and_a_remedy(string request, int line, string code)
    {
        var problems = Define($"request:\n  {request}");
        Assert.Contains(problems, p => p.Code == code && (p.Line == line || code == "E_PLACEHOLDER") && p.Remedy.Length > 0);
    }

    [Fact]
    public void Mapping_without_a_request_is_refused() => Assert.Equal("E_PROPERTY_MISSING", Assert.Single(Define("")).Code);

    [Fact]
    public void Right_words_give_a_stream() => Assert.Empty(Define("request: { path: rows, query: { a: \"{from}\" } }"));

    [Fact]
    public void Every_option_is_documented_in_both_languages()
    {
        Assert.All(new RestModule().Options, o => Assert.All([o.TitleVi, o.TitleEn, o.HelpVi, o.HelpEn], text => Assert.NotEmpty(text)));
        Assert.All(new RestModule().Options.Where(o => o.Name is "password" or "secretKey"), o => Assert.Equal(OptionType.Secret, o.Type));
    }

    private static IReadOnlyList<DefinitionProblem> Define(string request) => new RestModule().Define(DescribedHub.Definition("rest", "things", $$"""
        stream: things
        version: 1
        kind: snapshots
        key: [ma, ngay]
        agency: ma
        period: ngay
        fields: { ma: agency, ngay: day, n: count? }
        values:
          a.b: n

        {{request}}
        """))!.Problems;
}
