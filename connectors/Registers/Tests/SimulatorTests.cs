using System.Text.Json;
using IntegrationHub.Connectors.Conformance;
using IntegrationHub.Connectors.Http;
using IntegrationHub.Simulators;
using IntegrationHub.Simulators.Sources;
using IntegrationHub.Simulators.World;
using Xunit;

namespace IntegrationHub.Connectors.Registers.Tests;

/// <summary>The connector against the simulated source over HTTP, compared with what the source knows to be true.</summary>
public sealed class SimulatorTests() : SourceSuite("registers", 0.01m)
{
    public static readonly TheoryData<string> Streams = [.. new RegistersModule().Streams.Select(s => s.Name)];

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task First_pull_equals_the_truth_by_unit_day_and_metric_and_the_second_changes_nothing(string stream)
    {
        var hub = new Hub();
        await PullAsync(hub, stream);
        Assert.Empty(hub.Refusals);
        Assert.Equal(Hub.Truth(Source, Clock.Now, stream), hub.Count(Source));
        Assert.All(hub.Pages, page => Assert.True(page.Readings.Count <= 500 && (page.Cursor?.Length ?? 0) < 64 * 1024 && page.AddedFields.Count == 0, string.Join(' ', page.AddedFields)));

        await PullAsync(hub, stream);
        Assert.Equal(0, hub.Changed);
    }

    [Trait("Category", "Full")]
    [Theory]
    [InlineData(RegistersModule.Systems)]
    [InlineData(RegistersModule.Databases)]
    [InlineData(RegistersModule.Cameras)]
    [InlineData(RegistersModule.Inspections)]
    [InlineData(RegistersModule.News)]
    public async Task Later_pulls_follow_what_happens_and_what_is_corrected(string stream)
    {
        Clock.Now = Clock.Now.AddDays(-30);
        var hub = new Hub();
        for (var run = 0; run < 6; run++)
        {
            await PullAsync(hub, stream);
            var counted = hub.Count(Source);
            Assert.All(Hub.Truth(Source, Clock.Now, stream), cell => Assert.Equal(cell.Value, counted.GetValueOrDefault(cell.Key, -1)));
            Clock.Now = Clock.Now.AddDays(stream == RegistersModule.News ? 1 : 7).AddHours(1);
        }
    }

    [Trait("Category", "Full")]
    [Fact]
    public async Task Corrected_connection_of_a_past_day_replaces_what_was_counted()
    {
        Clock.Now = Clock.Now.AddDays(-15); // Before 10 December.
        var hub = new Hub();
        await PullAsync(hub, RegistersModule.Systems);
        var before = hub.Count(Source).Where(c => c.Key.Contains("2024-11-30..", StringComparison.Ordinal) && c.Key.EndsWith("on_lgsp", StringComparison.Ordinal)).Sum(c => c.Value);
        Clock.Now = Clock.Now.AddDays(15);
        await PullAsync(hub, RegistersModule.Systems);
        var after = hub.Count(Source).Where(c => c.Key.Contains("2024-11-30..", StringComparison.Ordinal) && c.Key.EndsWith("on_lgsp", StringComparison.Ordinal)).Sum(c => c.Value);
        Assert.Equal(before - 1, after);
    }

    [Fact]
    public async Task Archived_reading_holds_the_codes_of_the_systems_and_no_name()
    {
        var hub = new Hub();
        await PullAsync(hub, RegistersModule.Systems);
        var items = hub.Records.Values.Select(r => r.Reading.Body).Where(b => b.GetProperty("ngay").GetString() == "2024-12-20").SelectMany(b => b.GetProperty("heThong").EnumerateArray()).ToList();
        Assert.Equal(40, items.Select(i => i.GetProperty("maHeThong").GetString()).Distinct().Count());
        Assert.All(items, item => Assert.False(item.TryGetProperty("tenHeThong", out _)));
    }

    [Fact]
    public async Task Today_is_what_the_sites_answered_and_a_past_day_is_what_the_register_says()
    {
        var hub = new Hub();
        await PullAsync(hub, RegistersModule.Portals);
        var bodies = hub.Records.Values.Select(r => r.Reading.Body).ToList();
        Assert.All(bodies.Where(b => Day(b) == "2024-12-20" && Text(b, "dangKy") == "true"), b => Assert.Equal("tham-do", Text(b, "kiemTra")));
        Assert.All(bodies.Where(b => Day(b) != "2024-12-20"), b => Assert.Equal("so-dang-ky", Text(b, "kiemTra")));

        // Some that the register calls live are not: gone, moved, sold or broken.
        Assert.Contains(bodies, b => Day(b) == "2024-12-20" && Text(b, "dangKy") == "true" && Text(b, "hoatDong") == "0");

        // A day that was looked at on the day itself is never replaced by the register's word.
        Clock.Now = new DateTimeOffset(2024, 11, 30, 20, 0, 0, TimeSpan.FromHours(7));
        var other = new Hub();
        await PullAsync(other, RegistersModule.Portals);
        Clock.Now = Clock.Now.AddDays(20);
        await PullAsync(other, RegistersModule.Portals);
        Assert.All(other.Records.Values.Select(r => r.Reading.Body).Where(b => Day(b) == "2024-11-30" && Text(b, "dangKy") == "true"), b => Assert.Equal("tham-do", Text(b, "kiemTra")));

        static string Day(JsonElement body) => Text(body, "ngay");
        static string Text(JsonElement body, string name) => body.GetProperty(name).GetString()!;
    }

