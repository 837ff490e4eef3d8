using System.Net;
using IntegrationHub.Record;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace IntegrationHub.Api.Tests.Entries;

public sealed class EntriesEndpointsTests
{
    private const string Draft = """{"what":"rule-issued","unit":"province","period":"2024","state":"done","document":"12/QĐ","documentDate":"2024-02-01","by":"an"}""";

    [Theory]
    [InlineData(ApiServer.Sqlite)]
    [InlineData(ApiServer.PostgreSql)]
    public async Task A_milestone_is_shown_from_its_confirmation_on_and_the_answer_before_is_stale(string store)
    {
        await using var api = await ApiServer.StartAsync(store);
        var entry = await api.PostAsync(HttpStatusCode.Created, "/api/v1/entries", Draft);
        var tag = await TagAsync(api);
        await api.PostAsync(HttpStatusCode.BadRequest, $"/api/v1/entries/{entry.GetProperty("id")}/confirm", """{"by":"an"}""");

        api.Clock.Advance(TimeSpan.FromMinutes(1));
        var confirmed = await api.PostAsync(HttpStatusCode.OK, $"/api/v1/entries/{entry.GetProperty("id")}/confirm", """{"by":"binh"}""");

        Assert.Equal("binh", confirmed.GetProperty("confirmedBy").GetString());
        Assert.NotEqual(tag, await TagAsync(api));
        await api.PostAsync(HttpStatusCode.BadRequest, $"/api/v1/entries/{entry.GetProperty("id")}/undo", """{"by":"binh","reason":""}""");
        await api.PostAsync(HttpStatusCode.OK, $"/api/v1/entries/{entry.GetProperty("id")}/undo", """{"by":"binh","reason":"sai số văn bản"}""");
        Assert.Equal(0, (await api.GetAsync("/api/v1/entries?unit=province")).GetArrayLength());
        Assert.Equal("sai số văn bản", (await api.GetAsync("/api/v1/entries?undone=true"))[0].GetProperty("undoneBecause").GetString());
    }

    [Fact]
    public async Task A_percentage_is_never_entered()
    {
        await using var api = await ApiServer.StartAsync();
        var problem = await api.PostAsync(HttpStatusCode.BadRequest, "/api/v1/entries", """{"what":"online-rate","unit":"province","period":"2024","amount":"70","by":"an"}""");
        Assert.Contains("percentage", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_entry_without_subject_unit_or_period_says_what_is_missing()
    {
        await using var api = await ApiServer.StartAsync();
        var problem = await api.PostAsync(HttpStatusCode.BadRequest, "/api/v1/entries", """{"what":null,"unit":" ","amount":"7","by":"an"}""");
        Assert.Equal("bad-entry", problem.GetProperty("type").GetString());
        Assert.StartsWith("missing: what, unit, period;", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("an", " An ")]
    [InlineData("an", "a\u200bn")]
    [InlineData("Lê Thị Ngọc Ánh", "lê thi\u0323  ngo\u0323c a\u0301nh")]
    [InlineData("Nguyễn Thượng Ấm", "Nguye\u0302\u0303n Thu\u031bo\u031b\u0323ng A\u0301\u0302m")]
    public async Task The_same_person_in_another_spelling_is_no_second_one(string entered, string by)
    {
        await using var api = await ApiServer.StartAsync();
        var entry = await api.PostAsync(HttpStatusCode.Created, "/api/v1/entries", Draft.Replace("\"an\"", $"\"{entered}\"", StringComparison.Ordinal));
        var problem = await api.PostAsync(HttpStatusCode.BadRequest, $"/api/v1/entries/{entry.GetProperty("id")}/confirm", System.Text.Json.JsonSerializer.Serialize(new { by }));
        Assert.Contains("second person", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ApiServer.Sqlite)]
    [InlineData(ApiServer.PostgreSql)]
    public async Task What_a_confirmation_and_an_undoing_change_is_announced_once(string store)
    {
        await using var api = await ApiServer.StartAsync(store);
        var announcer = api.Services.GetRequiredService<DecisionAnnouncer>();
        var entry = (await api.PostAsync(HttpStatusCode.Created, "/api/v1/entries", Draft)).GetProperty("id");
        Assert.Equal(0, await announcer.AnnounceAsync(CancellationToken.None));

        await api.PostAsync(HttpStatusCode.OK, $"/api/v1/entries/{entry}/confirm", """{"by":"binh"}""");
        Assert.Equal(1, await announcer.AnnounceAsync(CancellationToken.None));
        Assert.Equal(0, await announcer.AnnounceAsync(CancellationToken.None));
        await api.PostAsync(HttpStatusCode.OK, $"/api/v1/entries/{entry}/undo", """{"by":"binh","reason":"nhầm"}""");
        Assert.Equal(1, await announcer.AnnounceAsync(CancellationToken.None));

        await using var db = await api.Seed.ContextAsync();
        var events = (await db.Outbox.OrderBy(o => o.Id).ToListAsync()).Select(o => System.Text.Json.JsonDocument.Parse(o.Body).RootElement.GetProperty("data"))
            .Where(d => d.GetProperty("indicator").GetString() == "rule-issued").ToList();
        Assert.Equal(["Met", "NotEvaluable"], events.Select(e => e.GetProperty("verdict").GetString()));
        Assert.Equal("Met", events[1].GetProperty("previous").GetProperty("verdict").GetString());
    }

    private static async Task<string?> TagAsync(ApiServer api)
    {
        using var response = await api.Client.GetAsync(new Uri("/api/v1/plans/plan-2024/progress", UriKind.Relative));
        return response.Headers.ETag?.Tag;
    }
}
