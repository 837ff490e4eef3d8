using IntegrationHub.Indicators.Catalogue;
using IntegrationHub.Store.Catalogue;
using Xunit;

namespace IntegrationHub.Store.Tests.Catalogue;

public sealed class SourceTextTests
{
    [Fact]
    public void Everything_that_a_source_says_is_written_and_read_again()
    {
        var source = new SourceDefinition(
            "all-of-it", "tthc", new Text("Tên: \"thử\" # không phải ghi chú", "Name"), ["dossiers", "period-snapshots"], "*/15 * * * *", false,
            new Dictionary<string, SourceOption> { ["baseUrl"] = new("https://x.example.gov.vn/a?b=c&d", false), ["password"] = new("file:/run/a b", true), ["pageSize"] = new("100", false), ["user"] = new("null", false) })
        {
            Systems = ["tthc"], Budget = new RequestBudget(60, BudgetSpan.Hour), Hours = [new DailyHours(new TimeOnly(18, 0), new TimeOnly(6, 30))], Freshness = TimeSpan.FromMinutes(90),
        };

        var text = SourceText.Of(source, "# ghi chú đầu\n# thứ hai\nid: all-of-it\n# ở giữa\n").Text;

        Assert.StartsWith("# ghi chú đầu\n# thứ hai\nid: all-of-it\n", text, StringComparison.Ordinal);
        var read = CatalogueReader.Read(new CatalogueFiles([new("sources/all-of-it.yaml", text)]));
        Assert.Empty(read.Findings.Where(f => f.Code != LintCodes.SystemUnknown));
        var again = Assert.Single(read.Sources);
        Assert.Equal(text, SourceText.Of(again, text).Text);
        Assert.Equal(
            (source.Id, source.Connector, source.Name, source.Schedule, source.Enabled, source.Budget, source.Freshness),
            (again.Id, again.Connector, again.Name, again.Schedule, again.Enabled, again.Budget, again.Freshness));
        Assert.Equal(source.Options.OrderBy(o => o.Key), again.Options.OrderBy(o => o.Key));
        Assert.Equal((source.Streams, source.Systems, source.Hours), (again.Streams, again.Systems, again.Hours), Lists());

        // A property that is added must be written as well: else a change on the page would drop it.
        Assert.Equal(11, typeof(SourceDefinition).GetProperties().Length);
    }

    private static EqualityComparer<(IReadOnlyList<string>, IReadOnlyList<string>, IReadOnlyList<DailyHours>)> Lists() =>
        EqualityComparer<(IReadOnlyList<string>, IReadOnlyList<string>, IReadOnlyList<DailyHours>)>.Create((a, b) => a.Item1.SequenceEqual(b.Item1) && a.Item2.SequenceEqual(b.Item2) && a.Item3.SequenceEqual(b.Item3));
}
