using IntegrationHub.Connectors.Described;
using Xunit;

namespace IntegrationHub.Connectors.Sql.Tests;

public sealed class QueryCheckTests
{
    [Theory]
    [InlineData("DELETE FROM t", "E_QUERY_STATEMENT")]
    [InlineData("SELECT 1; DROP TABLE t", "E_QUERY_STATEMENT")]
    [InlineData("SELECT * INTO x FROM t", "E_QUERY_STATEMENT")]
    [InlineData("WITH d AS (DELETE FROM t RETURNING a) SELECT a FROM d", "E_QUERY_STATEMENT")]
    [InlineData("SELECT dblink_exec('x', 'y')", "E_QUERY_STATEMENT")]
    [InlineData("SELECT pg_read_file('x')", "E_QUERY_STATEMENT")]
    [InlineData("SELECT a FROM t WHERE d = @today", "E_PLACEHOLDER")]
    [InlineData("", "E_PROPERTY_MISSING")]
    public void Statement_that_is_no_single_select_is_named(string sql, string code) =>
        Assert.Contains(Define(sql), p => p.Code == code && p.Line >= 10 && p.Remedy.Length > 0);

    [Theory]
    [InlineData("SELECT a, d, n FROM t WHERE d >= @from AND d < @to;")]
    [InlineData("WITH x AS (SELECT * FROM t) SELECT a, d, 'drop; @x' AS k, n FROM x -- ; @y delete")]
    [InlineData("SELECT a, d, n FROM t WHERE tags @> ARRAY[1] AND d = @day")]
    public void One_select_is_taken(string sql) => Assert.Empty(Define(sql));

    [Fact]
    public void Examples_beside_the_mapping_come_out_as_written()
    {
        var definition = DescribedHub.Catalogue("sql").Single();
        Assert.Empty(new SqlModule().Define(definition)!.Problems);
        var result = new SqlModule().TestMapping(definition.Stream, definition, DescribedHub.Examples("sql", definition.Stream));
        Assert.True(result.Count >= 5);
        Assert.Empty(result.Problems.Select(p => $"{p.Line}: {p.Message}"));
    }

    [Fact]
    public void Every_option_is_documented_in_both_languages_and_the_connection_is_a_secret()
    {
        Assert.All(new SqlModule().Options, o => Assert.All([o.TitleVi, o.TitleEn, o.HelpVi, o.HelpEn], text => Assert.NotEmpty(text)));
        Assert.Equal(OptionType.Secret, new SqlModule().Options.Single(o => o.Name == "connection").Type);
    }

    private static IReadOnlyList<DefinitionProblem> Define(string sql) => new SqlModule().Define(DescribedHub.Definition("sql", "things", $$"""
        stream: things
        version: 1
        kind: snapshots
        key: [a, d]
        agency: a
        period: d
        fields: { a: agency, d: day, n: count? }
        values:
          x.y: n
        query:
          sql: "{{sql}}"
        """))!.Problems;
}
