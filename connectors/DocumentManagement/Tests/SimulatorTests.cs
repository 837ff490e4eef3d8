using System.Text.Json;
using IntegrationHub.Connectors.Conformance;
using IntegrationHub.Simulators;
using IntegrationHub.Simulators.Sources;
using IntegrationHub.Simulators.Sources.DocumentManagement;
using IntegrationHub.Simulators.World;
using Xunit;

namespace IntegrationHub.Connectors.DocumentManagement.Tests;

/// <summary>The connector against the simulated source over HTTP, compared with what the source knows to be true.</summary>
public sealed class SimulatorTests : IAsyncLifetime
{
    private const string Statistics = DocumentManagementModule.StatisticsStreamName;
    private const string Documents = DocumentManagementModule.DocumentStreamName;
    private const string First = "2024-11-01";

    private readonly TestClock _clock = new();
    private SimulatorServer _server = null!;

    public async Task InitializeAsync() => _server = await SimulatorServer.StartAsync(new SimulatorOptions { World = new DemoWorldOptions { Scale = 0.001m } }, _clock, CancellationToken.None);

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Statistics_equal_the_truth_and_a_second_run_reads_three_months_again_and_changes_nothing()
    {
        var hub = await PulledAsync(new Hub(), Hub.Ask(Statistics));
        Assert.Empty(hub.Refusals);
        hub.AssertEquals(Truth(months: true));
        Assert.Empty(hub.Delivered);

        var pages = hub.Pages.Count;
        await PulledAsync(hub, Hub.Ask(Statistics));
        Assert.Equal(0, hub.Changed);
        Assert.Equal(["2024-10", "2024-11"], hub.Pages.Skip(pages).SelectMany(page => page.Readings).Select(reading => reading.Body.GetProperty("kyBaoCao").GetString()).Distinct());
    }

    [Trait("Category", "Full")]
    [Fact]
    public async Task Statistics_that_are_restated_within_two_months_are_followed()
    {
        _clock.Now = _clock.Now.AddDays(-75);
        var hub = new Hub();
        for (var step = 0; step < 6; step++, _clock.Now = _clock.Now.AddDays(15))
        {
            await PulledAsync(hub, Hub.Ask(Statistics));
            hub.AssertEquals(Truth(months: true));
        }
    }

    [Fact]
    public async Task Documents_equal_the_truth_and_every_ended_day_is_delivered_and_never_today()
    {
        var hub = await PulledAsync(new Hub(), Hub.Ask(Documents, First));
        Assert.Empty(hub.Refusals);
        hub.AssertEquals(Truth(months: false));
        foreach (var agency in Hub.Ask(Documents).Agencies)
        {
            var through = Hub.Day(First);
            foreach (var delivery in hub.Delivered.Where(d => d.Agency == agency))
            {
                Assert.Equal(("createdTime", through), (delivery.On, delivery.From));
                through = delivery.To;
            }

            Assert.Equal(new DateOnly(2024, 12, 20), through);
        }
    }

    [Fact]
    public async Task A_backfill_does_not_bring_back_what_was_withdrawn_after_its_days()
    {
        var hub = await PulledAsync(new Hub(), Hub.Ask(Documents, First));
        hub.Cursor = null;
        _clock.Now = _clock.Now.AddMinutes(1);
        await PulledAsync(hub, Hub.Ask(Documents, First, "2024-11-12"));
        hub.AssertEquals(Truth(months: false));
    }

    [Trait("Category", "Full")]
    [Fact]
    public async Task Later_runs_take_withdrawn_and_replaced_documents_out_of_days_long_past()
    {
        _clock.Now = _clock.Now.AddDays(-24);
        var hub = new Hub();
        var before = 0;
        for (var step = 0; step < 7; step++, _clock.Now = _clock.Now.AddDays(4))
        {
            await PulledAsync(hub, Hub.Ask(Documents, First));
            hub.AssertEquals(Truth(months: false));
            before = step == 0 ? (int)Early(hub) : before;
        }

        Assert.True(Early(hub) < before, "the past has shrunk");

        static decimal Early(Hub hub) => hub.Cells().Where(cell => cell.Key.From < new DateOnly(2024, 11, 22)).Sum(cell => cell.Value);
    }

    [Trait("Category", "Full")]
    [Fact]
    public async Task Second_run_of_documents_reads_the_overlap_alone_and_changes_nothing()
    {
        var hub = await PulledAsync(new Hub(), Hub.Ask(Documents, First));
        var pages = hub.Pages.Count;
        await PulledAsync(hub, Hub.Ask(Documents, First));
        Assert.Equal(0, hub.Changed);
        Assert.All(hub.Pages.Skip(pages).SelectMany(page => page.Readings).Where(reading => reading.Body.TryGetProperty("createdTime", out _)),
            reading => Assert.True(string.CompareOrdinal(reading.Body.GetProperty("createdTime").GetString(), "2024/12/17") >= 0));
        hub.AssertEquals(Truth(months: false));
    }

