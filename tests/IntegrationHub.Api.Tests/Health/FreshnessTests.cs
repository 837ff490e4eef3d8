using System.Text.Json;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Freshness;
using IntegrationHub.Store.Ledger;
using IntegrationHub.Store.Outbox;
using IntegrationHub.Store.Sources;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace IntegrationHub.Api.Tests.Health;

/// <summary>The clock stands on Wednesday, 20 March 2024, 08:00; the plan's first report is due up to Monday, the 25th.</summary>
public sealed class FreshnessTests
{
    private const string Source = "tthc-test";

    [Theory]
    [InlineData("*/15 * * * *", null, null, 45)]
    [InlineData("0 * * * *", null, null, 90)]
    [InlineData("0 2 * * *", null, null, 36 * 60)]
    [InlineData("0 6 * * 1-5", null, null, 108 * 60)]
    [InlineData("*/15 * * * *", "18:00-06:00", null, 1103)]
    [InlineData("*/15 * * * *", null, "2h", 120)]
    [InlineData(null, null, null, null)]
    [InlineData(null, null, "3d", 3 * 24 * 60)]
    public void How_old_a_pull_may_be_follows_from_the_schedule_or_is_said(string? schedule, string? hours, string? freshness, int? minutes)
    {
        var source = new SourceDefinition("s", "tthc", new("S"), [], schedule, true, new Dictionary<string, SourceOption>())
        {
            Hours = hours is not null && DailyHours.TryParse(hours, out var read) ? [read] : [], Freshness = SourceFreshness.Parse(freshness),
        };

        Assert.InRange(SourceFreshness.ObjectiveOf(source, new(2024, 3, 20, 8, 0, 0, TimeSpan.FromHours(7)))?.TotalMinutes ?? -1, (minutes ?? -1) - 30, minutes ?? -1);
    }

