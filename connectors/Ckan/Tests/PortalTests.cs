using System.Globalization;
using IntegrationHub.Connectors.Described;
using IntegrationHub.Simulators;
using IntegrationHub.Simulators.Sources.OpenData;
using Xunit;

namespace IntegrationHub.Connectors.Ckan.Tests;

/// <summary>The simulated portal over HTTP.</summary>
public sealed class PortalTests : IAsyncLifetime
{
    private readonly TestClock _clock = new();
    private SimulatorServer _server = null!;
    private OpenDataSource _source = null!;

    public async Task InitializeAsync()
    {
        _server = await SimulatorServer.StartAsync(new SimulatorOptions(), _clock, CancellationToken.None);
        _source = _server.Sources.OfType<OpenDataSource>().Single();
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Counts_equal_the_truth_page_by_page_and_a_second_run_changes_nothing()
    {
        var hub = new DescribedHub(new CkanModule(), []);
        await using var connector = Connect(hub, ("pageSize", "17"));
        await hub.PullAsync(connector, CkanModule.StreamName);
        Assert.Equal(DescribedHub.Truth(_source, _clock.Now), hub.Cells());
        Assert.Contains(hub.Cells(), c => c.Value == 0);
        Assert.True(hub.Cells().Values.Sum() > 100);
        hub.AssertClean();
        await hub.PullAsync(connector, CkanModule.StreamName);
        Assert.Empty(hub.Changed);

        _clock.Now = _clock.Now.AddDays(9);
        await hub.PullAsync(connector, CkanModule.StreamName);
        var today = DescribedHub.Truth(_source, _clock.Now);
        Assert.Equal(today, new SortedDictionary<string, decimal>(hub.Cells().Where(c => today.ContainsKey(c.Key)).ToDictionary(), StringComparer.Ordinal));
    }

    [Fact]
    public async Task Past_days_cannot_be_asked_and_nothing_is_made_up_for_them()
    {
        var hub = new DescribedHub(new CkanModule(), []);
        await using var connector = Connect(hub);
        await hub.PullAsync(connector, CkanModule.StreamName, from: new(2024, 3, 1), to: new(2024, 4, 1));
        Assert.Empty(hub.Records);
        Assert.Equal("E_CURSOR", (await hub.FailAsync(connector, CkanModule.StreamName)).Code);
    }

    [Fact]
    public async Task Connection_test_names_the_step_that_failed()
    {
        var hub = new DescribedHub(new CkanModule(), []);
        await using var right = Connect(hub);
        Assert.Equal([("address", true), ("connect", true), ("sign-in", true), ("organizations", true), ("datasets", true)], (await right.TestAsync(CancellationToken.None)).Select(s => (s.Name, s.Passed)));
        await using var wrong = hub.Connect(_clock, ("baseUrl", $"{_server.BaseUrl}/du-lieu-mo"), ("access", "api-key"), ("keyHeader", OpenDataSource.KeyHeader), ("password", "no-such-key"));
        var last = (await wrong.TestAsync(CancellationToken.None))[^1];
        Assert.Equal(("organizations", FailureCategory.Permission), (last.Name, last.Category));
        Assert.DoesNotContain("no-such-key", last.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Examples_and_options_are_there()
    {
        var result = new CkanModule().TestMapping(CkanModule.StreamName);
        Assert.True(result.Count >= 5);
        Assert.Empty(result.Problems.Select(p => $"{p.Line}: {p.Message}"));
        Assert.All(new CkanModule().Options, o => Assert.All([o.TitleVi, o.TitleEn, o.HelpVi, o.HelpEn], text => Assert.NotEmpty(text)));
    }

    private IConnector Connect(DescribedHub hub, params (string, string)[] options) => hub.Connect(_clock,
        [("baseUrl", $"{_server.BaseUrl}/du-lieu-mo"), ("access", "api-key"), ("keyHeader", OpenDataSource.KeyHeader), ("password", _server.Credentials.Password), .. options]);
}
