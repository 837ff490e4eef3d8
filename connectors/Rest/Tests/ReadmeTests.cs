using System.Text.Json;
using System.Text.RegularExpressions;
using IntegrationHub.Connectors.Described;
using Xunit;

namespace IntegrationHub.Connectors.Rest.Tests;

/// <summary>The made-up source "Mobile money" is added with the texts of the README and nothing else.</summary>
public sealed partial class ReadmeTests
{
    private static readonly Dictionary<string, string> Blocks = Block().Matches(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "README.md")))
        .ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value);

    [Fact]
    public async Task Source_of_the_readme_is_read_with_its_yaml_alone()
    {
        var (tokens, pages) = (0, new Queue<(string? After, int From, string? Next)>([(null, 0, "c1"), ("c1", 100, "c2"), ("c2", 200, null)]));
        await using var server = await LittleServer.StartAsync((http, body) =>
        {
            if (http.Request.Path == "/oauth/token")
            {
                tokens++;
                Assert.Contains("grant_type=client_credentials", body, StringComparison.Ordinal);
                return """{"access_token":"abc","expires_in":3600,"token_type":"Bearer"}""";
            }

            Assert.Equal("Bearer abc", http.Request.Headers.Authorization.ToString());
            var page = pages.Dequeue();
            Assert.Equal(page.After ?? "", http.Request.Query["after"].ToString());
            Assert.Equal("/v2/accounts/summary 100", $"{http.Request.Path} {http.Request.Query["max"]}");
            return JsonSerializer.Serialize(new
            {
                data = new
                {
                    items = Enumerable.Range(page.From, 100).Select(n => new { area = new { code = $"H02.36.{n}", name = "Xã" }, asOf = "2024-11-30", accounts = 1000 + n, active = 500, topUser = "Nguyễn Văn A" }),
                    nextCursor = page.Next,
                },
            });
        });
        var hub = new DescribedHub(new RestModule(), [DescribedHub.Definition("rest", "mobile-money", Blocks["mappings/rest/mobile-money.map.yaml"])]);
        await using var connector = hub.Connect(new TestClock(), [.. Options(server.BaseUrl)]);
        await hub.PullAsync(connector, "mobile-money");
        Assert.Equal((300, 600, 1, 0), (hub.Records.Count, hub.Cells().Count, tokens, pages.Count));
        Assert.Equal(1299m, hub.Cells()["mobile_money.account.total H02.36.299 2024-11-30..2024-12-01"]);
        Assert.Empty(hub.Refusals);
        Assert.DoesNotContain("Nguy", JsonSerializer.Serialize(hub.Pages), StringComparison.Ordinal);
    }

    [Fact]
    public void Examples_of_the_readme_come_out_as_written()
    {
        var definition = DescribedHub.Definition("rest", "mobile-money", Blocks["mappings/rest/mobile-money.map.yaml"]);
        Assert.Empty(new RestModule().Define(definition)!.Problems);
        var result = new RestModule().TestMapping("mobile-money", definition, Blocks["mappings/rest/mobile-money.map.test.yaml"]);
        Assert.Equal(3, result.Count);
        Assert.Empty(result.Problems.Select(p => p.Message));
    }

    // As the hub reads a source file; the secret is what the reference stands for.
    private static IEnumerable<(string, string)> Options(string baseUrl)
    {
        var known = new RestModule().Options.ToDictionary(o => o.Name);
        var options = Blocks["sources/mobile-money.yaml"].Split("options:\n")[1];
        foreach (var line in options.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = line.Split(": ", 2) is [var n, var v] ? (n.Trim(), v) : throw new FormatException(line);
            Assert.Contains(name, known.Keys);
            Assert.Equal(known[name].Type == OptionType.Secret, value.Contains("secret:", StringComparison.Ordinal));
            yield return (name, name == "baseUrl" ? baseUrl : value.Contains("secret:", StringComparison.Ordinal) ? "s3" : value);
        }
    }

    [GeneratedRegex(@"```yaml\n# (\S+\.yaml)[^\n]*\n([\s\S]*?)```")]
    private static partial Regex Block();
}
