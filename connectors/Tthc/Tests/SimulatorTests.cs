using System.Text.Json;
using IntegrationHub.Connectors.Conformance;
using IntegrationHub.Connectors.Http;
using IntegrationHub.Simulators;
using IntegrationHub.Simulators.Truth;
using IntegrationHub.Simulators.World;
using Xunit;

namespace IntegrationHub.Connectors.Tthc.Tests;

/// <summary>The connector against the simulated source over HTTP, compared with what the source knows to be true.</summary>
public sealed class SimulatorTests : IAsyncLifetime
{
    private static readonly DateOnly First = new(2023, 12, 1);
    private static readonly DateOnly Last = new(2024, 12, 31);

    private readonly TestClock _clock = new();
    private SimulatorServer _server = null!;

    // Some 1,800 dossiers; the longer tests take four times as many.
    public Task InitializeAsync() => StartAsync(0.0025m);

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Full_pull_of_dossiers_equals_the_truth_names_nobody_and_delivers_every_ended_day_on_both_dates_and_never_today()
    {
        var hub = new Hub();
        await using var connector = Connect();
        await hub.PullAsync(connector, Hub.Ask(TthcModule.DossierStreamName));

        Assert.Empty(hub.Refusals);
        AssertEqualsTruth(hub);
        Assert.All(hub.Pages, page => Assert.Empty(page.AddedFields));
        Assert.All(hub.Pages, page => Assert.True(page.Readings.Count <= 500 && page.Cursor!.Length < 64 * 1024));

        Assert.InRange(hub.Records.Count, _server.World.CountAll() / 2, _server.World.CountAll());
        AssertNamesNobody(hub);

        var today = VietnamDate.DayOf(_clock.Now);
        foreach (var unit in DemoUnits.All)
        {
            foreach (var on in new[] { "NgayTiepNhan", "NgayKetThucXuLy" })
            {
                var through = First;
                foreach (var delivery in hub.Delivered.Where(d => d.Agency == unit.Code && d.On == on))
                {
                    Assert.Equal(through, delivery.From);
                    through = delivery.To;
                }

                Assert.Equal(today, through);
            }
        }

        // The province's own code is asked like the others and has nothing of its own.
        Assert.Contains(hub.Delivered, delivery => delivery.Agency == DemoUnits.ProvinceCode && delivery.To == today);
    }

    [Trait("Category", "Full")]
    [Fact]
    public async Task Pull_with_the_returned_cursor_changes_no_measurement()
    {
        await RestartAsync(0.01m);
        var hub = new Hub();
        await using (var first = Connect())
        {
            await hub.PullAsync(first, Hub.Ask(TthcModule.DossierStreamName));
        }

        for (var again = 0; again < 2; again++)
        {
            var pages = hub.Pages.Count;
            await using var connector = Connect();
            await hub.PullAsync(connector, Hub.Ask(TthcModule.DossierStreamName));
            Assert.Equal(0, hub.Changed);
            // The second time the list says that nothing changed, and no detail is asked for.
            Assert.True(again == 0 || hub.Pages.Skip(pages).All(page => page.Readings.Count == 0));
        }

        AssertEqualsTruth(hub);
    }

    [Fact]
    [Trait("Category", "Full")]
    public async Task Runs_that_stop_after_every_page_come_to_the_same_figures()
    {
        await RestartAsync(0.01m);
        var hub = new Hub();
        var agencies = DemoUnits.All.Take(40).Select(unit => unit.Code).ToList();
        for (var run = 0; run < 200; run++)
        {
            var cursor = hub.Cursor;
            await using var connector = Connect(("pageSize", "40"), ("windowDays", "31"));
            await hub.PullAsync(connector, Hub.Ask(TthcModule.DossierStreamName, agencies), pages: 1);
            if (hub.Cursor == cursor)
            {
                break;
            }
        }

        AssertEqualsTruth(hub, unit => agencies.Contains(unit.Code));
    }

    [Trait("Category", "Full")]
    [Fact]
    public async Task Later_runs_follow_the_world_and_find_what_changed()
    {
        // Without late corrections: those of closed dossiers are for the rolling reconcile.
        _clock.Now = _clock.Now.AddDays(-60);
        await RestartAsync(0.01m, lateCorrections: false);
        var hub = new Hub();
        for (var day = 0; day <= 20; day += 5)
        {
            await using var connector = Connect();
            await hub.PullAsync(connector, Hub.Ask(TthcModule.DossierStreamName));
            AssertEqualsTruth(hub);
            _clock.Now = _clock.Now.AddDays(5).AddHours(1);
        }
    }

