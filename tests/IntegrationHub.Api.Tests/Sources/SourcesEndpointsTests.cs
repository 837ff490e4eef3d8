using System.Net;
using System.Text.Json;
using IntegrationHub.Contracts;
using IntegrationHub.Store.Figures;
using IntegrationHub.Store.Sources;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace IntegrationHub.Api.Tests.Sources;

public sealed class SourcesEndpointsTests
{
    [Theory]
    [InlineData(ApiServer.Sqlite)]
    [InlineData(ApiServer.PostgreSql)]
    public async Task Sources_say_how_they_are_doing(string store)
    {
        await using var api = await ApiServer.StartAsync(store);
        await api.Seed.AllAsync();
        await api.Seed.PullAsync("dossiers", [], rejections: [new RejectedRecord { Record = "X", Code = "E_BAD_DATE", Place = "NgayTra", Message = "no date" }]);
        await api.Seed.AddRunAsync(Guid.NewGuid(), "tthc-broken", "period-snapshots", RunState.Failed, errorCode: "E_SIGN_IN", error: "refused");
        api.Clock.Advance(TimeSpan.FromMinutes(1));
        await api.Seed.AddRunAsync(Guid.NewGuid(), "tthc-broken", "dossiers", RunState.Succeeded);

        var sources = (await api.GetAsync("/api/v1/sources")).EnumerateArray().ToDictionary(s => s.GetProperty("id").GetString()!);

        var good = sources["tthc-test"];
        Assert.Equal(("ok", true, "Hệ thống"), (good.GetProperty("state").GetString(), good.GetProperty("enabled").GetBoolean(), good.GetProperty("name").GetProperty("vi").GetString()));
        Assert.Equal(["period-snapshots|2024-02-29|0", "dossiers|2024-03-19|1"], Streams(good));
        Assert.Equal("succeeded", good.GetProperty("lastRun").GetProperty("state").GetString());

        // A failed stream is not hidden behind another that went well later.
        var broken = sources["tthc-broken"];
        Assert.Equal(("failed", "E_SIGN_IN", "refused"), (
            broken.GetProperty("state").GetString(), broken.GetProperty("lastRun").GetProperty("errorCode").GetString(), broken.GetProperty("lastRun").GetProperty("error").GetString()));

        var fresh = sources["tthc-new"];
        Assert.Equal(("never", false, JsonValueKind.Null), (fresh.GetProperty("state").GetString(), fresh.GetProperty("enabled").GetBoolean(), fresh.GetProperty("lastRun").ValueKind));
        Assert.Equal(2, fresh.GetProperty("streams").GetArrayLength());
    }

    [Fact]
    public async Task A_running_source_shows_its_progress()
    {
        await using var api = await ApiServer.StartAsync();
        await api.Seed.AllAsync();
        api.Clock.Advance(TimeSpan.FromMinutes(1));
        await api.Seed.AddRunAsync(Guid.NewGuid(), "tthc-test", "dossiers", RunState.Running, fetched: 12, progress: "12/240 agencies");

        var source = await api.GetAsync("/api/v1/sources/tthc-test");

        Assert.Equal(("running", "12/240 agencies"), (source.GetProperty("state").GetString(), source.GetProperty("progress").GetString()));
        Assert.Equal(("running", 12), (source.GetProperty("lastRun").GetProperty("state").GetString(), source.GetProperty("lastRun").GetProperty("fetched").GetInt32()));
    }

    [Fact]
    public async Task What_is_confirmed_ends_before_the_first_gap_of_any_unit()
    {
        await using var api = await ApiServer.StartAsync();
        var (start, end) = (Seed.January.DayNumber, Seed.Today.DayNumber);
        await api.Seed.PullAsync("dossiers", [], [new UnitDelivery("commune-a", "NgayTiepNhan", start, end)]);
        Assert.Contains("dossiers||0", Streams(await api.GetAsync("/api/v1/sources/tthc-test")));

        await api.Seed.PullAsync("dossiers", [], [
            new UnitDelivery("commune-b", "NgayTiepNhan", start, start + 10), new UnitDelivery("commune-b", "NgayTiepNhan", start + 11, end)]);
        Assert.Contains("dossiers|2024-01-10|0", Streams(await api.GetAsync("/api/v1/sources/tthc-test")));
    }

    [Fact]
    public async Task Of_secrets_only_the_place_is_shown()
    {
        await using var api = await ApiServer.StartAsync();

        var options = (await api.GetAsync("/api/v1/sources/tthc-test")).GetProperty("options");

        Assert.Equal("env:API_TEST_PASSWORD", options.GetProperty("password").GetProperty("secret").GetString());
        Assert.Equal(JsonValueKind.Null, options.GetProperty("password").GetProperty("value").ValueKind);
        Assert.Equal("https://…@tthc.example.gov.vn", options.GetProperty("baseUrl").GetProperty("value").GetString());
    }

