using System.Text.Json;
using IntegrationHub.Connectors.Conformance;
using IntegrationHub.Connectors.Http;
using IntegrationHub.Simulators;
using IntegrationHub.Simulators.Sources;
using IntegrationHub.Simulators.World;
using Xunit;

namespace IntegrationHub.Connectors.NationalPortalPayments.Tests;

/// <summary>The connector against the simulated source over HTTP, compared with what the source knows to be true.</summary>
public sealed class SimulatorTests() : SourceSuite("national-portal-payments", 0.01m)
{
    private const string Statistics = NationalPortalPaymentsModule.StatisticsStreamName;
    private const string Transactions = NationalPortalPaymentsModule.TransactionsStreamName;

    [Fact]
    public async Task Statistics_equal_the_truth_by_unit_month_and_metric()
    {
        var hub = new Hub();
        await PullAsync(hub, Statistics);
        Assert.Empty(hub.Refusals);
        Assert.Equal(Hub.Truth(Source, Clock.Now, months: true), hub.Count(Source));
        Assert.All(hub.Pages, page => Assert.Empty(page.AddedFields));

        // Sums of districts come as checks of their own and agree with the districts.
        var sums = hub.Count(Source, "level:district");
        Assert.Equal(2 * 13, sums.Count);
        Assert.Equal(
            hub.Count(Source).Where(c => DemoUnits.All.Any(u => u.Level == DemoLevel.District && c.Key.StartsWith(u.Id + " ", StringComparison.Ordinal))).Sum(c => c.Value), sums.Values.Sum());
    }

    [Fact]
    public async Task Second_pull_reads_three_months_again_and_changes_nothing()
    {
        var hub = new Hub();
        await PullAsync(hub, Statistics);
        var pages = hub.Pages.Count;
        await PullAsync(hub, Statistics);
        Assert.Equal((0, 4), (hub.Changed, hub.Pages.Count - pages));
        Assert.Equal(["2024-10", "2024-11", "2024-12"], hub.Pages.Skip(pages).SelectMany(p => p.Readings).Select(r => r.Body.GetProperty("thang").GetString()!).Distinct());
    }

    [Trait("Category", "Full")]
    [Fact]
    public async Task Months_restated_by_late_answers_of_banks_and_refunds_are_followed()
    {
        Clock.Now = Clock.Now.AddDays(-75);
        var hub = new Hub();
        for (var run = 0; run < 6; run++)
        {
            await PullAsync(hub, Statistics);
            Assert.Equal(Hub.Truth(Source, Clock.Now, months: true), hub.Count(Source));
            Assert.True(run == 0 || hub.Changed > 0);
            Clock.Now = Clock.Now.AddDays(14).AddHours(3);
        }
    }

    [Trait("Category", "Full")]
    [Fact]
    public async Task Transactions_equal_the_truth_by_unit_day_and_metric_and_every_ended_day_is_delivered()
    {
        var hub = new Hub();
        await PullAsync(hub, Transactions);
        Assert.Empty(hub.Refusals);
        Assert.Equal(Hub.Truth(Source, Clock.Now, months: false), hub.Count(Source));
        Assert.All(hub.Pages, page => Assert.True(page.Readings.Count <= 500 && (page.Cursor?.Length ?? 0) < 64 * 1024 && page.AddedFields.Count == 0));

        var today = VietnamDate.DayOf(Clock.Now);
        foreach (var agency in Agencies)
        {
            var through = Hub.First;
            foreach (var delivery in hub.Delivered.Where(d => d.Agency == agency))
            {
                Assert.Equal((through, "ThoiGianGD"), (delivery.From, delivery.On));
                through = delivery.To;
            }

            Assert.Equal(today, through);
        }
    }

