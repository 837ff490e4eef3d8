using System.Text.Json;
using IntegrationHub.Connectors.Conformance;
using IntegrationHub.Simulators;
using IntegrationHub.Simulators.Faults;
using IntegrationHub.Simulators.Sources;
using IntegrationHub.Simulators.World;
using Xunit;

namespace IntegrationHub.Connectors.Tthc.Tests;

/// <summary>The statistics of a simulated OpenCPS over HTTP, compared with what it knows to be true.</summary>
public sealed class OpenCpsTests() : SourceSuite("tthc-opencps", 0.02m)
{
    private const string Stream = TthcModule.OpenCpsStreamName;

    [Fact]
    public async Task Statistics_equal_the_truth_name_nobody_and_the_second_pull_changes_nothing()
    {
        var hub = new Hub();
        await PullAsync(hub, ("pageSize", "30"));
        Assert.Empty(hub.Refusals);
        hub.AssertEquals(Source.Truth(Clock.Now));
        Assert.True(hub.Pages.Count > 26, "some months have several pages");
        Assert.All(hub.Pages, page => Assert.Empty(page.AddedFields));
        Assert.All(hub.Pages, page => Assert.Null(PlantedPersonalData.FirstLeakIn(JsonSerializer.Serialize(page))));

        await PullAsync(hub, ("pageSize", "30"));
        Assert.Equal(0, hub.Changed);
    }

    [Fact]
    public async Task Every_position_on_the_way_leads_to_the_whole()
    {
        var whole = new Hub();
        await PullAsync(whole, ("pageSize", "30"));
        var hub = new Hub();
        for (var run = 0; run < 60 && hub.Cursor != whole.Cursor; run++)
        {
            await using var connector = Connect(("pageSize", "30"));
            await hub.PullAsync(connector, Ask(), pages: 5);
        }

        Assert.Equal(whole.Cursor, hub.Cursor);
        Assert.Equal(whole.Count(Source), hub.Count(Source));
    }

    [Fact]
    public async Task Bounded_backfill_reads_whole_months_inside_its_bounds_and_has_a_position_of_its_own()
    {
        var backfill = Ask() with { From = new DateOnly(2024, 2, 10), To = new DateOnly(2024, 5, 20) };
        var hub = new Hub();
        await using var connector = Connect();
        await hub.PullAsync(connector, backfill);
        Assert.Equal([new DateOnly(2024, 3, 1), new DateOnly(2024, 4, 1)], hub.Cells().Keys.Select(cell => cell.From).Distinct().Order());
        Assert.Equal("E_CURSOR", (await Assert.ThrowsAsync<ConnectorException>(() => hub.PullAsync(connector, backfill with { To = null }))).Code);
    }

    [Fact]
    public async Task Wrong_account_and_wrong_group_are_told_apart_and_the_test_says_so()
    {
        await using var good = Connect();
        var steps = await good.TestAsync(CancellationToken.None);
        Assert.Equal(["address", "connect", "permission"], steps.Select(step => step.Name));
        Assert.All(steps, step => Assert.True(step.Passed, step.Detail));

        await using var wrong = Connect(("password", "falsch"));
        var last = (await wrong.TestAsync(CancellationToken.None))[^1];
        Assert.Equal(("permission", false, FailureCategory.Authentication), (last.Name, last.Passed, last.Category!.Value));
        Assert.DoesNotContain("falsch", last.Detail, StringComparison.Ordinal);

        await using var elsewhere = Connect(("groupId", "1"));
        Assert.Equal(FailureCategory.Unavailable, (await elsewhere.TestAsync(CancellationToken.None))[^1].Category);
    }

    [Fact]
    public async Task Fault_of_the_source_ends_the_run_and_the_next_one_goes_on()
    {
        Server.Faults.Add(new Fault { Kind = FaultKinds.HtmlInsteadOfJson, Source = Source.Id, After = 3 });
        var hub = new Hub();
        Assert.Equal("E_SOURCE_HTML", (await Assert.ThrowsAsync<ConnectorException>(() => PullAsync(hub))).Code);
        Assert.NotEmpty(hub.Records);
        Server.Faults.Clear();
        await PullAsync(hub);
        hub.AssertEquals(Source.Truth(Clock.Now));
    }

    private PullRequest Ask() => Hub.Ask(Stream, Agencies);

    private async Task PullAsync(Hub hub, params (string, string)[] options)
    {
        await using var connector = Connect(options);
        await hub.PullAsync(connector, Ask());
    }

    private IConnector Connect(params (string, string)[] options) =>
        Hub.Connect($"{Server.BaseUrl}/{Source.Id}/o/rest", Server.Credentials, Clock, [("variant", "opencps"), ("groupId", "35166"), .. options]);
}
