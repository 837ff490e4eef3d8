using System.Globalization;
using IntegrationHub.Host.Commands;

namespace IntegrationHub.Host.Tests.Commands;

[Collection(PulledHubTests.Name)]
public sealed class ParkedCommandTests(PulledHub hub)
{
    [Fact]
    public async Task A_parked_page_is_listed_told_of_by_a_pull_and_recorded_once_it_is_let_go()
    {
        using var copy = hub.Copy();
        Assert.Contains("không có gì bị gác lại", (await copy.RunAsync("parked", "list")).Out, StringComparison.Ordinal);
        copy.Execute("UPDATE batch SET state = 2, problem = 'OverflowException: too large', recorded_at = NULL WHERE no = (SELECT max(no) FROM batch)");

        var listed = (await copy.RunAsync("parked", "list", "--format", "json")).Json.GetProperty("batches")[0];
        Assert.Equal((PulledHub.Source, "OverflowException: too large"), (listed.GetProperty("source").GetString(), listed.GetProperty("problem").GetString()));
        var batch = listed.GetProperty("batch").GetGuid().ToString();
        Assert.Contains(batch, (await copy.RunAsync("parked", "list")).Out, StringComparison.Ordinal);
        var pull = await copy.RunAsync("source", "pull", PulledHub.Source);
        Assert.Equal(ExitCodes.Success, pull.Code);
        Assert.Contains("1 pages could not be recorded and wait; 'hub parked list' shows why", pull.Error, StringComparison.Ordinal);

        Assert.Equal(ExitCodes.Bad, (await copy.RunAsync("parked", "release", Guid.NewGuid().ToString())).Code);
        Assert.Equal((ExitCodes.Success, "1 released\n"), (await copy.RunAsync("parked", "release", batch)) is var released ? (released.Code, released.Out) : default);
        Assert.DoesNotContain("could not be recorded", (await copy.RunAsync("source", "pull", PulledHub.Source)).Error, StringComparison.Ordinal);
        Assert.Equal(0, copy.Count("SELECT count(*) FROM batch WHERE state <> 1"));
    }

    [Fact]
    public async Task Messages_that_nobody_could_read_are_listed_and_can_be_forgotten()
    {
        using var copy = hub.Copy();
        copy.Execute("INSERT INTO dead_letter (queue, arrived_at, reason, bytes, start) VALUES ('hub.record', 1, 'it cannot be read', 7, 'no JSON')");
        var number = (await copy.RunAsync("parked", "list", "--format", "json")).Json.GetProperty("messages")[0].GetProperty("message").GetInt64().ToString(CultureInfo.InvariantCulture);
        Assert.Equal(ExitCodes.Bad, (await copy.RunAsync("parked", "discard", "4711")).Code);
        Assert.Equal(ExitCodes.Success, (await copy.RunAsync("parked", "discard", number)).Code);
        Assert.Contains("không có gì bị gác lại", (await copy.RunAsync("parked", "list")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Subscribers_are_added_shown_and_removed_and_their_secret_is_only_a_reference()
    {
        using var copy = hub.Copy();
        Assert.Contains("chưa có đơn vị nhận nào", (await copy.RunAsync("subscription", "list")).Out, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Success, (await copy.RunAsync("subscription", "add", "ioc", "--url", "https://ioc.example.gov.vn/hub", "--secret", "env:IOC_SECRET", "--from-start")).Code);
        Assert.Equal(ExitCodes.Bad, (await copy.RunAsync("subscription", "add", "ioc", "--url", "https://ioc.example.gov.vn/hub", "--secret", "env:IOC_SECRET")).Code);
        var row = (await copy.RunAsync("subscription", "list", "--format", "json")).Json[0];
        Assert.Equal(("ioc", "webhook", "https://ioc.example.gov.vn/hub"), (row.GetProperty("id").GetString(), row.GetProperty("kind").GetString(), row.GetProperty("address").GetString()));
        Assert.Equal(copy.Count("SELECT count(*) FROM outbox"), row.GetProperty("waiting").GetInt64());
        Assert.Contains("ioc", (await copy.RunAsync("subscription", "list")).Out, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Success, (await copy.RunAsync("subscription", "remove", "ioc")).Code);
        Assert.Equal(ExitCodes.Bad, (await copy.RunAsync("subscription", "remove", "ioc")).Code);
    }

    [Theory]
    [InlineData("IOC 1", "https://ioc.example.gov.vn/", "env:S")]
    [InlineData("ioc", "ftp://ioc.example.gov.vn/", "env:S")]
    [InlineData("ioc", "hook", "env:S")]
    [InlineData("ioc", "https://user:pass@ioc.example.gov.vn/", "env:S")]
    [InlineData("ioc", "https://ioc.example.gov.vn/", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    public async Task A_subscriber_that_cannot_be_is_refused_without_its_secret(string id, string url, string secret)
    {
        using var copy = hub.Copy();
        var run = await copy.RunAsync("subscription", "add", id, "--url", url, "--secret", secret);
        Assert.Equal(ExitCodes.Usage, run.Code);
        Assert.DoesNotContain("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", run.Out + run.Error, StringComparison.Ordinal);
    }
}
