using System.Text.Json;
using IntegrationHub.Connectors.Conformance;
using IntegrationHub.Simulators;
using IntegrationHub.Simulators.Sources;
using IntegrationHub.Simulators.Sources.Reporting;
using IntegrationHub.Simulators.World;
using Xunit;

namespace IntegrationHub.Connectors.Reporting.Tests;

/// <summary>The connector against the simulated source over HTTP, compared with what the source knows to be true.</summary>
public sealed class SimulatorTests : IAsyncLifetime
{
    private readonly TestClock _clock = new();
    private SimulatorServer _server = null!;

    public async Task InitializeAsync() => _server = await SimulatorServer.StartAsync(new SimulatorOptions { World = new DemoWorldOptions { Scale = 0.001m } }, _clock, CancellationToken.None);

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Reports_equal_the_truth_and_a_second_run_changes_nothing()
    {
        var hub = await PulledAsync(new Hub(), Hub.Ask());
        Assert.Empty(hub.Refusals);
        hub.AssertEquals(Truth());
        Assert.All(hub.Pages, page => Assert.True(page.Cursor!.Length < 64 * 1024));
        Assert.All(hub.Pages, page => Assert.Empty(page.AddedFields));

        await PulledAsync(hub, Hub.Ask());
        Assert.Equal(0, hub.Changed);
        hub.AssertEquals(Truth());
    }

    [Trait("Category", "Full")]
    [Fact]
    public async Task Reports_that_are_returned_sent_again_moved_or_whose_regime_ends_are_followed_day_by_day()
    {
        var hub = new Hub();
        _clock.Now = _clock.Now.AddDays(-185);
        for (var step = 0; step < 6; step++, _clock.Now = _clock.Now.AddDays(step % 2 == 0 ? 3 : 30))
        {
            await PulledAsync(hub, Hub.Ask());
            hub.AssertEquals(Truth());
        }
    }

    [Trait("Category", "Full")]
    [Fact]
    public async Task Every_ended_day_of_every_agency_is_delivered_once_and_never_today()
    {
        var hub = new Hub();
        for (var run = 0; run < 2; run++, _clock.Now = _clock.Now.AddDays(1))
        {
            await PulledAsync(hub, Hub.Ask());
        }

        foreach (var agency in Hub.Ask().Agencies)
        {
            var through = Hub.Day("2023-12-01");
            foreach (var delivery in hub.Delivered.Where(d => d.Agency == agency))
            {
                Assert.Equal(("hanGui", through), (delivery.On, delivery.From));
                through = delivery.To;
            }

            Assert.Equal(new DateOnly(2024, 12, 21), through);
        }
    }

    [Trait("Category", "Full")]
    [Fact]
    public async Task Runs_that_stop_after_some_pages_come_to_the_same_figures()
    {
        var hub = new Hub();
        do
        {
            await using var connector = Connect(("pageSize", "7"));
            await hub.PullAsync(connector, Hub.Ask(), pages: 9);
        }
        while (!hub.Cursor!.Contains("\"next\":null", StringComparison.Ordinal));

        hub.AssertEquals(Truth());
        Assert.Equal(Hub.Ask().Agencies.Count, hub.Pages.Count);
    }

    [Fact]
    public async Task No_person_enters_and_of_secret_reports_nothing_but_the_number()
    {
        var hub = await PulledAsync(new Hub(), Hub.Ask());
        Assert.All(hub.Pages, page => Assert.Null(PlantedPersonalData.FirstLeakIn(JsonSerializer.Serialize(page))));
        Assert.All(hub.Records.Values, record => Assert.Null(PlantedPersonalData.FirstLeakIn(JsonSerializer.Serialize<object>(record.Result))));
        var secret = hub.Records.Where(record => record.Key.Contains("CD-MAT", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(secret);
        Assert.All(secret, record => Assert.False(record.Value.Reading.Body.TryGetProperty("hanGui", out _)));
    }

    [Trait("Category", "Full")]
    [Fact]
    public async Task Bounded_backfill_keeps_to_its_days_and_has_a_position_of_its_own()
    {
        var hub = await PulledAsync(new Hub(), Hub.Ask());
        var backfill = await PulledAsync(new Hub { Cursor = hub.Cursor }, Hub.Ask("2024-03-01", "2024-04-10"));
        backfill.AssertEquals(Truth().Where(cell => cell.From >= Hub.Day("2024-03-01") && cell.To <= Hub.Day("2024-04-10")));
        Assert.All(backfill.Delivered, d => Assert.Equal((Hub.Day("2024-03-01"), Hub.Day("2024-04-10")), (d.From, d.To)));

        // Through: nothing is left to read, and the position is of no use for the stream.
        var pages = backfill.Pages.Count;
        await PulledAsync(backfill, Hub.Ask("2024-03-01", "2024-04-10"));
        Assert.Equal(pages, backfill.Pages.Count);
        Assert.Equal("E_CURSOR", (await Assert.ThrowsAsync<ConnectorException>(() => PulledAsync(backfill, Hub.Ask()))).Code);
    }

    [Fact]
    public async Task Connection_test_goes_step_by_step_and_stops_at_the_one_that_failed()
    {
        await using var connector = Connect();
        var steps = await connector.TestAsync(CancellationToken.None);
        Assert.Equal(["address", "connect", "sign-in", "regimes"], steps.Select(step => step.Name));
        Assert.All(steps, step => Assert.True(step.Passed, step.Detail));

        await using var wrong = Connect(("password", "no-such-secret"));
        var last = (await wrong.TestAsync(CancellationToken.None))[^1];
        Assert.Equal(("sign-in", false, FailureCategory.Authentication), (last.Name, last.Passed, last.Category));
        Assert.Contains("E_SIGN_IN", last.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("no-such-secret", last.Detail, StringComparison.Ordinal);
    }

    private IConnector Connect(params (string, string)[] options) => Hub.Connect($"{_server.BaseUrl}/reporting-bac-giang", _server.Credentials, _clock, options);

    private async Task<Hub> PulledAsync(Hub hub, PullRequest request)
    {
        await using var connector = Connect();
        await hub.PullAsync(connector, request);
        return hub;
    }

    private IEnumerable<TruthCell> Truth()
    {
        var asked = Hub.Ask().Agencies.Select(code => DemoCast.Of2024.FindByCode(code)!.Id).ToHashSet();
        return _server.Sources.OfType<ReportingSource>().Single().Truth(_clock.Now).Where(cell => asked.Contains(cell.Unit));
    }
}
