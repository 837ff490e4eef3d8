using IntegrationHub.Host.Commands;
using IntegrationHub.Host.Hosting;
using IntegrationHub.Testing;

namespace IntegrationHub.Host.Tests.Commands;

[Collection(PulledHubTests.Name)]
public sealed class AccessCommandTests(PulledHub hub)
{
    private const string Password = "mưa phùn tháng ba";

    [Fact]
    public async Task Users_are_added_with_a_password_that_is_piped_in_and_shown_without_it()
    {
        using var copy = hub.Copy();
        Assert.Equal(ExitCodes.Success, (await RunAsync(copy, Password, "user", "add", "lan", "--role", "operator,approver", "--unit", "ubnd-huyen-yen-the")).Code);
        foreach (var (reason, typed, arguments) in new (string, string?, string[])[]
        {
            ("12 to", "short", ["user", "add", "hung", "--role", "viewer"]),
            ("is no role", Password, ["user", "add", "hung", "--role", "boss"]),
            ("no unit 'atlantis'", Password, ["user", "add", "hung", "--role", "viewer", "--unit", "atlantis"]),
            ("is no name", Password, ["user", "add", "Hùng Phạm", "--role", "viewer"]),
            ("already", Password, ["user", "add", "lan", "--role", "viewer"]),
            ("no user 'hung'", null, ["user", "lock", "hung"]),
        })
        {
            var run = await RunAsync(copy, typed, arguments);
            Assert.Equal((ExitCodes.Bad, true), (run.Code, run.Error.Contains(reason, StringComparison.Ordinal)));
        }

        Assert.Equal(ExitCodes.Usage, (await RunAsync(copy, null, "user", "add", "hung", "--role", "viewer")).Code);
        await RunAsync(copy, null, "user", "set", "lan", "--role", "admin", "--all-units");
        await RunAsync(copy, null, "user", "lock", "lan");
        var listed = await RunAsync(copy, null, "user", "list", "--format", "json");
        var lan = Assert.Single(listed.Json.EnumerateArray());
        Assert.Equal(("admin", true, System.Text.Json.JsonValueKind.Null), (lan.GetProperty("roles").GetString(), lan.GetProperty("locked").GetBoolean(), lan.GetProperty("unit").ValueKind));
        Assert.DoesNotContain("assword", listed.Out, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, await File.ReadAllTextAsync(copy.Store), StringComparison.Ordinal);
        await RunAsync(copy, "một mật khẩu khác", "user", "password", "lan");
        await RunAsync(copy, null, "user", "unlock", "lan");
        await RunAsync(copy, null, "user", "remove", "lan");
        Assert.Equal(0, (await RunAsync(copy, null, "user", "list", "--format", "json")).Json.GetArrayLength());
        var acts = (await RunAsync(copy, null, "audit", "list", "--subject", "user/lan", "--format", "json")).Json.EnumerateArray().Select(r => r.GetProperty("action").GetString());
        Assert.Equal(["user.remove", "user.unlock", "user.password", "user.lock", "user.set", "user.add"], acts);
    }

    [Fact]
    public async Task A_key_is_printed_once_and_opens_the_running_hub_until_it_is_revoked()
    {
        using var copy = hub.Copy();
        var made = await RunAsync(copy, null, "key", "add", "ioc", "--role", "viewer", "--days", "30");
        var key = Assert.Single(made.Lines);
        Assert.StartsWith("hub_", key, StringComparison.Ordinal);
        var id = key.Split('_')[1];
        var settings = new HubSettings { Store = "sqlite:" + copy.Store, Bus = "in-memory", Roles = HubRoles.Api, Urls = [new Uri("http://127.0.0.1:0")], Data = copy.Folder.Path };
        await using var app = HubHost.Build(settings, hub.Clock, scheduled: false);
        await app.StartAsync();
        using var machine = new HttpClient { BaseAddress = new Uri(app.Urls.First()) }.With(key);
        Assert.Equal(200, await StatusAsync(machine));
        var replaced = (await RunAsync(copy, null, "key", "rotate", id, "--overlap-hours", "0")).Lines.Single();
        Assert.Equal(401, await StatusAsync(machine));
        using var next = new HttpClient { BaseAddress = machine.BaseAddress }.With(replaced);
        Assert.Equal(200, await StatusAsync(next));
        Assert.Equal(ExitCodes.Success, (await RunAsync(copy, null, "key", "revoke", replaced.Split('_')[1])).Code);
        Assert.Equal(401, await StatusAsync(next));
        await app.StopAsync();

        var listed = await RunAsync(copy, null, "key", "list", "--format", "json");
        Assert.All(listed.Json.EnumerateArray(), k => Assert.False(k.GetProperty("good").GetBoolean()));
        Assert.Contains(listed.Json.EnumerateArray(), k => k.GetProperty("usedAt").ValueKind is System.Text.Json.JsonValueKind.String);
        Assert.DoesNotContain(key.Split('_')[2], listed.Out + (await RunAsync(copy, null, "audit", "list")).Out, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Bad, (await RunAsync(copy, null, "key", "add", "signer", "--role", "approver")).Code);
    }

    private static async Task<int> StatusAsync(HttpClient client)
    {
        using var response = await client.GetAsync(new Uri("/api/v1/plans", UriKind.Relative));
        return (int)response.StatusCode;
    }

    private Task<HubRun> RunAsync(HubCopy copy, string? typed, params string[] arguments) =>
        HubRun.OfAsync(HubRun.With("sqlite:" + copy.Store, hub.Clock) with { ReadSecret = _ => typed }, arguments);
}
