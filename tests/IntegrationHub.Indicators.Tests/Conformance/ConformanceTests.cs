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
    public void All_cases_are_there() =>
        Assert.Empty(Enumerable.Range(1, 32).Select(n => $"T{n:00}").Except(ConformanceCases.Ids()));
}
