using System.CommandLine;
using System.Text.Json.Nodes;
using IntegrationHub.EndToEnd.Tests.Fixture;
using IntegrationHub.Host.Commands;
using IntegrationHub.Testing;
using Xunit;

namespace IntegrationHub.EndToEnd.Tests;

/// <summary>A store goes back to a backup while the source, and the broker, are further.</summary>
public sealed class BackupTests
{
    [Fact]
    public Task A_restored_hub_catches_up_without_loss_or_double_counting() => CheckAsync(Stack.SqliteAndInMemoryBus);

    [Fact]
    [Trait("Category", "Full")]
    public Task A_restored_hub_catches_up_on_servers_too_whatever_the_broker_still_holds() => CheckAsync(Stack.PostgreSqlAndRabbitMq);

    [Fact]
    public async Task What_cannot_be_restored_is_refused_and_nothing_is_touched()
    {
        await using var hub = await SurveyHub.StartAsync();
        using var folder = new TemporaryFolder();
        var file = folder.File("hub.backup");
        Assert.Equal(0, (await RunAsync(Of(hub, hub.Servers.Store), "backup", file)).Code);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));

        // A backup replaces none, and no store.
        var again = await RunAsync(Of(hub, hub.Servers.Store), "backup", file);
        Assert.Equal((1, true), (again.Code, again.Errors.Contains("already", StringComparison.Ordinal)));
        var over = await RunAsync(Of(hub, hub.Servers.Store), "restore", file);
        Assert.Equal((1, true), (over.Code, over.Errors.Contains("move it away", StringComparison.Ordinal)));

        // What is damaged or something else is no backup, and leaves no store behind.
        var bytes = await File.ReadAllBytesAsync(file);
        foreach (var (name, content) in new (string, byte[])[] { ("cut", bytes[..(bytes.Length / 2)]), ("text", "không phải bản sao lưu"u8.ToArray()) })
        {
            var other = folder.File(name);
            await File.WriteAllBytesAsync(other, content);
            var refused = await RunAsync(Elsewhere(hub, folder, name), "restore", other);
            Assert.Equal((1, true), (refused.Code, refused.Errors.Contains("no whole backup", StringComparison.Ordinal)));
            Assert.False(File.Exists(folder.File($"moi/{name}.db")));
        }

        Assert.Equal(3, (await RunAsync(Elsewhere(hub, folder, "x"), "restore", folder.File("khong-co"))).Code);
        Assert.Equal(3, (await RunAsync(Elsewhere(hub, folder, "x"), "backup", folder.File("y"))).Code);
        Assert.Empty(Directory.GetFiles(folder.Path, "*.part"));
    }

    private static async Task CheckAsync(Stack stack)
    {
        await using var hub = await SurveyHub.StartAsync(stack);
        using var folder = new TemporaryFolder();
        var file = folder.File("hub.backup");
        await hub.PullAsync();
        var before = await hub.RowAsync();
        Assert.Equal(0, (await RunAsync(Of(hub, hub.Servers.Store), "backup", file)).Code);

        // After it a correction, and a month that is new.
        hub["c1", 11]["content"] = 777;
        foreach (var commune in SurveyHub.Communes)
        {
            hub.Rows.Add(SurveyHub.Row(commune, 12, 900, 300));
        }

        await hub.PullAsync();
        var after = await hub.RowAsync();
        Assert.NotEqual(before.Numerator, after.Numerator);

        using var restored = await StackServers.StartAsync(stack);

        // The restored store and the broker as it was left.
        var environment = Of(hub, restored.Store);
        var restore = await RunAsync(environment, "restore", file, "--format", "json");
        Assert.True(restore.Code == 0, restore.Errors);
        Assert.True((bool)JsonNode.Parse(restore.Output)!["clean"]!);
        Assert.Equal((before.Numerator, before.Denominator), await FigureAsync(environment));

        // Twice: the second time there is nothing left to add.
        for (var pull = 1; pull <= 2; pull++)
        {
            hub.Clock.Advance(TimeSpan.FromMinutes(1));
            var pulled = await RunAsync(environment, "source", "pull", "survey");
            Assert.True(pulled.Code == 0, pulled.Errors);
            Assert.Equal((after.Numerator, after.Denominator), await FigureAsync(environment));
        }

        Assert.Equal(0, (await RunAsync(environment, "db", "verify")).Code);
    }

    private static async Task<(string? Numerator, string? Denominator)> FigureAsync(HubEnvironment environment)
    {
        var show = await RunAsync(environment, "plan", "show", "plan", "--format", "json");
        Assert.True(show.Code == 0, show.Errors);
        var row = JsonNode.Parse(show.Output)!["rows"]!.AsArray().Single()!;
        return ((string?)row["numerator"], (string?)row["denominator"]);
    }

    /// <summary>The hub's broker and time, and this store.</summary>
    private static HubEnvironment Of(SurveyHub hub, string store) => new(() => hub.Servers.Settings() with { Store = store }, _ => hub.Clock);

    private static HubEnvironment Elsewhere(SurveyHub hub, TemporaryFolder folder, string name) =>
        new(() => hub.Servers.Settings() with { Store = "sqlite:" + folder.File($"moi/{name}.db"), Data = folder.Path }, _ => hub.Clock);

    private static async Task<(int Code, string Output, string Errors)> RunAsync(HubEnvironment environment, params string[] arguments)
    {
        await using var output = new StringWriter();
        await using var errors = new StringWriter();
        var code = await HubCommand.RunAsync(arguments, new InvocationConfiguration { Output = output, Error = errors }, environment);
        return (code, output.ToString(), errors.ToString());
    }
}