    [Trait("Category", "Full")]
    [Fact]
    public async Task Second_pull_of_transactions_reads_the_last_days_again_and_changes_nothing()
    {
        var hub = new Hub();
        await PullAsync(hub, Transactions);
        var pages = hub.Pages.Count;
        await PullAsync(hub, Transactions);
        Assert.Equal(0, hub.Changed);
        var days = hub.Pages.Skip(pages).SelectMany(p => p.Readings).Select(r => r.Body.GetProperty("ThoiGianGD").GetString()![..8]).ToHashSet();
        var open = hub.Open.Select(o => o.Day.ToString("yyyyMMdd", System.Globalization.CultureInfo.InvariantCulture)).ToHashSet();
        Assert.All(days, day => Assert.True(string.CompareOrdinal(day, "20241217") >= 0 || open.Contains(day), day));
    }

    [Trait("Category", "Full")]
    [Fact]
    public async Task Pending_ones_stay_open_until_final_and_refunds_are_taken_back_in_later_runs()
    {
        Clock.Now = Clock.Now.AddDays(-40);
        var hub = new Hub();
        await PullAsync(hub, Transactions);
        var pending = hub.Open.Select(o => o.Key).ToList();
        Assert.NotEmpty(pending);
        Assert.All(pending, key => Assert.Empty(((Mapped)hub.Records[key].Result).Values));
        for (var run = 0; run < 8; run++)
        {
            Clock.Now = Clock.Now.AddDays(4).AddHours(7);
            await PullAsync(hub, Transactions);
            Assert.Equal(Hub.Truth(Source, Clock.Now, months: false), hub.Count(Source));
            Assert.All(hub.Open, o => Assert.True(o.Day >= VietnamDate.DayOf(Clock.Now).AddDays(-4)));
        }

        Assert.DoesNotContain(hub.Open, o => pending.Contains(o.Key));
        Assert.Contains(pending, key => ((Mapped)hub.Records[key].Result).Values.Count > 0);
    }

    [Trait("Category", "Full")]
    [Theory]
    [InlineData(Statistics)]
    [InlineData(Transactions)]
    public async Task Runs_that_stop_after_every_few_pages_come_to_the_same_figures(string stream)
    {
        var whole = new Hub();
        await PullAsync(whole, stream, ("pageSize", "150"));
        var hub = new Hub();
        for (var run = 0; run < 60 && hub.Cursor != whole.Cursor; run++)
        {
            await using var connector = Connect(("pageSize", "150"));
            await hub.PullAsync(connector, Hub.Ask(stream, Agencies), pages: 5);
        }

        Assert.Equal(whole.Cursor, hub.Cursor);
        Assert.Equal(whole.Count(Source), hub.Count(Source));
        Assert.Equal(whole.Records.Keys.Order(), hub.Records.Keys.Order());
    }

    [Trait("Category", "Full")]
    [Theory]
    [InlineData(Statistics)]
    [InlineData(Transactions)]
    public async Task Every_cursor_on_the_way_leads_to_the_whole_set(string stream)
    {
        var whole = new Hub();
        await PullAsync(whole, stream);
        for (var at = 0; at < whole.Pages.Count; at++)
        {
            if (whole.Pages[at].Cursor is not { } cursor)
            {
                continue;
            }

            var keys = whole.Pages.Take(at + 1).SelectMany(p => p.Readings).Select(r => r.Key).ToHashSet();
            await using var connector = Connect();
            await foreach (var page in connector.PullAsync(Hub.Ask(stream, Agencies) with { Cursor = cursor, Open = [.. whole.Open] }, CancellationToken.None))
            {
                keys.UnionWith(page.Readings.Select(r => r.Key));
            }

            Assert.True(keys.SetEquals(whole.Records.Keys), cursor);
            at += 3;
        }
    }

    [Theory]
    [InlineData(Statistics)]
    [InlineData(Transactions)]
    public async Task No_planted_person_is_in_any_page(string stream)
    {
        var hub = new Hub();
        await PullAsync(hub, stream);
        Assert.NotEmpty(hub.Records);
        Assert.All(hub.Pages, page => Assert.Null(PlantedPersonalData.FirstLeakIn(JsonSerializer.Serialize(page))));
        Assert.All(hub.Records.Values, record => Assert.Null(PlantedPersonalData.FirstLeakIn(JsonSerializer.Serialize<object>(record.Result))));
    }