    [Trait("Category", "Full")]
    [Theory]
    [InlineData(RegistersModule.Inspections, "date")]
    [InlineData(RegistersModule.News, "publishedOn")]
    public async Task Every_ended_day_of_every_agency_is_delivered_and_never_today(string stream, string on)
    {
        var hub = new Hub();
        await PullAsync(hub, stream);
        foreach (var agency in Agencies)
        {
            var through = Hub.First;
            foreach (var delivery in hub.Delivered.Where(d => d.Agency == agency))
            {
                Assert.Equal((through, on), (delivery.From, delivery.On));
                through = delivery.To;
            }

            Assert.Equal(VietnamDate.DayOf(Clock.Now), through);
        }
    }

    [Trait("Category", "Full")]
    [Theory]
    [MemberData(nameof(Streams))]
    public async Task Runs_that_stop_after_every_few_pages_come_to_the_same_figures(string stream)
    {
        var whole = new Hub();
        await PullAsync(whole, stream);
        var hub = new Hub();
        for (var run = 0; run < 40 && hub.Cursor != whole.Cursor; run++)
        {
            // The feed of news has no position on the way: it is read anew, and grows with the run.
            await using var connector = Connect();
            await hub.PullAsync(connector, Hub.Ask(stream, Agencies), pages: stream == RegistersModule.News ? 10 * (run + 1) : 4);
        }

        Assert.Equal(whole.Cursor, hub.Cursor);
        Assert.Equal(whole.Count(Source), hub.Count(Source));
    }

    [Theory]
    [MemberData(nameof(Streams))]
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
    [InlineData(RegistersModule.Systems, "2024-03-31,2024-04-30,2024-05-05")]
    [InlineData(RegistersModule.Portals, "2024-03-31,2024-04-30,2024-05-05")]
    [InlineData(RegistersModule.Inspections, null)]
    [InlineData(RegistersModule.News, null)]
    public async Task Bounded_backfill_keeps_to_its_days_and_leaves_the_position_of_the_stream_alone(string stream, string? days)
    {
        var (from, to) = (new DateOnly(2024, 3, 10), new DateOnly(2024, 5, 6));
        await using var connector = Connect();
        var backfill = Hub.Ask(stream, Agencies) with { From = from, To = to };
        var pages = await connector.PullAsync(backfill, CancellationToken.None).ToListAsync();
        var mapping = new RegistersModule().Mappings.Single(m => m.Stream == stream);
        var read = pages.SelectMany(p => p.Readings).Select(r => mapping.Map(r.Key, r.Body)).OfType<Mapped>().SelectMany(m => m.Values).Select(v => v.From).Distinct().Order().ToList();
        Assert.NotEmpty(read);
        Assert.All(read, day => Assert.True(from <= day && day < to));
        Assert.All(pages.SelectMany(p => p.Delivered), d => Assert.True(d.From >= from && d.To <= to));
        if (days is not null)
        {
            Assert.Equal(days.Split(','), read.Select(d => d.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)));
        }

        var fault = await Assert.ThrowsAsync<ConnectorException>(async () => await connector.PullAsync(backfill with { Cursor = pages[^1].Cursor, To = null }, CancellationToken.None).ToListAsync());
        Assert.Equal("E_CURSOR", fault.Code);
        Assert.Empty((await connector.PullAsync(backfill with { Cursor = pages[^1].Cursor }, CancellationToken.None).ToListAsync()).SelectMany(p => p.Readings));
    }

    [Fact]
    public async Task Connection_test_goes_step_by_step_and_a_wrong_password_ends_it_at_the_sign_in()
    {
        await using var good = Connect();
        var steps = await good.TestAsync(CancellationToken.None);
        Assert.Equal(["address", "connect", "sign-in", "permission"], steps.Select(s => s.Name));
        Assert.All(steps, step => Assert.True(step.Passed, step.Detail));

        await using var wrong = Connect(("password", "falsch"));
        var last = (await wrong.TestAsync(CancellationToken.None))[^1];
        Assert.Equal(("sign-in", false, FailureCategory.Authentication), (last.Name, last.Passed, last.Category!.Value));
        Assert.DoesNotContain("falsch", last.Detail, StringComparison.Ordinal);
    }

    private async Task PullAsync(Hub hub, string stream)
    {
        await using var connector = Connect();
        await hub.PullAsync(connector, Hub.Ask(stream, Agencies));
    }

    private IConnector Connect(params (string, string)[] options) =>
        Hub.Connect($"{Server.BaseUrl}/{Source.Id}", Server.Credentials, Clock, [("probeHosts", new Uri(Server.BaseUrl).Authority), ("probeSeconds", "20"), .. options]);
}
