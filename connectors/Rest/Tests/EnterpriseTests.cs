using IntegrationHub.Connectors.Described;
using IntegrationHub.Simulators;
using IntegrationHub.Simulators.Sources.Enterprises;
using Xunit;

namespace IntegrationHub.Connectors.Rest.Tests;

/// <summary>The declared stream of the catalogue against the simulated platform over HTTP.</summary>
public sealed class EnterpriseTests : IAsyncLifetime
{
    private const string Stream = "enterprises";

    private readonly TestClock _clock = new();
    private SimulatorServer _server = null!;
    private EnterprisesSource _source = null!;

    public async Task InitializeAsync()
    {
        _server = await SimulatorServer.StartAsync(new SimulatorOptions(), _clock, CancellationToken.None);
        _source = _server.Sources.OfType<EnterprisesSource>().Single();
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Figures_equal_the_truth_and_a_later_run_finds_the_restated_one()
    {
        var hub = Hub();
        await PullAsync(hub);
        Assert.Equal(DescribedHub.Truth(_source, _clock.Now), hub.Cells());
        Assert.Empty(hub.Refusals);
        Assert.Equal(["tenHuyen", "tyLe"], hub.Pages[0].AddedFields.Except(["nguoiPhuTrach", "dienThoai"]));
        hub.AssertClean();

        var requests = hub.Pages.Count;
        await PullAsync(hub);
        Assert.Empty(hub.Changed);
        Assert.True(hub.Pages.Count - requests < requests, "only the overlap is read again");

        _clock.Now = _clock.Now.AddDays(4);
        await PullAsync(hub);
        Assert.Equal(["H02.39|2024-11-30"], hub.Changed);
        Assert.Equal(DescribedHub.Truth(_source, _clock.Now), hub.Cells());
    }

    [Trait("Category", "Full")]
    [Fact]
    public async Task Runs_that_stop_after_every_page_come_to_the_same_figures()
    {
        var hub = Hub();
        for (var run = 0; run < 20; run++)
        {
            await using var connector = Connect(hub);
            await hub.PullAsync(connector, Stream, pages: 1);
        }

        Assert.Equal(DescribedHub.Truth(_source, _clock.Now), hub.Cells());
        Assert.Contains("readOn", hub.Cursor, StringComparison.Ordinal);
    }

    [Trait("Category", "Full")]
    [Fact]
    public async Task Bounded_pull_keeps_to_its_days_and_its_position_is_not_the_streams()
    {
        var hub = Hub();
        await using var connector = Connect(hub);
        await hub.PullAsync(connector, Stream, from: new(2024, 3, 1), to: new(2024, 5, 1));
        Assert.Equal(["2024-03-31", "2024-04-30"], hub.Records.Keys.Select(k => k.Split('|')[1]).Distinct().Order());
        Assert.Equal("E_CURSOR", (await hub.FailAsync(connector, Stream)).Code);
    }

    [Fact]
    public async Task Connection_test_names_the_step_that_failed()
    {
        var hub = Hub();
        await using var right = Connect(hub);
        var steps = await right.TestAsync(CancellationToken.None);
        Assert.Equal(["address", "connect", "sign-in", "enterprises"], steps.Select(s => s.Name));
        Assert.All(steps, s => Assert.True(s.Passed, s.Detail));

        await using var wrong = hub.Connect(_clock, ("baseUrl", $"{_server.BaseUrl}/doanh-nghiep"), ("access", "basic"), ("username", "hub"), ("password", "no-such-password"));
        var last = (await wrong.TestAsync(CancellationToken.None))[^1];
        Assert.Equal(("enterprises", false, FailureCategory.Authentication), (last.Name, last.Passed, last.Category));
        Assert.DoesNotContain("no-such-password", last.Detail, StringComparison.Ordinal);
        await using var nobody = hub.Connect(_clock, ("baseUrl", "http://127.0.0.1:1"));
        Assert.Equal("connect", (await nobody.TestAsync(CancellationToken.None))[^1].Name);
    }

    [Fact]
    public void Examples_beside_the_mapping_come_out_as_written()
    {
        var result = new RestModule().TestMapping(Stream, DescribedHub.Catalogue("rest").Single(d => d.Stream == Stream), DescribedHub.Examples("rest", Stream));
        Assert.True(result.Count >= 5);
        Assert.Empty(result.Problems.Select(p => $"{p.Line}: {p.Message}"));
    }

    private static DescribedHub Hub() => new(new RestModule(), [.. DescribedHub.Catalogue("rest").Where(d => d.Stream == Stream)]);

    private IConnector Connect(DescribedHub hub) => hub.Connect(_clock, ("baseUrl", DescribedHub.Option(_source.Yaml($"{_server.BaseUrl}/{_source.Id}"), "baseUrl")),
        ("access", "basic"), ("username", _server.Credentials.Username), ("password", _server.Credentials.Password));

    private async Task PullAsync(DescribedHub hub)
    {
        await using var connector = Connect(hub);
        await hub.PullAsync(connector, Stream);
    }
}
