using IntegrationHub.Testing.Conformance;
using Xunit;

namespace IntegrationHub.Indicators.Tests.Conformance;

public sealed class ConformanceTests
{
    public static TheoryData<string> Ids => [.. ConformanceCases.Ids()];

    [Theory]
    [MemberData(nameof(Ids))]
    public Task Case_holds_for_figures_counted_from_cells(string id) => ConformanceCheck.RunAsync(ConformanceCases.Read(id), CellConformance.FiguresFor);

    [Fact]
    public void The_cases_of_kinds_of_metrics_are_all_there()
    {
        string[] kinds = ["T20", "T21", "T25", "T26", "T27", "T28"];
        Assert.Empty(kinds.Except(ConformanceCases.Ids()));
    }

    [Fact]
    public void The_cases_of_the_first_part_are_all_there()
    {
        string[] first = ["T01", "T02", "T03", "T04", "T05", "T06", "T07", "T08", "T09", "T10", "T11", "T12", "T13", "T14", "T15", "T16", "T16-months", "T22", "T23", "T24", "T29", "T30", "T30-chain"];
        Assert.Empty(first.Except(ConformanceCases.Ids()));
    }
}
