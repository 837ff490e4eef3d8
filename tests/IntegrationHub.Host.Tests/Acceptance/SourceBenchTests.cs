using IntegrationHub.Host.Acceptance.Bench;
using IntegrationHub.Simulators.Faults;
using IntegrationHub.Store.Sources;

namespace IntegrationHub.Host.Tests.Acceptance;

public sealed class SourceBenchTests
{
    [Fact]
    public async Task A_source_is_pulled_as_its_truth_says_now_and_after_the_next_poll_and_a_fault_shows_as_one()
    {
        await using var bench = await SourceBench.StartAsync("du-lieu-mo");

        Assert.Empty(await bench.FailuresOfPullAsync());
        Assert.Empty(await bench.DifferencesAsync());

        bench.Move(TimeSpan.FromDays(1));
        Assert.NotEmpty(await bench.DifferencesAsync());
        Assert.Empty(await bench.FailuresOfPullAsync());
        Assert.Empty(await bench.DifferencesAsync());

        var before = await bench.DigestsAsync();
        Assert.Equal(before, await bench.DigestsAsync());
        bench.Faults.Add(new Fault { Kind = FaultKinds.HtmlInsteadOfJson, Source = "du-lieu-mo" });
        await bench.MoveToNextPollAsync();
        Assert.Equal(RunState.Failed, Assert.Single(await bench.PullAsync()).State);
        var after = await bench.DigestsAsync();
        Assert.Equal(["run", "source_state"], after.Keys.Where(t => after[t] != before[t]));

        bench.Faults.Clear();
        Assert.Empty(await bench.FailuresOfPullAsync());
        Assert.Contains(await bench.TextsAsync(), t => t.Place == "batch");
    }

    [Theory]
    [Trait("Category", "Full")]
    [InlineData("tthc-bac-giang")]
    [InlineData("tthc-qd766-bac-giang")]
    [InlineData("tthc-opencps-luc-ngan")]
    [InlineData("document-management-bac-giang")]
    [InlineData("reporting-bac-giang")]
    [InlineData("national-portal-payments-bac-giang")]
    [InlineData("registers-bac-giang")]
    [InlineData("tep-so-lieu")]
    [InlineData("ho-so-suc-khoe")]
    [InlineData("doanh-nghiep")]
    [InlineData("du-lieu-mo")]
    [InlineData("nhap-tay")]
    public async Task Every_source_of_the_demo_world_can_be_put_on_the_bench(string source)
    {
        await using var bench = await SourceBench.StartAsync(source);

        Assert.Empty(await bench.FailuresOfPullAsync());
        Assert.Empty(await bench.DifferencesAsync());
    }
}
