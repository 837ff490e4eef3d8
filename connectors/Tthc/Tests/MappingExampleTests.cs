using Xunit;

namespace IntegrationHub.Connectors.Tthc.Tests;

public sealed class MappingExampleTests
{
    [Theory]
    [InlineData(TthcModule.DossierStreamName)]
    [InlineData(TthcModule.SnapshotStreamName)]
    public void Examples_beside_each_mapping_come_out_as_written(string stream)
    {
        var result = new TthcModule().TestMapping(stream);
        Assert.True(result.Count >= 5);
        Assert.Empty(result.Problems.Select(p => $"{p.Line}: {p.Message}"));
    }
}
