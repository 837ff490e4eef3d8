using System.Net;
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

    private static async Task<string?> TagAsync(ApiServer api)
    {
        using var response = await api.Client.GetAsync(new Uri("/api/v1/plans/plan-2024/progress", UriKind.Relative));
        return response.Headers.ETag?.Tag;
    }
}