    [Fact]
    public async Task A_source_is_held_against_its_objective_and_against_the_next_report_that_it_feeds()
    {
        await using var api = await StartAsync();

        var well = await OfAsync(api);
        Assert.Equal((45, 0, false), (well.GetProperty("objectiveMinutes").GetInt32(), well.GetProperty("ageMinutes").GetInt32(), well.GetProperty("isStale").GetBoolean()));
        var deadline = well.GetProperty("nextDeadline");
        Assert.Equal(("plan-2024.q.2024-Q1", "2024-03-24", "2024-03-25T01:00:00Z"), (deadline.GetProperty("duty").GetString(), deadline.GetProperty("dataTo").GetString(), deadline.GetProperty("neededBy").GetString()));
        Assert.Equal(["period-snapshots delivered", "dossiers expected"], Forecasts(well));

        // Nothing was heard of it for an hour: it may be 45 minutes old.
        api.Clock.Advance(TimeSpan.FromHours(1));
        Assert.True((await OfAsync(api)).GetProperty("isStale").GetBoolean());
        Assert.Equal("degraded", (await api.GetAsync("/health/sources")).GetProperty("status").GetString());

        var figures = (await api.GetAsync("/health/indicators")).EnumerateArray().ToDictionary(f => f.GetProperty("indicator").GetString()!);
        Assert.Equal(["both", "online-rate", "online-share", "verified-rate"], figures.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(("2024-02-29", "delivered"), (figures["online-rate"].GetProperty("confirmedTo").GetString(), figures["online-rate"].GetProperty("forecast").GetProperty("reason").GetString()));
        Assert.Equal("2024-03-19", figures["verified-rate"].GetProperty("confirmedTo").GetString());
    }

    [Fact]
    public async Task A_figure_that_will_be_late_says_why()
    {
        await using var api = await StartAsync();
        await using var db = await api.Seed.ContextAsync();

        // Paused: nobody reads it.
        db.Add(new SourceState { Source = Source, Paused = true });
        await db.SaveChangesAsync();
        Assert.Equal(["period-snapshots delivered", "dossiers paused!"], Forecasts(await OfAsync(api)));
        await db.SourceStates.ExecuteUpdateAsync(set => set.SetProperty(s => s.Paused, false));

        // One pull failed, and the last good one is not too old yet; then it is.
        api.Clock.Advance(TimeSpan.FromMinutes(10));
        await api.Seed.AddRunAsync(Guid.NewGuid(), Source, "dossiers", RunState.Failed, errorCode: "E_SIGN_IN", error: "refused");
        Assert.Equal("dossiers expected", Forecasts(await OfAsync(api))[1]);
        api.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal("dossiers failing!", Forecasts(await OfAsync(api))[1]);
        var late = Assert.Single((await api.GetAsync("/health/indicators?late=true")).EnumerateArray(), f => f.GetProperty("indicator").GetString() == "verified-rate");
        Assert.Contains("E_SIGN_IN", late.GetProperty("forecast").GetProperty("text").GetProperty("vi").GetString(), StringComparison.Ordinal);

        // It is read again, but on working days at nine, and the figures are needed at eight.
        await api.ApplyAsync($"sources/{Source}.yaml", SeedCatalogue.Files.Find($"sources/{Source}.yaml")!.Replace("*/15 * * * *", "0 9 * * *", StringComparison.Ordinal));
        await api.Seed.AddRunAsync(Guid.NewGuid(), Source, "dossiers", RunState.Succeeded);
        Assert.Equal("dossiers schedule!", Forecasts(await OfAsync(api))[1]);

        // The day has come and the report is not sent.
        api.Clock.Advance(TimeSpan.FromDays(5));
        Assert.Equal("dossiers late!", Forecasts(await OfAsync(api))[1]);
    }

    [Theory]
    [InlineData(ApiServer.Sqlite)]
    [InlineData(ApiServer.PostgreSql)]
    public async Task What_waits_between_the_stages_is_counted_with_its_age(string store)
    {
        await using var api = await ApiServer.StartAsync(store);
        await using var db = await api.Seed.ContextAsync();
        var at = api.Clock.GetUtcNow().AddMinutes(-7);
        db.AddRange(
            Page(BatchState.Pending, 0), Page(BatchState.Pending, 1), Page(BatchState.Parked, 2), new Subscription { Id = "desk", Kind = "webhook", Address = "https://desk.example.gov.vn/" },
            new OutboxRow { EventId = Guid.NewGuid(), RoutingKey = "computed.a.b.c", Body = "{}", RecordedAt = at }, new DeadLetter { Queue = "hub.record", ArrivedAt = at, Reason = "no JSON", Bytes = 3, Start = "abc" });
        await db.SaveChangesAsync();

        var queues = (await api.GetAsync("/health/queues")).EnumerateArray().ToList();

        Assert.Equal(
            ["record  2 48", $"record {Source} 2 ", "notify desk 1 ", $"parked {Source} 1 ", "dead-letters  1 "],
            queues.Select(q => $"{q.GetProperty("stage").GetString()} {q.GetProperty("of").GetString()} {q.GetProperty("depth").GetInt32()} {q.GetProperty("most")}"));
        Assert.All(queues, q => Assert.Equal(at, q.GetProperty("oldestAt").GetDateTimeOffset()));

        Batch Page(BatchState state, int seq) => new()
        {
            Id = Guid.NewGuid(), Run = Guid.Empty, Seq = seq, Source = Source, Stream = "dossiers", Connector = "tthc", CreatedAt = at, Readings = 0, State = state,
        };
    }

    private static async Task<ApiServer> StartAsync()
    {
        var api = await ApiServer.StartAsync();
        await api.ApplyAsync("plans/plan-2024.yaml", SeedCatalogue.Files.Find("plans/plan-2024.yaml")!.Replace(
            "rows:", "reporting:\n  - { id: q, who: Tỉnh, frequency: quarterly, asWritten: ngày 25, byDay: 25 }\nrows:", StringComparison.Ordinal));
        await api.Seed.AllAsync();
        return api;
    }

    private static async Task<JsonElement> OfAsync(ApiServer api) =>
        (await api.GetAsync("/health/sources")).GetProperty("sources").EnumerateArray().Single(s => s.GetProperty("id").GetString() == Source);

    private static List<string> Forecasts(JsonElement source) => [.. source.GetProperty("streams").EnumerateArray().Select(s =>
        $"{s.GetProperty("stream").GetString()} {s.GetProperty("forecast").GetProperty("reason").GetString()}{(s.GetProperty("forecast").GetProperty("willBeLate").GetBoolean() ? "!" : "")}")];
}
