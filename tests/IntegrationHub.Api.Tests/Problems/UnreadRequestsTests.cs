using System.Net;
using System.Text;
using System.Text.Json;
using Xunit;

namespace IntegrationHub.Api.Tests.Problems;

public sealed class UnreadRequestsTests(SeededServer server) : IClassFixture<SeededServer>
{
    [Theory]
    [InlineData("/api/v1/entries", "", "the body is missing")]
    [InlineData("/api/v1/entries", "null", "the body is missing")]
    [InlineData("/api/v1/entries", "{\"what\": ", "cannot be read at $")]
    [InlineData("/api/v1/entries", "{\"what\": {\"secret-word\": 1}}", "cannot be read at $.what, line 1")]
    [InlineData("/api/v1/entries", "[]", "cannot be read at $")]
    [InlineData("/api/v1/entries/1/confirm", "null", "the body is missing")]
    [InlineData("/api/v1/entries/1/undo", "\"x\"", "cannot be read at $")]
    [InlineData("/api/v1/quarantine/1/discard", "", "the body is missing")]
    public async Task A_body_that_cannot_be_read_is_told_in_plain_words(string path, string body, string words)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        var problem = await RefusedAsync(HttpStatusCode.BadRequest, path, content);
        Assert.Equal("bad-body", problem.GetProperty("type").GetString());
        Assert.Contains(words, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_is_not_declared_as_json_says_how_to()
    {
        using var content = new StringContent("what=7", Encoding.UTF8, "text/plain");
        var problem = await RefusedAsync(HttpStatusCode.UnsupportedMediaType, "/api/v1/entries", content);
        Assert.Contains("Content-Type: application/json", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("quarantine?limit=many", "limit is 'many', which is no whole number")]
    [InlineData("quarantine?limit=", "limit is '', which is no whole number")]
    [InlineData("quarantine?limit=9999999999", "limit is '9999999999', which is out of range")]
    [InlineData("quarantine?limit=-9999999999", "limit is '-9999999999', which is out of range")]
    public async Task A_parameter_of_another_kind_is_named_with_what_it_may_be(string question, string answer) =>
        Assert.Equal(answer, await server.Api.RefusedAsync(HttpStatusCode.BadRequest, "bad-parameter", "/api/v1/" + question));

    [Fact]
    public async Task Systems_are_asked_by_role_and_an_unknown_role_names_the_known_ones()
    {
        await server.Api.GetAsync("/api/v1/systems?role=source");
        Assert.Contains("source, transport, subscriber, identity, reference, counted, none", await server.Api.RefusedAsync(HttpStatusCode.BadRequest, "bad-parameter", "/api/v1/systems?role=Source"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://elsewhere.example", false)]
    [InlineData("null", false)]
    [InlineData("SELF", true)]
    [InlineData(null, true)]
    public async Task A_page_of_another_site_is_refused_also_when_the_browser_says_only_its_origin(string? origin, bool taken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/v1/quarantine/replay", UriKind.Relative));
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin == "SELF" ? server.Api.Client.BaseAddress!.GetLeftPart(UriPartial.Authority) : origin);
        }

        using var response = await server.Api.Client.SendAsync(request);
        Assert.Equal(taken ? HttpStatusCode.Accepted : HttpStatusCode.Forbidden, response.StatusCode);
    }

    private async Task<JsonElement> RefusedAsync(HttpStatusCode status, string path, HttpContent content)
    {
        using var response = await server.Api.Client.PostAsync(new Uri(path, UriKind.Relative), content);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(status == response.StatusCode, $"{(int)response.StatusCode} {text}");
        Assert.DoesNotContain("parameter \\u0022", text, StringComparison.Ordinal);
        Assert.DoesNotContain("EntryOrder", text, StringComparison.Ordinal);
        Assert.DoesNotContain("IntegrationHub", text, StringComparison.Ordinal);
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
