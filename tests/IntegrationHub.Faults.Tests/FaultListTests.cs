using IntegrationHub.Host.Acceptance.Faults;
using Xunit;
using Xunit.Abstractions;

namespace IntegrationHub.Faults.Tests;

/// <summary>Every fault that a source can play, through its connector into the figures and back.</summary>
public sealed class FaultListTests(ITestOutputHelper output)
{
    [Theory]
    [Trait("Category", "Full")]
    [InlineData("tthc-bac-giang")]
    [InlineData("document-management-bac-giang")]
    [InlineData("reporting-bac-giang")]
    [InlineData("national-portal-payments-bac-giang")]
    [InlineData("registers-bac-giang")]
    [InlineData("doanh-nghiep")]
    [InlineData("du-lieu-mo")]
    [InlineData("tep-so-lieu")]
    [InlineData("ho-so-suc-khoe")]
    public Task Every_fault_that_a_source_can_play_is_told_by_its_class_and_got_over_within_two_polls(string source) => PlayAsync(source, name => System.Text.RegularExpressions.Regex.IsMatch(name, Environment.GetEnvironmentVariable("HUB_FAULTS") ?? ""));

    private async Task PlayAsync(string source, Func<string, bool> chosen)
    {
        await using var bench = await FaultBench.StartAsync(source);
        var play = new FaultPlay(bench);
        await play.PrepareAsync();
        var results = new List<FaultResult>();
        foreach (var (line, played) in FaultPlay.CasesOf(source).Where(c => chosen($"{c.Line.Id}/{c.Case.Name}")))
        {
            results.Add(await play.PlayAsync(line, played));
            output.WriteLine(results[^1].ToString());
        }

        var wrong = results.Where(r => r.Problems.Count > 0).ToList();
        Assert.NotEmpty(results);
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }
}
