using System.Text.Json;
using IntegrationHub.Host.Commands;

namespace IntegrationHub.Host.Tests.Commands;

[Collection(PulledHubTests.Name)]
public sealed class AuditCommandTests(PulledHub hub)
{
    [Fact]
    public async Task What_people_do_with_commands_is_listed_and_the_chain_is_whole()
    {
        using var copy = hub.Copy();
        await copy.RunAsync("source", "pause", PulledHub.Source);
        await copy.RunAsync("source", "pause", PulledHub.Source);
        await copy.RunAsync("db", "hold", "on", "--reason", "thanh tra", "--by", "an");
        await copy.RunAsync("db", "hold", "off", "--reason", "xong", "--by", "binh");
        await copy.RunAsync("source", "reset", PulledHub.Source, "--yes");
        await copy.RunAsync("entry", "add", "dti-rank", "--unit", "ubnd-tinh-bac-giang", "--period", "2024", "--amount", "9", "--document", "12/QD", "--date", "2024-12-05", "--by", "an");
        await copy.RunAsync("entry", "confirm", "1", "--by", "binh");

        var rows = (await copy.RunAsync("audit", "list", "--format", "json")).Json.EnumerateArray().Reverse().ToList();
        Assert.Equal(
            ["catalogue.apply", "source.pull", "source.pause", "archive.hold", "archive.lift", "source.reset", "entry.add", "entry.confirm"],
            rows.Select(r => r.GetProperty("action").GetString()));
        Assert.Equal(["an", "binh"], rows.Where(r => r.GetProperty("subject").GetString() == "entry/1").Select(r => r.GetProperty("who").GetString()));
        Assert.All(rows, r => Assert.Equal(("command", Environment.MachineName), (r.GetProperty("signedIn").GetString(), r.GetProperty("address").GetString())));
        var paused = rows[2];
        Assert.Equal((Environment.UserName, "source/" + PulledHub.Source), (paused.GetProperty("who").GetString(), paused.GetProperty("subject").GetString()));
        Assert.True(JsonDocument.Parse(paused.GetProperty("after").GetString()!).RootElement.GetProperty("paused").GetBoolean());

        var whole = await copy.RunAsync("audit", "verify", "--format", "json");
        Assert.Equal((ExitCodes.Success, 8), (whole.Code, whole.Json.GetProperty("rows").GetInt64()));
        Assert.Equal(ExitCodes.Success, (await copy.RunAsync("audit", "verify", "--noted", whole.Json.GetProperty("head").GetString()!)).Code);

        copy.Execute("DROP TRIGGER audit_log_no_update; UPDATE audit_log SET who = 'cuong' WHERE seq = 7");
        var broken = await copy.RunAsync("audit", "verify");
        Assert.Equal(ExitCodes.Bad, broken.Code);
        Assert.Contains("row 7 was changed", broken.Error, StringComparison.Ordinal);
    }
}
