using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using IntegrationHub.Testing;
using Xunit;

namespace IntegrationHub.EndToEnd.Tests;

/// <summary>README.md says nothing that does not work: each of its commands is run here, or it is named why it is not.</summary>
public sealed partial class ReadmeTests
{
    private const string Demo = "dotnet run --project src/IntegrationHub.Host -- demo";

    /// <summary>Commands that these tests are part of: they cannot start themselves.</summary>
    private static readonly string[] ThisRunItself = ["./test.sh", "./test.sh Recorder", "./test.sh --full"];

    /// <summary>Run by <see cref="ProcessTests"/> and <see cref="DemoOf2025Tests"/> with a small world.</summary>
    private static readonly string[] RunElsewhere = ["-- demo --once", "-- demo --world 2025"];

    private static string Text { get; } = File.ReadAllText(Repository.File("README.md"));

    [Fact]
    public void Every_command_is_known_here()
    {
        var found = Blocks().Matches(Text).SelectMany(b => b.Groups["lines"].Value.Split('\n'))
            .Concat(Quoted().Matches(Text).Select(m => m.Groups["code"].Value))
            .Select(l => l.Trim()).Where(l => l.StartsWith("dotnet ", StringComparison.Ordinal) || l.StartsWith("./", StringComparison.Ordinal) || l.StartsWith("-- ", StringComparison.Ordinal))
            .Distinct().Order(StringComparer.Ordinal);

        Assert.Equal([.. ThisRunItself.Concat(RunElsewhere).Append(Demo).Order(StringComparer.Ordinal)], found);
    }

    [Fact]
    public void Every_link_leads_somewhere()
    {
        var links = Links().Matches(Text).Select(m => m.Groups["target"].Value).Where(t => !t.StartsWith("http", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(links);
        Assert.All(links, l => Assert.True(Path.Exists(Repository.File(l)), $"README.md links to '{l}', which is not there"));
    }

    [Trait("Category", "Full")]
    [Fact]
    public async Task Demo_serves_the_page_with_figures_that_were_pulled()
    {
        var words = Demo.Split(' ');
        var start = new ProcessStartInfo(words[0]) { WorkingDirectory = Repository.Root, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var word in words[1..])
        {
            start.ArgumentList.Add(word);
        }

        // What was built already, a port that is free, a store of its own: the command is the one that is printed.
        using var data = new TemporaryFolder();
        start.Environment["Configuration"] = "Release";
        start.Environment["HUB_URLS"] = "http://127.0.0.1:0";
        start.Environment["HUB_DATA"] = data.Path;
        using var process = Process.Start(start)!;
        try
        {
            _ = process.StandardOutput.ReadToEndAsync();
            var address = await AddressAsync(process);
            using var browser = new HttpClient { BaseAddress = address };
            Assert.Contains("<html lang=\"vi\"", await browser.GetStringAsync(new Uri("/", UriKind.Relative)), StringComparison.Ordinal);

            JsonNode? figure = null;
            for (var patience = 0; figure is null && patience < 600; patience++)
            {
                await Task.Delay(200);
                var progress = JsonNode.Parse(await browser.GetStringAsync(new Uri("/api/v1/plans/bac-giang-2024/progress", UriKind.Relative)))!;
                figure = progress["rows"]!.AsArray().FirstOrDefault(r => r!["percent"] is not null);
            }

            Assert.NotNull(figure);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }
    }

    private static async Task<Uri> AddressAsync(Process process)
    {
        var said = new List<string>();
        while (await process.StandardError.ReadLineAsync() is { } line)
        {
            said.Add(line);
            if (Address().Match(line) is { Success: true } found)
            {
                return new Uri(found.Value);
            }
        }

        throw new InvalidOperationException($"the demo ended without an address: {string.Join('\n', said)}");
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Address();

    [GeneratedRegex(@"^```\n(?<lines>.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Blocks();

    [GeneratedRegex("`(?<code>[^`\\n]+)`")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\]\((?<target>[^)#]+)\)")]
    private static partial Regex Links();
}
