using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Xunit;

namespace IntegrationHub.Api.Tests.Plans;

public sealed class ProgressTests(SeededServer server) : IClassFixture<SeededServer>
{
    private const string Progress = "/api/v1/plans/plan-2024/progress";

    private readonly ApiServer _api = server.Api;

    [Fact]
    public async Task The_current_view_has_every_row_in_one_answer()
    {
        var answer = await _api.GetAsync(Progress);

        Assert.Equal(["plan", "unit", "calendar", "view", "asOf", "rows"], answer.EnumerateObject().Select(p => p.Name));
        Assert.Equal(("plan-2024", "province", "gregorian", "as-was"), (
            answer.GetProperty("plan").GetString(), answer.GetProperty("unit").GetString(), answer.GetProperty("calendar").GetString(), answer.GetProperty("view").GetString()));
        Assert.Matches(@"^2024-03-20T01:00:00(\.\d+)?Z$", answer.GetProperty("asOf").GetString());
        var rows = answer.GetProperty("rows").EnumerateArray().ToList();
        Assert.Equal(["online-rate|", "both|", "both|online-share", "both|verified-rate", "rule-issued|"], rows.Select(r => r.GetProperty("indicator").GetString() + "|" + r.GetProperty("part").GetString()));
        var row = rows[0];
        Assert.Equal(("30", "45", "66.666666666666", "66.7", "NotMet"), (
            row.GetProperty("numerator").GetString(), row.GetProperty("denominator").GetString(), row.GetProperty("percent").GetString(),
            row.GetProperty("display").GetString(), row.GetProperty("verdict").GetString()));
        Assert.Equal("/api/v1/indicators/online-rate/values/province/2024-01-01..2024-03-01/lineage", row.GetProperty("lineage").GetString());
    }

    [Fact]
    public async Task A_row_has_exactly_the_fields_of_the_interface_and_says_null()
    {
        var row = (await _api.GetAsync(Progress)).GetProperty("rows")[1];

        Assert.Equal(
            ["indicator", "part", "kind", "title", "value", "evidence", "marks", "reasons", "rejected", "unit", "level", "period", "numerator", "denominator", "percent", "display", "segments", "target",
                "verdict", "mandateVerdict", "status", "coverage", "missingUnits", "revision", "recordedAt", "sources", "lineage"],
            row.EnumerateObject().Select(p => p.Name));
        Assert.All(new[] { "part", "value", "numerator", "denominator", "percent", "lineage" }, name => Assert.Equal(JsonValueKind.Null, row.GetProperty(name).ValueKind));
        Assert.Equal("1/2", row.GetProperty("display").GetString());
    }

    [Theory]
    [InlineData("?period=2024-M01", "10", "15")]
    [InlineData("?period=2024-M01&unit=commune-b", "2", "5")]
    [InlineData("?period=2024-M02&unit=district&scope=level:commune", "20", "30")]
    [InlineData("?period=2024-M02&unit=commune-a&scope=own", "15", "20")]
    [InlineData("?period=2024-M01&calendar=admin", "10", "15")]
    [InlineData("?period=2024-M02&calendar=admin", "20", "30")]
    [InlineData("?period=2024-01-01..2024-03-01&view=as-was", "30", "45")]
    public async Task A_question_may_name_unit_period_calendar_and_scope(string query, string numerator, string denominator)
    {
        var row = (await _api.GetAsync(Progress + query)).GetProperty("rows")[0];

        Assert.Equal((numerator, denominator), (row.GetProperty("numerator").GetString(), row.GetProperty("denominator").GetString()));
    }

    [Theory]
    [InlineData("?calendar=admin&period=2024-M01", "?calendar=admin")]
    [InlineData("?scope=own&period=2024-M01&unit=commune-a", "?scope=own")]
    public async Task The_address_of_the_lineage_asks_the_same_question(string query, string ending)
    {
        var row = (await _api.GetAsync(Progress + query)).GetProperty("rows")[0];
        var address = row.GetProperty("lineage").GetString()!;

        Assert.EndsWith(ending, address, StringComparison.Ordinal);
        var lineage = await _api.GetAsync(address);
        Assert.Equal((row.GetProperty("numerator").GetString(), row.GetProperty("denominator").GetString()), (lineage.GetProperty("numerator").GetString(), lineage.GetProperty("denominator").GetString()));
    }

