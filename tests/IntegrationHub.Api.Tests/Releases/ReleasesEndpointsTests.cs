using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using IntegrationHub.Record;
using IntegrationHub.Store.Releases;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace IntegrationHub.Api.Tests.Releases;

public sealed class ReleasesEndpointsTests
{
    [Theory]
    [InlineData(ApiServer.Sqlite)]
    [InlineData(ApiServer.PostgreSql)]
    public async Task A_release_is_prepared_checked_signed_by_two_and_read_for_ever(string store)
    {
        await using var api = await ApiServer.StartAsync(store);
        await api.Seed.AllAsync();
        api.Clock.Advance(TimeSpan.FromMinutes(1));
        var prepared = await api.PostAsync(HttpStatusCode.Created, "/api/v1/releases", """{"plan":"plan-2024","period":"2024-M02","by":"An"}""");
        Assert.Equal(("draft", JsonValueKind.Null), (prepared.GetProperty("state").GetString(), prepared.GetProperty("digest").ValueKind));
        var at = $"/api/v1/releases/{prepared.GetProperty("id")}";
        Assert.Equal("release-state", (await api.PostAsync(HttpStatusCode.Conflict, at + "/submit", """{"by":"An"}""")).GetProperty("type").GetString());
        await api.RefusedAsync(HttpStatusCode.Conflict, "release-state", at + "/report.json");

        var found = await api.PostAsync(HttpStatusCode.OK, at + "/check", """{"by":"An"}""");
        Assert.NotEqual(0, found.GetProperty("findings").GetArrayLength());
        Assert.All(found.GetProperty("findings").EnumerateArray(), f => Assert.False(f.GetProperty("isBlocking").GetBoolean()));
        Assert.Equal("release-findings", (await api.PostAsync(HttpStatusCode.Conflict, at + "/submit", """{"by":"An"}""")).GetProperty("type").GetString());
        var submitted = await api.PostAsync(HttpStatusCode.OK, at + "/submit", """{"by":"An","reason":"nguồn chưa đủ"}""");
        Assert.Equal("second-person", (await api.PostAsync(HttpStatusCode.Forbidden, at + "/approve", """{"by":" an "}""")).GetProperty("type").GetString());
        await api.PostAsync(HttpStatusCode.OK, at + "/approve", """{"by":"Bình"}""");
        await api.PostAsync(HttpStatusCode.Conflict, at + "/withdraw", """{"by":"Bình","reason":"nhầm"}""");

        var (file, tag) = await FileAsync(api, at);
        var verified = ReleaseFile.Verify(file);
        Assert.True(verified.IsGood);
        Assert.Equal(submitted.GetProperty("digest").GetString(), verified.Digest);
        Assert.Contains(verified.Digest!, tag.Tag, StringComparison.Ordinal);
        Assert.Equal("nguồn chưa đủ", verified.Content!.Submission!.Reason);
        using (var again = new HttpRequestMessage(HttpMethod.Get, new Uri(at + "/report.json", UriKind.Relative)) { Headers = { IfNoneMatch = { tag } } })
        using (var unchanged = await api.Client.SendAsync(again))
        {
            Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
        }

        using (var table = await api.Client.GetAsync(new Uri(at + "/report.csv", UriKind.Relative)))
        {
            Assert.Equal("text/csv", table.Content.Headers.ContentType!.MediaType);
            var lines = (await table.Content.ReadAsStringAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(verified.Content.Rows.Count + 1, lines.Length);
            Assert.Contains(lines, l => l.StartsWith("plan-2024,online-rate,,ratio,", StringComparison.Ordinal) && l.Contains(",province,", StringComparison.Ordinal) && l.Contains(",20,30,66.666666666666,", StringComparison.Ordinal));
        }

        // Later another number: the release says what it said, beside it stands what became of it.
        api.Clock.Advance(TimeSpan.FromMinutes(1));
        var announcer = api.Services.GetRequiredService<ReleaseAnnouncer>();
        Assert.Equal((1, 0), await announcer.AnnounceAsync(CancellationToken.None));
        var before = await DetailAsync(api, at);
        api.Clock.Advance(TimeSpan.FromMinutes(1));
        await api.Seed.PullAsync("period-snapshots", [Seed.Snapshot("commune-b", Seed.February, 10, 1)]);
        var after = await DetailAsync(api, at);
        Assert.NotEqual(before.Tag, after.Tag);
        Assert.Equal(before.Detail.GetProperty("rows").GetRawText(), after.Detail.GetProperty("rows").GetRawText());
        Assert.Equal(file, (await FileAsync(api, at)).File);
        var restated = (await api.GetAsync(at + "/restatements?limit=500")).GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(after.Detail.GetProperty("restated").GetInt32(), restated.Count);
        var province = restated.Single(r => r.GetProperty("unit").GetString() == "province" && r.GetProperty("indicator").GetString() == "online-rate");
        Assert.Equal(("20", "16", "correction", "tthc-test"), (
            province.GetProperty("before").GetProperty("numerator").GetString(), province.GetProperty("after").GetProperty("numerator").GetString(),
            province.GetProperty("cause").GetString(), province.GetProperty("source").GetString()));
        var row = (await api.GetAsync("/api/v1/plans/plan-2024/progress?period=2024-M02")).GetProperty("rows").EnumerateArray().First(r => r.GetProperty("indicator").GetString() == "online-rate");
        Assert.Equal(("Restated", 1), (row.GetProperty("status").GetString(), row.GetProperty("revision").GetInt32()));
    }

    [Fact]
    public async Task What_cannot_be_released_is_refused_with_the_reason()
    {
        await using var api = await ApiServer.StartAsync();
        await RefusedAsync(HttpStatusCode.NotFound, "unknown-plan", """{"plan":"nobody","by":"An"}""");
        await RefusedAsync(HttpStatusCode.BadRequest, "bad-period", """{"plan":"plan-2024","period":"2024-Q5","by":"An"}""");
        await RefusedAsync(HttpStatusCode.BadRequest, "bad-view", """{"plan":"plan-2024","period":"2024-M01","view":"x","by":"An"}""");
        await RefusedAsync(HttpStatusCode.BadRequest, "bad-parameter", """{"plan":"plan-2024","calendar":"x","by":"An"}""");
        await RefusedAsync(HttpStatusCode.BadRequest, "bad-release", """{"plan":"plan-2024","period":"2024-M12","by":"An"}""");
        await api.RefusedAsync(HttpStatusCode.NotFound, "unknown-release", "/api/v1/releases/7");
        await api.RefusedAsync(HttpStatusCode.NotFound, "unknown-release", "/api/v1/releases/7/report.json");
        await api.RefusedAsync(HttpStatusCode.NotFound, "unknown-release", "/api/v1/releases/7/restatements");
        Assert.Equal(0, (await api.GetAsync("/api/v1/releases")).GetProperty("items").GetArrayLength());

        async Task RefusedAsync(HttpStatusCode status, string type, string body) => Assert.Equal(type, (await api.PostAsync(status, "/api/v1/releases", body)).GetProperty("type").GetString());
    }

    [Fact]
    public async Task What_people_decide_after_a_release_restates_as_well()
    {
        await using var api = await ApiServer.StartAsync();
        await api.PostAsync(HttpStatusCode.Created, "/api/v1/entries", """{"what":"rule-issued","unit":"province","period":"2024","state":"done","document":"12/QĐ","documentDate":"2024-02-01","by":"an"}""");
        await api.PostAsync(HttpStatusCode.OK, "/api/v1/entries/1/confirm", """{"by":"binh"}""");
        api.Clock.Advance(TimeSpan.FromMinutes(1));
        await api.PostAsync(HttpStatusCode.Created, "/api/v1/releases", """{"plan":"plan-2024","by":"An"}""");
        await api.PostAsync(HttpStatusCode.OK, "/api/v1/releases/1/check", """{"by":"An"}""");
        await api.PostAsync(HttpStatusCode.OK, "/api/v1/releases/1/submit", """{"by":"An","reason":"x"}""");
        await api.PostAsync(HttpStatusCode.OK, "/api/v1/releases/1/approve", """{"by":"Bình"}""");
        var released = (await api.GetAsync("/api/v1/releases/1")).GetProperty("rows").EnumerateArray().Single(r => r.GetProperty("indicator").GetString() == "rule-issued");
        Assert.Equal(("done", "Met"), (released.GetProperty("value").GetString(), released.GetProperty("verdict").GetString()));

        api.Clock.Advance(TimeSpan.FromMinutes(1));
        await api.PostAsync(HttpStatusCode.OK, "/api/v1/entries/1/undo", """{"by":"binh","reason":"sai số văn bản"}""");
        await api.Services.GetRequiredService<DecisionAnnouncer>().AnnounceAsync(CancellationToken.None);
        var restated = (await api.GetAsync("/api/v1/releases/1/restatements")).GetProperty("items").EnumerateArray().Single();
        Assert.Equal(("rule-issued", "decision", "done", JsonValueKind.Null), (
            restated.GetProperty("indicator").GetString(), restated.GetProperty("cause").GetString(), restated.GetProperty("before").GetProperty("value").GetString(),
            restated.GetProperty("after").GetProperty("value").ValueKind));
    }

    [Fact]
    public async Task Releases_are_listed_newest_first_page_by_page_and_a_withdrawn_one_stays()
    {
        await using var api = await ApiServer.StartAsync();
        for (var i = 0; i < 3; i++)
        {
            await api.PostAsync(HttpStatusCode.Created, "/api/v1/releases", """{"plan":"plan-2024","period":"2024-M01","by":"An"}""");
        }

        await api.PostAsync(HttpStatusCode.BadRequest, "/api/v1/releases/2/withdraw", """{"by":"An"}""");
        Assert.Equal("withdrawn", (await api.PostAsync(HttpStatusCode.OK, "/api/v1/releases/2/withdraw", """{"by":"An","reason":"nhầm kỳ"}""")).GetProperty("state").GetString());
        var first = await api.GetAsync("/api/v1/releases?limit=2&plan=plan-2024");
        Assert.Equal([3L, 2L], first.GetProperty("items").EnumerateArray().Select(r => r.GetProperty("id").GetInt64()));
        Assert.Equal("nhầm kỳ", first.GetProperty("items")[1].GetProperty("withdrawnBecause").GetString());
        var rest = await api.GetAsync("/api/v1/releases?limit=2&cursor=" + first.GetProperty("next").GetString());
        Assert.Equal([1L], rest.GetProperty("items").EnumerateArray().Select(r => r.GetProperty("id").GetInt64()));
        Assert.Equal(JsonValueKind.Null, rest.GetProperty("next").ValueKind);
    }

    private static async Task<(byte[] File, EntityTagHeaderValue Tag)> FileAsync(ApiServer api, string at)
    {
        using var response = await api.Client.GetAsync(new Uri(at + "/report.json", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (await response.Content.ReadAsByteArrayAsync(), response.Headers.ETag!);
    }

    private static async Task<(JsonElement Detail, string Tag)> DetailAsync(ApiServer api, string at)
    {
        using var response = await api.Client.GetAsync(new Uri(at, UriKind.Relative));
        return (JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.Clone(), response.Headers.ETag!.Tag);
    }
}