    [Trait("Category", "Full")]
    [Theory]
    [InlineData(Documents, "2024-11-15", "25")]
    [InlineData(Statistics, "2024-09-01", "100")]
    public async Task Runs_that_stop_after_every_page_come_to_the_same_figures(string stream, string from, string pageSize)
    {
        var whole = await PulledAsync(new Hub(), Hub.Ask(stream, from));
        var hub = new Hub();
        for (var pages = 1; pages < 60 && hub.Cursor != whole.Cursor; pages++)
        {
            await using var connector = Connect(("pageSize", pageSize), ("windowDays", "7"));
            await hub.PullAsync(connector, Hub.Ask(stream, from), pages: pages % 7);
            Assert.True(hub.Cursor is null || hub.Cursor.Length < 64 * 1024);
        }

        Assert.Equal(whole.Cells().OrderBy(cell => cell.Key), hub.Cells().OrderBy(cell => cell.Key));
        Assert.Equal(whole.Cursor, hub.Cursor);
    }

    [Fact]
    public async Task No_person_and_no_secret_enters_and_nothing_is_acknowledged()
    {
        foreach (var stream in new[] { Statistics, Documents })
        {
            var hub = await PulledAsync(new Hub(), Hub.Ask(stream, First));
            Assert.NotEmpty(hub.Records);
            Assert.All(hub.Pages, page => Assert.Null(PlantedPersonalData.FirstLeakIn(JsonSerializer.Serialize(page))));
            Assert.All(hub.Records.Values, record => Assert.Null(PlantedPersonalData.FirstLeakIn(JsonSerializer.Serialize<object>(record.Result))));
        }

        var source = _server.Sources.OfType<DocumentManagementSource>().Single();
        Assert.Equal((0, 0), (source.Acknowledged, source.SecretsGiven));
    }

    [Trait("Category", "Full")]
    [Fact]
    public async Task Bounded_backfill_keeps_to_its_days_and_has_a_position_of_its_own()
    {
        var hub = await PulledAsync(new Hub(), Hub.Ask(Documents, "2024-12-10"));
        var backfill = new Hub { Cursor = hub.Cursor };
        await PulledAsync(backfill, Hub.Ask(Documents, "2024-10-01", "2024-10-15"));
        Assert.Equal((Hub.Day("2024-10-01"), Hub.Day("2024-10-15")), (backfill.Delivered.Min(d => d.From), backfill.Delivered.Max(d => d.To)));
        Assert.All(backfill.Cells().Keys, cell => Assert.InRange(cell.From, Hub.Day("2024-10-01"), Hub.Day("2024-10-14")));

        var fault = await Assert.ThrowsAsync<ConnectorException>(() => PulledAsync(backfill, Hub.Ask(Documents)));
        Assert.Equal((FailureCategory.Configuration, "E_CURSOR"), (fault.Category, fault.Code));

        var months = await PulledAsync(new Hub { Cursor = null }, Hub.Ask(Statistics, "2024-02-10", "2024-05-20"));
        Assert.Equal(["2024-03", "2024-04"], months.Records.Values.Select(record => record.Reading.Body.GetProperty("kyBaoCao").GetString()!).Distinct().Order());
    }

    [Fact]
    public async Task Connection_test_goes_step_by_step_and_stops_at_the_one_that_failed()
    {
        await using var connector = Connect();
        var steps = await connector.TestAsync(CancellationToken.None);
        Assert.Equal(["address", "connect", "sign-in", "statistics", "documents"], steps.Select(step => step.Name));
        Assert.All(steps, step => Assert.True(step.Passed, step.Detail));

        foreach (var (option, step, code) in new[] { ("password", "sign-in", "E_SIGN_IN"), ("secretKey", "statistics", "E_AXIS_ACCOUNT") })
        {
            await using var wrong = Connect((option, "no-such-secret"));
            var last = (await wrong.TestAsync(CancellationToken.None))[^1];
            Assert.Equal((step, false, FailureCategory.Authentication), (last.Name, last.Passed, last.Category));
            Assert.Contains(code, last.Detail, StringComparison.Ordinal);
            Assert.DoesNotContain("no-such-secret", last.Detail, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Token_that_has_expired_is_renewed_within_the_run()
    {
        await using var connector = Connect();
        var hub = new Hub();
        await hub.PullAsync(connector, Hub.Ask(Statistics, "2024-10-01"));
        _clock.Now = _clock.Now.AddHours(2);
        await hub.PullAsync(connector, Hub.Ask(Statistics, "2024-10-01"));
        Assert.Empty(hub.Refusals);
    }

    [Fact]
    [Trait("Category", "Full")]
    public async Task The_whole_year_of_documents_equals_the_truth()
    {
        var hub = await PulledAsync(new Hub(), Hub.Ask(Documents));
        hub.AssertEquals(Truth(months: false, from: "2023-12-01"));
    }

    private IConnector Connect(params (string, string)[] options) => Hub.Connect($"{_server.BaseUrl}/document-management-bac-giang", _server.Credentials, _clock, options);

    private async Task<Hub> PulledAsync(Hub hub, PullRequest request)
    {
        await using var connector = Connect();
        await hub.PullAsync(connector, request);
        return hub;
    }

    private IEnumerable<TruthCell> Truth(bool months, string from = First) =>
        _server.Sources.OfType<DocumentManagementSource>().Single().Truth(_clock.Now)
            .Where(cell => cell.To.DayNumber - cell.From.DayNumber > 1 == months && (months || cell.From >= Hub.Day(from)));
}