    [Fact]
    public async Task A_unit_that_has_ended_is_answered_for_in_its_own_time()
    {
        var row = (await _api.GetAsync(Progress + "?unit=commune-gone&period=2023-M05")).GetProperty("rows")[0];

        Assert.Equal(("commune-gone", "NoData"), (row.GetProperty("unit").GetString(), row.GetProperty("status").GetString()));
    }

    [Theory]
    [InlineData("?unit=commune-c", HttpStatusCode.NotFound, "unknown-unit", "Did you mean 'commune-a'?")]
    [InlineData("?unit=commune-gone", HttpStatusCode.BadRequest, "out-of-validity", "2024-03-20")]
    [InlineData("?unit=commune-gone&period=2024-M01", HttpStatusCode.BadRequest, "out-of-validity", "2024-M01")]
    [InlineData("?period=2024-Q9", HttpStatusCode.BadRequest, "bad-period", "2024-Q1")]
    [InlineData("?period=", HttpStatusCode.BadRequest, "bad-period", "2024-Q1")]
    [InlineData("?scope=all", HttpStatusCode.BadRequest, "bad-scope", "level:commune")]
    [InlineData("?calendar=lunar", HttpStatusCode.BadRequest, "bad-parameter", "gregorian or admin")]
    [InlineData("?view=sideways", HttpStatusCode.BadRequest, "bad-view", "as-was")]
    [InlineData("?asKnownAt=yesterday", HttpStatusCode.BadRequest, "bad-parameter", "2024-12-19T16:00")]
    [InlineData("?definitionAt=2023-01-01", HttpStatusCode.NotFound, "no-catalogue-then", "later instant")]
    [InlineData("?geographyAt=2023-01-01", HttpStatusCode.NotFound, "no-catalogue-then", "later instant")]
    [InlineData("?units=province&perioud=2024", HttpStatusCode.BadRequest, "unknown-parameter", "units, perioud")]
    [InlineData("?plan=plan-2024", HttpStatusCode.BadRequest, "unknown-parameter", "plan")]
    [InlineData("?unit=province&unit=district", HttpStatusCode.BadRequest, "repeated-parameter", "unit")]
    public async Task A_question_without_an_answer_is_refused_with_what_to_do(string query, HttpStatusCode status, string type, string remedy) =>
        Assert.Contains(remedy, await _api.RefusedAsync(status, type, Progress + query), StringComparison.Ordinal);

    [Fact]
    public async Task An_unchanged_answer_is_not_sent_again()
    {
        var tag = await TagAsync(_api, Progress);

        Assert.Equal(HttpStatusCode.NotModified, await StatusAsync(_api, Progress, tag));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(_api, Progress + "?unit=district", tag));
        Assert.NotEqual(tag, await TagAsync(_api, Progress + "?period=2024-M01"));
    }

    [Fact]
    public async Task New_records_and_a_new_day_and_a_new_catalogue_make_a_new_tag()
    {
        await using var api = await ApiServer.StartAsync();
        await api.Seed.AllAsync();
        var tag = await TagAsync(api, Progress);

        api.Clock.Advance(TimeSpan.FromMinutes(1));
        await api.Seed.PullAsync("period-snapshots", [Seed.Snapshot("commune-a", Seed.February, 21, 15)]);
        var recorded = await TagAsync(api, Progress);
        Assert.NotEqual(tag, recorded);
        Assert.Equal("46", (await api.GetAsync(Progress)).GetProperty("rows")[0].GetProperty("denominator").GetString());

        api.Clock.Advance(TimeSpan.FromDays(1));
        var nextDay = await TagAsync(api, Progress);
        Assert.NotEqual(recorded, nextDay);

        await api.ApplyAsync("plans/other-2024.yaml", "id: other-2024\ntitle: Khác\nowner: district\nyear: 2024\nrows: []\n");
        Assert.NotEqual(nextDay, await TagAsync(api, Progress));
    }

    [Fact]
    public async Task A_big_answer_is_compressed_when_asked()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Progress);
        request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("gzip"));
        using var response = await _api.Client.SendAsync(request);

        Assert.Equal(["gzip"], response.Content.Headers.ContentEncoding);
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
    }

    private static async Task<EntityTagHeaderValue> TagAsync(ApiServer api, string path)
    {
        using var response = await api.Client.GetAsync(new Uri(path, UriKind.Relative));
        return response.Headers.ETag!;
    }

    private static async Task<HttpStatusCode> StatusAsync(ApiServer api, string path, EntityTagHeaderValue tag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.IfNoneMatch.Add(tag);
        using var response = await api.Client.SendAsync(request);
        return response.StatusCode;
    }
}