    [Fact]
    public async Task Correction_of_a_closed_dossier_is_found_within_thirteen_weeks_and_not_by_chance()
    {
        _clock.Now = _clock.Now.AddDays(-100);
        await RestartAsync(0.01m, lateCorrections: false);
        var request = Hub.Ask(TthcModule.DossierStreamName, [DemoUnits.Get("so-tp").Code]);
        var hub = new Hub();
        await PullOnceAsync(hub, request);
        var key = hub.Records.First(record => record.Value.Result is Mapped mapped && mapped.Values.Any(value => value.Metric == TruthMetrics.ResultElectronic)
            && mapped.Values[0].From < VietnamDate.DayOf(_clock.Now).AddDays(-120) && hub.Open.All(open => open.Key != record.Key)).Key;

        using var http = new HttpClient();
        using var answer = await http.PostAsync(new Uri($"{_server.BaseUrl}/_world/correct"),
            new StringContent($$"""{"maHoSo":"{{key}}","ketQuaDienTu":"0"}""", System.Text.Encoding.UTF8, "application/json"));
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());

        await PullOnceAsync(hub, request);
        Assert.True(IsElectronic(hub, key), "the list cannot show it, so the next run does not know it yet");
        for (var week = 1; week <= 13 && IsElectronic(hub, key); week++)
        {
            _clock.Now = _clock.Now.AddDays(7);
            await PullOnceAsync(hub, request);
        }

        Assert.False(IsElectronic(hub, key));
        AssertEqualsTruth(hub, unit => unit.Id == "so-tp");

