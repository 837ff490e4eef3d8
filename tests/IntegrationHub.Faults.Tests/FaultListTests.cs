using System.Text.RegularExpressions;
using IntegrationHub.Host.Acceptance.Bench;
using IntegrationHub.Host.Acceptance.Faults;
using IntegrationHub.Simulators.Faults;
using IntegrationHub.Simulators.World;
using Xunit;
using Xunit.Abstractions;

namespace IntegrationHub.Faults.Tests;

/// <summary>Every fault that a source can play, through its connector into the figures and back.</summary>
public sealed class FaultListTests(ITestOutputHelper output)
{
    private static readonly string Chosen = Environment.GetEnvironmentVariable("HUB_FAULTS") ?? "^F";

    // Every line that this source can play is in it, by the cases that differ most; the others are in the whole list.
    private const string EachLineOnce = "^(F1/|F2/reset-mid|F3/expired|F4/headers|F5/truncated|F6/500|F7/(date-once|seconds|absurd)$|F8/|F9/refused|F10/|F1[1-6]/|F17/a-day|F18/month|F19/(vietnamese|empty)|F20/(renamed|new|added)|F21/thousandfold|F22/(invalid|nfd)|F23/huge|F2[4-6]/)";

    [Theory]
    [Trait("Category", "Full")]
    [InlineData("tthc-bac-giang")]
    [InlineData("tthc-qd766-bac-giang")]
    [InlineData("tthc-opencps-luc-ngan")]
    [InlineData("document-management-bac-giang")]
    [InlineData("reporting-bac-giang")]
    [InlineData("national-portal-payments-bac-giang")]
    [InlineData("registers-bac-giang")]
    [InlineData("doanh-nghiep")]
    [InlineData("du-lieu-mo")]
    [InlineData("tep-so-lieu")]
    [InlineData("ho-so-suc-khoe")]
    public Task Every_fault_that_a_source_can_play_is_told_by_its_class_and_got_over_within_two_polls(string source) => PlayAsync(source, Chosen);

    [Theory]
    [InlineData("doanh-nghiep", EachLineOnce)]
    [InlineData("du-lieu-mo", "^(F5/bad-gzip|F10/login|F13/|F18/buddhist|F20/new-code)")]
    [InlineData("tep-so-lieu", "^F(18|20|22)/")]
    [InlineData("ho-so-suc-khoe", "^F")]
    public Task The_most_telling_faults_are_got_over(string source, string faults) => PlayAsync(source, faults);

    [Theory]
    [InlineData("doanh-nghiep", "deleted")]
    [InlineData("du-lieu-mo", "deleted")]
    public Task Nothing_is_lost_when_a_list_changes_during_the_first_read(string source, string change) => ReadFirstAsync(source, change);

    [Theory]
    [Trait("Category", "Full")]
    [InlineData("reporting-bac-giang", "deleted")]
    [InlineData("national-portal-payments-bac-giang", "deleted")]
    [InlineData("national-portal-payments-bac-giang", "inserted")]
    [InlineData("registers-bac-giang", "deleted")]
    [InlineData("tthc-bac-giang", "deleted")]
    [InlineData("tthc-opencps-luc-ngan", "deleted")]
    public Task Nothing_is_lost_when_a_list_of_many_pages_changes_during_the_first_read(string source, string change) => ReadFirstAsync(source, change);

    private static async Task ReadFirstAsync(string source, string change)
    {
        await using var bench = await FaultBench.StartAsync(source);
        var wrong = await new FaultPlay(bench).FirstReadAsync(FaultList.Find("F13")!.Cases.Single(c => c.Name == change));
        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Take(20)));
        Assert.Contains(bench.Faults.List(), f => f.Hits > 0);
    }

    private async Task PlayAsync(string source, string chosen)
    {
        await using var bench = await FaultBench.StartAsync(source);
        var play = new FaultPlay(bench);
        await play.PrepareAsync();
        var results = new List<FaultResult>();
        foreach (var (line, played) in FaultPlay.CasesOf(source).Where(c => Regex.IsMatch($"{c.Line.Id}/{c.Case.Name}", chosen)))
        {
            results.Add(await play.PlayAsync(line, played));
            output.WriteLine(results[^1].ToString());
        }

        var wrong = results.Where(r => r.Problems.Count > 0).ToList();
        Assert.NotEmpty(results);
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        await AssertNothingPersonalAsync(bench);
    }

    /// <summary>Whatever was archived, refused or noted while answers were broken.</summary>
    private static async Task AssertNothingPersonalAsync(SourceBench bench)
    {
        var texts = await bench.TextsAsync();
        Assert.Contains(texts, t => t.Place == "batch");
        Assert.All(texts, t => Assert.True(PlantedPersonalData.FirstLeakIn(t.Text) is null, t.Place));
    }
}