    [Fact]
    public async Task No_answer_holds_a_secret()
    {
        await using var api = await ApiServer.StartAsync();
        await api.Seed.AllAsync();
        var run = await api.Seed.PullAsync("dossiers", []);
        string[] paths =
        [
            "/api/v1/sources", "/api/v1/sources/tthc-test", "/api/v1/sources/tthc-test/runs", $"/api/v1/runs/{run}", "/api/v1/plans", "/api/v1/plans/plan-2024", "/api/v1/quarantine",
            "/api/v1/plans/plan-2024/progress", "/api/v1/indicators/online-rate/values/province/2024-M01/lineage", "/api/v1/reconciliation", "/readyz", "/api/v1/sources/nothing",
        ];
        foreach (var path in paths)
        {
            using var response = await api.Client.GetAsync(new Uri(path, UriKind.Relative));
            var text = await response.Content.ReadAsStringAsync();
            Assert.DoesNotContain(SeedCatalogue.Secret, text, StringComparison.Ordinal);
            Assert.DoesNotContain(SeedCatalogue.InAddress, text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(ApiServer.Sqlite)]
    [InlineData(ApiServer.PostgreSql)]
    public async Task Runs_are_paged_newest_first_each_once(string store)
    {
        await using var api = await ApiServer.StartAsync(store);
        for (var i = 0; i < 7; i++)
        {
            await api.Seed.AddRunAsync(Guid.NewGuid(), "tthc-test", "dossiers", RunState.Succeeded, fetched: i);
            api.Clock.Advance(TimeSpan.FromSeconds(i % 3 == 0 ? 1 : 0));
        }

        var seen = new List<JsonElement>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await api.GetAsync($"/api/v1/sources/tthc-test/runs?limit=2{cursor}");
            seen.AddRange(page.GetProperty("items").EnumerateArray());
            cursor = page.GetProperty("next").GetString() is { } next ? "&cursor=" + next : null;
        }

        Assert.Equal(7, seen.Select(r => r.GetProperty("id").GetString()).Distinct().Count());
        Assert.Equal(7, seen.Count);
        var started = seen.Select(r => r.GetProperty("startedAt").GetDateTimeOffset()).ToList();
        Assert.Equal(started.OrderDescending(), started);
    }

    [Theory]
    [InlineData(ApiServer.Sqlite)]
    [InlineData(ApiServer.PostgreSql)]
    public async Task Pull_now_leaves_a_mark_for_the_collector(string store)
    {
        await using var api = await ApiServer.StartAsync(store);
        for (var i = 0; i < 2; i++)
        {
            using var response = await api.Client.PostAsync(new Uri("/api/v1/sources/tthc-test/pull", UriKind.Relative), null);
            Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        }

        await using var db = await api.Seed.ContextAsync();
        Assert.True((await db.SourceStates.SingleAsync()).PullRequested);
        Assert.True((await api.GetAsync("/api/v1/sources/tthc-test")).GetProperty("pullRequested").GetBoolean());
    }

    [Fact]
    public async Task A_page_of_another_site_cannot_pull()
    {
        await using var api = await ApiServer.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/sources/tthc-test/pull");
        request.Headers.Add("Sec-Fetch-Site", "cross-site");
        using var response = await api.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        await using var db = await api.Seed.ContextAsync();
        Assert.False(await db.SourceStates.AnyAsync());
    }

    [Fact]
    public async Task An_unknown_source_is_refused_with_the_known_ones()
    {
        await using var api = await ApiServer.StartAsync();

        Assert.Contains("tthc-test", await api.RefusedAsync(HttpStatusCode.NotFound, "unknown-source", "/api/v1/sources/x"), StringComparison.Ordinal);
        await api.RefusedAsync(HttpStatusCode.NotFound, "unknown-source", "/api/v1/sources/x/runs");
        await api.RefusedAsync(HttpStatusCode.BadRequest, "bad-cursor", "/api/v1/sources/tthc-test/runs?cursor=first");
        using var response = await api.Client.PostAsync(new Uri("/api/v1/sources/x/pull", UriKind.Relative), null);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    private static IEnumerable<string> Streams(JsonElement source) => source.GetProperty("streams").EnumerateArray()
        .Select(s => $"{s.GetProperty("stream").GetString()}|{s.GetProperty("confirmedTo").GetString()}|{s.GetProperty("rejected").GetInt32()}");
}
