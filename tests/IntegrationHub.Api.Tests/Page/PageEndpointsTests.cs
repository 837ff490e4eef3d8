using System.Net;
using System.Text.RegularExpressions;
using IntegrationHub.Api.Page;
using Microsoft.AspNetCore.Builder;
using Xunit;

namespace IntegrationHub.Api.Tests.Page;

public sealed partial class PageEndpointsTests : IAsyncLifetime
{
    private WebApplication _app = null!;
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        _app = builder.Build();
        _app.Urls.Add("http://127.0.0.1:0");
        _app.MapPage(new ConsoleSettings("none"));
        await _app.StartAsync();
        _client = new HttpClient { BaseAddress = new Uri(_app.Urls.First()) };
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Everything_that_the_page_names_is_served()
    {
        var seen = new HashSet<string>();
        var open = new Queue<string>([""]);
        while (open.TryDequeue(out var path))
        {
            if (!seen.Add(path))
            {
                continue;
            }

            using var response = await _client.GetAsync(new Uri(path, UriKind.Relative));
            Assert.True(response.IsSuccessStatusCode, $"'{path}' is named by the page and not served");
            var text = await response.Content.ReadAsStringAsync();
            foreach (var match in LocalFile().Matches(text).Cast<Match>())
            {
                open.Enqueue(match.Groups["file"].Value);
            }
        }

        Assert.Superset(new HashSet<string> { "app.js", "app.css", "words.js", "table.js", "sources.js", "upload.js", "signin.js", "format.js", "icon.svg" }, seen);
    }

    [Fact]
    public async Task The_page_may_load_nothing_from_elsewhere_and_asks_for_nothing_from_elsewhere()
    {
        foreach (var path in new[] { "", "app.js", "app.css", "words.js", "table.js", "sources.js", "upload.js", "signin.js", "format.js" })
        {
            using var response = await _client.GetAsync(new Uri(path, UriKind.Relative));
            Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self';", Assert.Single(response.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
            var text = await response.Content.ReadAsStringAsync();
            Assert.DoesNotMatch(@"https?://|\sstyle=|\son\w+=", text);
        }
    }

    [Fact]
    public async Task An_unchanged_file_is_answered_with_304()
    {
        using var first = await _client.GetAsync(new Uri("app.js", UriKind.Relative));
        using var request = new HttpRequestMessage(HttpMethod.Get, "app.js");
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var second = await _client.SendAsync(request);

        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    }

    [GeneratedRegex("""(?:src="|rel="icon" href="|rel="stylesheet" href="|from '\./)(?<file>[\w.-]+)""")]
    private static partial Regex LocalFile();
}