    [Trait("Category", "Full")]
    [Theory]
    [InlineData(Statistics, "2024-03-01", "2024-05-01")]
    [InlineData(Transactions, "2024-03-05", "2024-04-10")]
    public async Task Bounded_backfill_keeps_to_its_days_and_leaves_the_position_of_the_stream_alone(string stream, string first, string end)
    {
        var (from, to) = (DateOnly.ParseExact(first, "yyyy-MM-dd"), DateOnly.ParseExact(end, "yyyy-MM-dd"));
        var hub = new Hub();
        await PullAsync(hub, stream);
        var pages = new List<Page>();
        await using var connector = Connect();
        var backfill = Hub.Ask(stream, Agencies) with { Cursor = hub.Cursor, From = from, To = to };
        await foreach (var page in connector.PullAsync(backfill, CancellationToken.None))
        {
            pages.Add(page);
        }

        var mapping = new NationalPortalPaymentsModule().Mappings.Single(m => m.Stream == stream);
        var values = pages.SelectMany(p => p.Readings).Select(r => mapping.Map(r.Key, r.Body)).OfType<Mapped>().SelectMany(m => m.Values).ToList();
        Assert.Equal((from, to), (values.Min(v => v.From), values.Max(v => v.To)));
        Assert.All(pages.SelectMany(p => p.Delivered), d => Assert.True(d.From >= from && d.To <= to));

        var fault = await Assert.ThrowsAsync<ConnectorException>(async () => await PullAsync(connector, backfill with { Cursor = pages[^1].Cursor, To = null }));
        Assert.Equal("E_CURSOR", fault.Code);

        // A finished backfill that is asked for again reads nothing.
        Assert.Equal(0, await PullAsync(connector, backfill with { Cursor = pages[^1].Cursor }));
    }

    [Fact]
    public async Task Below_a_code_that_only_begins_like_others_there_is_nobody()
    {
        var hub = new Hub();
        await PullAsync(hub, Statistics, ("roots", "H02.3")); // The source answers with H02.31 to H02.40.
        Assert.All(hub.Records.Values, record => Assert.Equal("H02.3", ((Mapped)record.Result).Agency));
        Assert.Empty(hub.Count(Source));
    }

    [Fact]
    public async Task Connection_test_goes_step_by_step_and_a_wrong_password_ends_it_at_the_sign_in()
    {
        await using var good = Connect(("roots", "H02"));
        var steps = await good.TestAsync(CancellationToken.None);
        Assert.Equal(["address", "connect", "sign-in", "permission statistics", "permission transactions"], steps.Select(s => s.Name));
        Assert.All(steps, step => Assert.True(step.Passed, step.Detail));

        await using var wrong = Connect(("password", "falsch"));
        var last = (await wrong.TestAsync(CancellationToken.None))[^1];
        Assert.Equal(("sign-in", false, FailureCategory.Authentication), (last.Name, last.Passed, last.Category!.Value));
        Assert.DoesNotContain("falsch", last.Detail, StringComparison.Ordinal);
    }

    private static async Task<int> PullAsync(IConnector connector, PullRequest request)
    {
        var readings = 0;
        await foreach (var page in connector.PullAsync(request, CancellationToken.None))
        {
            readings += page.Readings.Count;
        }

        return readings;
    }

    private async Task PullAsync(Hub hub, string stream, params (string, string)[] options)
    {
        await using var connector = Connect(options);
        await hub.PullAsync(connector, Hub.Ask(stream, Agencies));
    }

    private IConnector Connect(params (string, string)[] options) => Hub.Connect($"{Server.BaseUrl}/{Source.Id}", Server.Credentials, Clock, options);
}
