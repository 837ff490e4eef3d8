using IntegrationHub.Store.Catalogue;
using Xunit;

namespace IntegrationHub.Store.Tests.Catalogue;

/// <summary>Runs alone in its process: it counts processor time, so that a busy machine does not fail it.</summary>
[CollectionDefinition(nameof(ReadingTimeTests), DisableParallelization = true)]
[Collection(nameof(ReadingTimeTests))]
public sealed class ReadingTimeTests
{
    [Fact]
    public void Reading_the_whole_catalogue_takes_less_than_300_milliseconds()
    {
        var files = CatalogueFiles.Load(Checkout.Catalogue);
        Assert.NotNull(CatalogueReader.Read(files).Catalogue);
        var fastest = Enumerable.Range(0, 5).Min(_ =>
        {
            var before = Environment.CpuUsage.TotalTime;
            CatalogueReader.Read(files);
            return (Environment.CpuUsage.TotalTime - before).TotalMilliseconds;
        });
        Assert.True(fastest < 300, $"The fastest of five readings took {fastest} ms of processor time.");
    }
}