        static bool IsElectronic(Hub hub, string key) => ((Mapped)hub.Records[key].Result).Values.Any(value => value.Metric == TruthMetrics.ResultElectronic);
    }

    [Fact]
    public async Task Period_snapshots_equal_the_truth_by_unit_scope_and_metric()
    {
        var hub = new Hub();
        await using var connector = Connect(("pageSize", "200"), ("backfillFrom", "2024-10-01"));
        await hub.PullAsync(connector, Hub.Ask(TthcModule.SnapshotStreamName));

        Assert.Empty(hub.Refusals);
        AssertNamesNobody(hub);
        var counted = hub.Count();
        AssertSnapshots(counted, "Tháng", 11, 2024, new DateOnly(2024, 11, 1), new DateOnly(2024, 12, 1));
        AssertSnapshots(counted, "Tháng", 12, 2024, new DateOnly(2024, 12, 1), new DateOnly(2025, 1, 1));
        AssertSnapshots(counted, "Quý", 4, 2024, new DateOnly(2024, 10, 1), new DateOnly(2025, 1, 1));
        await hub.PullAsync(connector, Hub.Ask(TthcModule.SnapshotStreamName));
        Assert.Equal(0, hub.Changed);
    }

    [Trait("Category", "Full")]
    [Fact]
    public async Task Snapshots_of_the_whole_world_equal_the_truth()
    {
        await RestartAsync(0.01m);
        var hub = new Hub();
        await using var connector = Connect(("pageSize", "100"));
        await hub.PullAsync(connector, Hub.Ask(TthcModule.SnapshotStreamName));

        Assert.Empty(hub.Refusals);
        var counted = hub.Count();
        AssertSnapshots(counted, "Tháng", 12, 2023, new DateOnly(2023, 12, 1), new DateOnly(2024, 1, 1));
        AssertSnapshots(counted, "Tháng", 12, 2024, new DateOnly(2024, 12, 1), new DateOnly(2025, 1, 1));
        AssertSnapshots(counted, "Quý", 2, 2024, new DateOnly(2024, 4, 1), new DateOnly(2024, 7, 1));
        AssertSnapshots(counted, "Năm", 0, 2024, new DateOnly(2024, 1, 1), new DateOnly(2025, 1, 1));
        await hub.PullAsync(connector, Hub.Ask(TthcModule.SnapshotStreamName));
        Assert.Equal(0, hub.Changed);
    }

    [Fact]
    [Trait("Category", "Full")]
    public async Task First_pull_of_snapshots_resumes_at_any_page()
    {
        await RestartAsync(0.01m);
        var hub = new Hub();
        var whole = new Hub();
        await using (var connector = Connect())
        {
            await whole.PullAsync(connector, Hub.Ask(TthcModule.SnapshotStreamName));
        }

        for (var run = 0; run < 100 && hub.Cursor?.Contains("\"readOn\":\"2024", StringComparison.Ordinal) != true; run++)
        {
            await using var connector = Connect();
            await hub.PullAsync(connector, Hub.Ask(TthcModule.SnapshotStreamName), pages: 2);
        }

        Assert.Equal(whole.Records.Keys.Order(), hub.Records.Keys.Order());
        Assert.Equal(whole.Cursor, hub.Cursor);
    }

    [Fact]
    public async Task Bounded_backfill_keeps_to_its_days_and_leaves_the_position_of_the_stream_alone()
    {
        await RestartAsync(0.01m);
        var hub = new Hub();
        await using var connector = Connect();
        await hub.PullAsync(connector, Hub.Ask(TthcModule.DossierStreamName, [DemoUnits.Get("so-tp").Code]));
        var backfill = Hub.Ask(TthcModule.DossierStreamName, [DemoUnits.Get("so-tp").Code]) with
        {
            Cursor = hub.Cursor, From = new DateOnly(2024, 3, 1), To = new DateOnly(2024, 4, 1),
        };
        var pages = new List<Page>();
        await foreach (var page in connector.PullAsync(backfill, CancellationToken.None))
        {
            pages.Add(page);
        }

        var received = pages.SelectMany(page => page.Readings)
            .Where(reading => reading.Body.TryGetProperty("NgayTiepNhan", out _)).Select(reading => reading.Body.GetProperty("NgayTiepNhan").GetString()).ToList();
        Assert.NotEmpty(received);
        Assert.All(received, day => Assert.StartsWith("202403", day, StringComparison.Ordinal));
        Assert.Equal([new Delivery(DemoUnits.Get("so-tp").Code, "NgayTiepNhan", new DateOnly(2024, 3, 1), new DateOnly(2024, 4, 1))], pages.SelectMany(page => page.Delivered));
        // The backfill's cursor is of no use as the stream's position, and says so.
        var fault = await Assert.ThrowsAsync<ConnectorException>(async () =>
        {
            await foreach (var _ in connector.PullAsync(backfill with { Cursor = pages[^1].Cursor, To = null }, CancellationToken.None))
            {
            }
        });
        Assert.Equal("E_CURSOR", fault.Code);
    }

    private static void AssertNamesNobody(Hub hub)
    {
        Assert.All(hub.Pages, page => Assert.Null(PlantedPersonalData.FirstLeakIn(JsonSerializer.Serialize(page))));
        Assert.All(hub.Records.Values, record => Assert.Null(PlantedPersonalData.FirstLeakIn(JsonSerializer.Serialize<object>(record.Result))));
    }

    private async Task PullOnceAsync(Hub hub, PullRequest request)
    {
        await using var connector = Connect();
        await hub.PullAsync(connector, request);
    }

    private async Task StartAsync(decimal scale, bool lateCorrections = true) => _server = await SimulatorServer.StartAsync(
        new SimulatorOptions { World = new DemoWorldOptions { Scale = scale, LateCorrections = lateCorrections } }, _clock, CancellationToken.None);

    private async Task RestartAsync(decimal scale, bool lateCorrections = true)
    {
        await _server.DisposeAsync();
        await StartAsync(scale, lateCorrections);
    }

    private IConnector Connect(params (string, string)[] options) => Hub.Connect(_server.BaseUrl, _server.Credentials, _clock, options);

    private void AssertEqualsTruth(Hub hub, Func<DemoUnit, bool>? units = null, DateOnly? through = null)
    {
        var to = through ?? Last;
        var truth = _server.Truth.Days(First, to).All().Where(day => units is null || units(day.Unit))
            .ToDictionary(day => (day.Unit.Code, day.Day, day.Metric), day => (decimal)day.Count);
        var counted = hub.Count().Where(cell => cell.Key.From <= to)
            .GroupBy(cell => (DemoUnits.FindByCode(cell.Key.Agency)!.Code, cell.Key.From, cell.Key.Metric))
            .ToDictionary(group => group.Key, group => group.Sum(cell => cell.Value));
        Assert.NotEmpty(truth);
        Assert.Empty(truth.Except(counted).Take(5));
        Assert.Empty(counted.Except(truth).Take(5));
    }

    private void AssertSnapshots(
        Dictionary<(string Agency, DateOnly From, DateOnly To, string Scope, string Metric), decimal> counted, string type, int number, int year, DateOnly from, DateOnly to)
    {
        var truth = _server.Truth.Snapshots(type, number, year);
        Assert.NotEmpty(truth);
        foreach (var row in truth)
        {
            var code = row.Unit == DemoUnits.Province ? DemoUnits.ProvinceCode : DemoUnits.Get(row.Unit).Code;
            foreach (var (metric, value) in row.Values)
            {
                Assert.Equal(value, counted[(code, from, to, row.Scope, metric)]);
            }
        }
    }
}
