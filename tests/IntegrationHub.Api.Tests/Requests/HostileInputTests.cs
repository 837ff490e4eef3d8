using System.Net;
using System.Text;
using System.Text.Json;
using IntegrationHub.Api.Tests.Access;
using Xunit;

namespace IntegrationHub.Api.Tests.Requests;

/// <summary>What somebody sends who means harm: refused with a clear error, and nothing is different afterwards. What comes in files is with the connectors that read them.</summary>
public sealed class HostileInputTests
{
    private const string Json = "application/json";
    private static readonly string Deep = string.Concat(Enumerable.Repeat("{\"a\":", 5000)) + "1" + new string('}', 5000);

    private static IReadOnlyList<(string Method, string Path, string? Body)> Inputs { get; } =
    [
        // SQL where a name is expected.
        ("GET", "/api/v1/plans/x'%3B%20DROP%20TABLE%20batch--/progress", null),
        ("GET", "/api/v1/plans/plan-2024/progress?unit='%20OR%201=1--", null),
        ("GET", "/api/v1/plans/plan-2024/progress?period=2024'%3B%20DELETE%20FROM%20ledger--", null),
        ("GET", "/api/v1/indicators/x'%20UNION%20SELECT%20*%20FROM%20user_account--/values/province/2024/lineage", null),
        ("GET", "/api/v1/sources/x'%20OR%20'a'='a", null),
        ("GET", "/api/v1/quarantine?limit=1%3B%20DROP%20TABLE%20rejection", null),
        ("GET", "/api/v1/releases?cursor=0%20OR%201=1", null),

        // Paths.
        ("GET", "/api/v1/plans/..%2F..%2Fetc%2Fpasswd", null),
        ("GET", "/..%2F..%2F..%2Fetc%2Fpasswd", null),
        ("GET", "/api/v1/sources/%2e%2e%5c%2e%2e%5cboot.ini/runs", null),
        ("PUT", "/api/v1/secrets/..%2Fkeys", """{"value":"x"}"""),

        // Parameters and cursors that are none.
        ("GET", "/api/v1/changes?after=eyJhIjoxfQ==", null),
        ("GET", "/api/v1/plans?__proto__[admin]=true", null),
        ("GET", "/api/v1/plans/plan-2024/progress?asKnownAt=9999999-99-99", null),
        ("GET", "/api/v1/plans/plan-2024/progress?period=0001-01-01..9999-12-31x", null),

        // Bodies.
        ("POST", "/api/v1/entries", Deep),
        ("POST", "/api/v1/entries", new string('[', 20000)),
        ("POST", "/api/v1/entries", """{"what":1e400}"""),
        ("POST", "/api/v1/entries", "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><x>&e;</x>"),
        ("POST", "/api/v1/entries", """{"what":"rule-issued","unit":"province'; DROP TABLE entry--","period":"2024","state":"done","by":"an"}"""),
        ("POST", "/api/v1/releases", """{"plan":"plan-2024","period":"2024-M01'; --","by":"an"}"""),
        ("POST", "/api/v1/entries", new string(' ', 2 * 1024 * 1024)),

        // Addresses that lead inside, and other ways out.
        ("POST", "/api/v1/subscriptions", """{"id":"a","url":"http://169.254.169.254/latest/meta-data","secret":"env:X"}"""),
        ("POST", "/api/v1/subscriptions", """{"id":"b","url":"http://[::1]:8080/","secret":"env:X"}"""),
        ("POST", "/api/v1/subscriptions", """{"id":"c","url":"http://10.0.0.5/","secret":"env:X"}"""),
        ("POST", "/api/v1/subscriptions", """{"id":"d","url":"file:///etc/passwd","secret":"env:X"}"""),
        ("POST", "/api/v1/subscriptions", """{"id":"e","url":"https://user:pass@example.gov.vn/","secret":"env:X"}"""),
        ("POST", "/api/v1/subscriptions", """{"id":"f","url":"https://example.gov.vn/","secret":"whsec_literal"}"""),
        ("POST", "/api/v1/subscriptions", """{"id":"../g","url":"https://example.gov.vn/","secret":"env:X"}"""),
    ];

    [Fact]
    public async Task Every_one_is_refused_with_a_clear_error_and_changes_nothing()
    {
        await using var api = await ApiServer.StartAsync();
        var before = await StateAsync(api);
        var wrong = new List<string>();
        foreach (var (method, path, body) in Inputs)
        {
            var what = $"{method} {path} {body?[..Math.Min(60, body.Length)]}";
            using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(api.Client.BaseAddress!, path));
            request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, Json);

            // What is too long is refused by its length: whoever sends on regardless may find the connection closed before the answer is read.
            request.Headers.ExpectContinue = body?.Length > 1024 * 1024;
            using var response = await api.Client.SendAsync(request);
            var text = await response.Content.ReadAsStringAsync();
            if ((int)response.StatusCode is < 400 or >= 500 || response.Content.Headers.ContentType?.MediaType != "application/problem+json")
            {
                wrong.Add($"{what}: {(int)response.StatusCode} {text[..Math.Min(200, text.Length)]}");
            }
            else if (JsonDocument.Parse(text).RootElement.GetProperty("detail").GetString() is not { Length: > 10 } detail || detail.Contains("Exception", StringComparison.Ordinal))
            {
                wrong.Add($"{what}: says no more than {text}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.Equal(before, await StateAsync(api));
    }

    [Theory]
    [InlineData("Authorization", "Bearer hub_x' OR 1=1--")]
    [InlineData("Authorization", "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9.")]
    [InlineData("X-Forwarded-User", "admin")]
    [InlineData("Cookie", "hub=CfDJ8AAAA")]
    [InlineData("X-Original-URL", "/healthz")]
    public async Task A_header_lets_nobody_in(string header, string value)
    {
        await using var api = await People.StartAsync();
        using var client = api.Nobody();
        client.DefaultRequestHeaders.TryAddWithoutValidation(header, value);
        using var response = await client.GetAsync(new Uri("/api/v1/plans", UriKind.Relative));
        Assert.Equal((HttpStatusCode.Unauthorized, "application/problem+json"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
    }

    private static async Task<string> StateAsync(ApiServer api) =>
        (await api.GetAsync("/api/v1/plans")).GetRawText() + (await api.GetAsync("/api/v1/entries")).GetRawText() + (await api.GetAsync("/api/v1/subscriptions")).GetRawText()
        + (await api.GetAsync("/api/v1/secrets")).GetRawText() + (await api.GetAsync("/api/v1/releases")).GetRawText();
}
