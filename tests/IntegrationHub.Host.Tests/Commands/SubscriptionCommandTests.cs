using IntegrationHub.Host.Commands;
using IntegrationHub.Testing;

namespace IntegrationHub.Host.Tests.Commands;

[Collection(PulledHubTests.Name)]
public sealed class SubscriptionCommandTests(PulledHub hub)
{
    [Fact]
    public async Task A_webhook_is_changed_paused_rotated_and_let_go()
    {
        using var copy = hub.Copy();
        var added = await copy.RunAsync("subscription", "add", "ioc", "--url", "https://ioc.example.gov.vn/hub", "--secret", "env:IOC", "--unordered", "--minimum-grade", "open", "--format", "json");
        Assert.Equal((false, "open"), (added.Json.GetProperty("ordered").GetBoolean(), added.Json.GetProperty("filter").GetProperty("minimumGrade").GetString()));
        var changed = await copy.RunAsync("subscription", "change", "ioc", "--ordered", "true", "--all", "--format", "json");
        Assert.Equal((true, "https://ioc.example.gov.vn/hub"), (changed.Json.GetProperty("ordered").GetBoolean(), changed.Json.GetProperty("address").GetString()));
        Assert.Equal(ExitCodes.Success, (await copy.RunAsync("subscription", "rotate", "ioc", "--secret", "env:IOC_2")).Code);
        Assert.Equal(ExitCodes.Usage, (await copy.RunAsync("subscription", "rotate", "ioc", "--secret", "env:IOC_2")).Code);
        Assert.Equal(ExitCodes.Success, (await copy.RunAsync("subscription", "pause", "ioc", "--reason", "bảo trì")).Code);
        var listed = await copy.RunAsync("subscription", "list");
        Assert.Contains("tạm dừng", listed.Out, StringComparison.Ordinal);
        Assert.Contains("bảo trì", listed.Out, StringComparison.Ordinal);
        Assert.Equal("active", (await copy.RunAsync("subscription", "resume", "ioc", "--format", "json")).Json.GetProperty("state").GetString());
        Assert.Equal(ExitCodes.Bad, (await copy.RunAsync("subscription", "resume", "nobody")).Code);
        Assert.Equal(ExitCodes.Usage, (await copy.RunAsync("subscription", "add", "own", "--url", "http://127.0.0.1/", "--secret", "env:IOC")).Code);
        Assert.Equal(ExitCodes.Usage, (await copy.RunAsync("subscription", "change", "ioc", "--plan", "no-such-plan")).Code);
        Assert.Contains(Environment.UserName, (await copy.RunAsync("audit", "list")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deliveries_are_shown_and_what_is_parked_is_sent_once_more()
    {
        using var copy = hub.Copy();
        await copy.RunAsync("subscription", "add", "ioc", "--url", "https://ioc.example.gov.vn/hub", "--secret", "env:IOC");
        Assert.Contains("chưa gửi gì", (await copy.RunAsync("subscription", "deliveries", "ioc")).Out, StringComparison.Ordinal);
        copy.Execute("""
            INSERT INTO event_delivery (subscription, event_id, event, state, attempts, since, last_at, status, problem, log)
            SELECT 'ioc', event_id, id, 'parked', 900, 1, 2, 500, 'the subscriber answered 500', '[]' FROM outbox ORDER BY id LIMIT 2
            """);
        var shown = await copy.RunAsync("subscription", "deliveries", "ioc", "--state", "parked");
        Assert.Contains("gác lại", shown.Out, StringComparison.Ordinal);
        var parked = (await copy.RunAsync("subscription", "deliveries", "ioc", "--format", "json")).Json[0];
        Assert.Equal("the subscriber answered 500", parked.GetProperty("problem").GetString());
        var first = parked.GetProperty("id").GetGuid().ToString();
        Assert.StartsWith("1 events", (await copy.RunAsync("subscription", "redeliver", "ioc", first)).Out, StringComparison.Ordinal);
        Assert.StartsWith("1 events", (await copy.RunAsync("subscription", "redeliver", "ioc")).Out, StringComparison.Ordinal);
        Assert.Equal(2, copy.Count("SELECT count(*) FROM event_delivery WHERE state = 'waiting'"));
        Assert.Equal(ExitCodes.Bad, (await copy.RunAsync("subscription", "redeliver", "ioc", Guid.NewGuid().ToString())).Code);
    }

    [Fact]
    public async Task A_target_is_set_up_by_its_file_paused_and_what_is_wrong_in_a_file_is_told_with_its_place()
    {
        using var copy = hub.Copy();
        var file = Repository.File("deploy/samples/targets/reporting.yaml");
        var set = await copy.RunAsync("subscription", "target", file, "--format", "json");
        Assert.Equal(("target", "paused"), (set.Json.GetProperty("kind").GetString(), set.Json.GetProperty("state").GetString()));

        // Once more is a change, and does not let it go.
        Assert.Contains("hub subscription resume", (await copy.RunAsync("subscription", "target", file)).Out, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Usage, (await copy.RunAsync("subscription", "rotate", "reporting-write-back", "--secret", "env:X")).Code);
        var bad = copy.Folder.File("bad.yaml");
        await File.WriteAllTextAsync(bad, (await File.ReadAllTextAsync(file)).Replace("field: numerator", "field: tu-so", StringComparison.Ordinal));
        var refused = await copy.RunAsync("subscription", "target", bad);
        Assert.Equal(ExitCodes.Bad, refused.Code);
        Assert.Matches(@"bad\.yaml:\d+:\d+: error E_WORD", refused.Error);
    }
}
