using IntegrationHub.Connectors.Described;
using IntegrationHub.Simulators.Sources;
using IntegrationHub.Simulators.Sources.Folders;
using IntegrationHub.Simulators.World;
using Xunit;

namespace IntegrationHub.Connectors.Files.Tests;

/// <summary>The folders of the demo world, read with the mappings of the catalogue.</summary>
public sealed class FolderTests : IDisposable
{
    private readonly TestClock _clock = new();
    private readonly List<FolderSource> _sources = [.. DemoSourceList.Of(new DemoWorldOptions()).OfType<FolderSource>()];
    private readonly string _folder = Directory.CreateTempSubdirectory("hub-test-").FullName;

    public static TheoryData<string, string, string> Feeds => new()
    {
        { "tep-so-lieu", "telecom", "population.adult telecom. population.household" }, { "tep-so-lieu", "banking", "population.age15plus bank." }, { "tep-so-lieu", "products", "product." },
        { "tep-kinh-te", "economy", "economy." }, { "tep-ban-le", "retail", "retail." }, { "tep-luu-tru", "archives", "archive." }, { "tep-ngan-sach", "budget", "budget." },
        { "tep-thiet-bi", "equipment", "equipment. staff." }, { "tep-giao-duc", "schools", "school." }, { "tep-to-cong-nghe", "community-teams", "community." },
    };

    public void Dispose()
    {
        _sources.ForEach(s => s.Dispose());
        Directory.Delete(_folder, recursive: true);
    }

    [Trait("Category", "Full")]
    [Theory]
    [MemberData(nameof(Feeds))]
    public async Task Files_of_every_feed_equal_the_truth_and_are_read_once(string id, string stream, string metrics)
    {
        var source = _sources.Single(s => s.Id == id);
        var hub = Hub();
        await using var connector = hub.Connect(_clock, ("folder", DescribedHub.Option(source.Yaml(""), "folder")), ("settleMilliseconds", "0"));
        await hub.PullAsync(connector, stream);
        Assert.NotEmpty(hub.Cells());
        Assert.Equal(DescribedHub.Truth(source, _clock.Now, metrics.Split(' ')), hub.Cells());
        Assert.Equal(stream == "schools" ? 1 : 0, hub.Refusals.Count());
        hub.AssertClean();

        var pages = hub.Pages.Count;
        await hub.PullAsync(connector, stream);
        Assert.All(hub.Pages.Skip(pages), page => Assert.Empty(page.Readings));
    }

    [Fact]
    public async Task Rejected_cell_names_file_sheet_row_and_column()
    {
        var hub = Hub();
        await using var connector = hub.Connect(_clock, ("folder", DescribedHub.Option(_sources.Single(s => s.Id == "tep-giao-duc").Yaml(""), "folder")));
        await hub.PullAsync(connector, "schools");
        var refused = Assert.Single(hub.Refusals);
        Assert.Equal(("E_NOT_A_NUMBER", "schools-2024-09-30.xlsx, sheet So lieu, row 6, column E (Số cơ sở trên CSDL ngành)", "H02.35"), (refused.Code, refused.Place, refused.Agency));
    }

    [Fact]
    public async Task Corrected_file_of_the_same_name_replaces_the_old_figures()
    {
        var source = _sources.Single(s => s.Id == "tep-so-lieu");
        _clock.Now = _clock.Now.AddDays(-12);
        source.Write(_folder, _clock.Now);
        var hub = Hub();
        await using var connector = hub.Connect(_clock, ("folder", _folder), ("settleMilliseconds", "0"));
        await hub.PullAsync(connector, "telecom");
        Assert.Equal(DescribedHub.Truth(source, _clock.Now, "population.adult", "telecom.", "population.household"), hub.Cells());

        _clock.Now = _clock.Now.AddDays(12);
        source.Write(_folder, _clock.Now);
        await hub.PullAsync(connector, "telecom");
        Assert.Equal(["H02.31|2024-10-31"], hub.Changed);
        Assert.Equal(DescribedHub.Truth(source, _clock.Now, "population.adult", "telecom.", "population.household"), hub.Cells());
    }

    [Trait("Category", "Full")]
    [Fact]
    public async Task Runs_that_stop_after_every_page_come_to_the_same_figures()
    {
        var source = _sources.Single(s => s.Id == "tep-to-cong-nghe");
        source.Write(_folder, _clock.Now);
        var hub = Hub();
        for (var run = 0; run < 16; run++)
        {
            await using var connector = hub.Connect(_clock, ("folder", _folder), ("settleMilliseconds", "0"));
            await hub.PullAsync(connector, "community-teams", pages: 1);
        }

        Assert.Equal(DescribedHub.Truth(source, _clock.Now), hub.Cells());
    }

    [Trait("Category", "Full")]
    [Fact]
    public async Task Bounded_pull_keeps_to_its_days_and_its_position_is_not_the_streams()
    {
        _sources.Single(s => s.Id == "tep-kinh-te").Write(_folder, _clock.Now);
        var hub = Hub();
        await using var connector = hub.Connect(_clock, ("folder", _folder), ("settleMilliseconds", "0"));
        await hub.PullAsync(connector, "economy", from: new(2024, 4, 1), to: new(2024, 7, 1));
        Assert.Equal(["H02.03|2024-Q2"], hub.Records.Keys);
        Assert.Equal("E_CURSOR", (await hub.FailAsync(connector, "economy")).Code);
    }

    [Fact]
    public void Examples_beside_every_mapping_come_out_as_written()
    {
        var definitions = DescribedHub.Catalogue("files");
        Assert.Equal(10, definitions.Count);
        Assert.All(definitions, definition =>
        {
            Assert.Empty(new FilesModule().Define(definition)!.Problems.Select(p => $"{p.Line}: {p.Message}"));
            var result = new FilesModule().TestMapping(definition.Stream, definition, DescribedHub.Examples("files", definition.Stream));
            Assert.True(result.Count >= 5);
            Assert.Empty(result.Problems.Select(p => $"{definition.Stream} {p.Line}: {p.Message}"));
        });
    }

    private static DescribedHub Hub() => new(new FilesModule(), DescribedHub.Catalogue("files"));
}
