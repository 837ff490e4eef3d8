using System.Net;
using System.Text.RegularExpressions;
using Xunit;

namespace IntegrationHub.Console.Tests.Serving;

/// <summary>How the files of the console are answered.</summary>
[Collection(ConsoleFixture.Name)]
public sealed partial class ConsoleEndpointsTests(ConsoleFixture console)
{
    private const string Page = "text/html,application/xhtml+xml,*/*;q=0.8";

    [Theory]
    [InlineData("/")]
    [InlineData("/sources/tthc/runs")]
    [InlineData("/figures/online-rate?plan=plan-2024")]
    public async Task Every_address_of_the_console_is_answered_with_its_page_under_a_strict_policy(string path)
    {
        using var first = await AskAsync(path, Page);
        using var second = await AskAsync(path, Page);
        var (policy, other) = (Policy(first), Policy(second));

        Assert.Contains("default-src 'none'; script-src 'self'; style-src 'self' 'nonce-", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.NotEqual(Nonce().Match(policy).Groups["nonce"].Value, Nonce().Match(other).Groups["nonce"].Value);
        Assert.Contains($"name=\"csp-nonce\" content=\"{Nonce().Match(policy).Groups["nonce"].Value}\"", await first.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.True(first.Headers.CacheControl!.NoStore);
    }

    [Theory]
    [InlineData("/api/v1/no-such-thing", Page)]
    [InlineData("/health/no-such-thing", Page)]
    [InlineData("/assets/no-such-thing", Page)]
    [InlineData("/wp-login.php", Page)]
    [InlineData("/sources", "application/json")]
    public async Task What_a_program_asks_for_in_vain_is_not_answered_with_the_page(string path, string accept)
    {
        using var response = await AskAsync(path, accept);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    public async Task Files_named_by_their_content_are_kept_for_ever_and_come_compressed(string encoding)
    {
        using var page = await AskAsync("/", Page);
        var script = Script().Match(await page.Content.ReadAsStringAsync()).Value;
        using var response = await AskAsync(script, "*/*", encoding);
        using var plain = await AskAsync(script, "*/*");

        Assert.Equal([encoding], response.Content.Headers.ContentEncoding);
        Assert.True(response.Content.Headers.ContentLength * 2 < plain.Content.Headers.ContentLength);
        Assert.Equal("public, max-age=31536000, immutable", string.Join(", ", response.Headers.GetValues("Cache-Control")));
        Assert.Equal("text/javascript", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task The_plain_page_has_an_address_of_its_own()
    {
        using var response = await AskAsync("/plain", Page);
        Assert.Contains("app.js", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private async Task<HttpResponseMessage> AskAsync(string path, string accept, string? encoding = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        request.Headers.TryAddWithoutValidation("Accept", accept);
        if (encoding is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept-Encoding", encoding);
        }

        return await console.Api.Client.SendAsync(request);
    }

    private static string Policy(HttpResponseMessage response) => Assert.Single(response.Headers.GetValues("Content-Security-Policy"));

    [GeneratedRegex("'nonce-(?<nonce>[^']+)'")]
    private static partial Regex Nonce();

    [GeneratedRegex("/assets/index-[^\"]+\\.js")]
    private static partial Regex Script();
}
