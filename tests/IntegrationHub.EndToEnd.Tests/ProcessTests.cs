using System.Diagnostics;
using System.Text.Json.Nodes;
using IntegrationHub.EndToEnd.Tests.Fixture;
using IntegrationHub.Simulators.World;
using Xunit;

namespace IntegrationHub.EndToEnd.Tests;

/// <summary>The program as an operator starts it.</summary>
public sealed class ProcessTests
{
    private static readonly string[] Once = ["demo", "--once", "--scale", "0.002", "--source", "tthc-bac-giang", "--format", "json"];

    // By default FiguresTests hold both stacks against the same truth.
    [Fact]
    [Trait("Category", "Full")]
    public async Task Both_stacks_print_the_same_figures_byte_for_byte()
    {
        using var small = await StackServers.StartAsync(Stack.SqliteAndInMemoryBus);
        using var large = await StackServers.StartAsync(Stack.PostgreSqlAndRabbitMq);
        var outputs = await Task.WhenAll(RunAsync(small), RunAsync(large));
        Assert.Contains("\"numerator\":\"", outputs[0], StringComparison.Ordinal);
        Assert.Equal(outputs[0], outputs[1]);
    }

    [Fact]
    [Trait("Category", "Full")]
    public Task Both_stacks_print_the_same_figures_byte_for_byte_also_after_five_kills_in_the_middle_of_the_backfill() => CompareAsync(kills: 5);

    private static async Task CompareAsync(int kills)
    {
        using var small = await StackServers.StartAsync(Stack.SqliteAndInMemoryBus);
        using var large = await StackServers.StartAsync(Stack.PostgreSqlAndRabbitMq);
        using var killedSmall = await StackServers.StartAsync(Stack.SqliteAndInMemoryBus);
        using var killedLarge = await StackServers.StartAsync(Stack.PostgreSqlAndRabbitMq);
        var seed = Environment.TickCount;

        var outputs = await Task.WhenAll(RunAsync(small), RunAsync(large));
        await Task.WhenAll(KillAsync(killedSmall, kills, new Random(seed)), KillAsync(killedLarge, kills, new Random(seed + 1)));
        var afterKills = await Task.WhenAll(RunAsync(killedSmall), RunAsync(killedLarge));

        Assert.Contains("\"numerator\":\"", outputs[0], StringComparison.Ordinal);
        Assert.Equal(outputs[0], outputs[1]);
        Assert.True(outputs[0] == afterKills[0], $"SQLite: figures differ after {kills} kills (seed {seed})");
        Assert.True(outputs[0] == afterKills[1], $"PostgreSQL: figures differ after {kills} kills (seed {seed})");
        foreach (var servers in new[] { killedSmall, killedLarge })
        {
            var verify = await HubProcess.RunAsync(["db", "verify"], servers.Environment());
            Assert.True(verify.ExitCode == 0, verify.Output + verify.Errors);
        }
    }

    [Fact]
    public async Task A_store_that_is_not_there_ends_with_code_3_and_says_so()
    {
        var run = await HubProcess.RunAsync(Once, new Dictionary<string, string> { ["HUB_STORE"] = "Host=127.0.0.1;Port=9;Database=x;Username=x;Timeout=2" });

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("store", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_busy_port_ends_with_code_3_and_one_line_that_says_what_to_do()
    {
        using var servers = await StackServers.StartAsync(Stack.SqliteAndInMemoryBus);
        using var busy = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        busy.Start();
        var run = await HubProcess.RunAsync(["run"], new Dictionary<string, string>(servers.Environment()) { ["HUB_URLS"] = $"http://{busy.LocalEndpoint}" });
        Assert.Equal(3, run.ExitCode);
        Assert.Contains("HUB_URLS", Assert.Single(run.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    private static async Task KillAsync(StackServers servers, int kills, Random random)
    {
        for (var kill = 1; kill <= kills; kill++)
        {
            using var process = HubProcess.Start(Once, servers.Environment());
            await HubProcess.WaitForProgressAsync(process, TimeSpan.FromSeconds(120));
            await Task.Delay(random.Next(0, 1500));
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    /// <summary>The printed figures without the instants, which are those of each run.</summary>
    private static async Task<string> RunAsync(StackServers servers)
    {
        var run = await HubProcess.RunAsync(Once, servers.Environment());
        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Null(PlantedPersonalData.FirstLeakIn(run.Output + run.Errors));
        var progress = JsonNode.Parse(run.Output)!.AsObject();
        progress.Remove("asOf");
        foreach (var row in progress["rows"]!.AsArray())
        {
            row!.AsObject().Remove("recordedAt");
        }

        return progress.ToJsonString();
    }
}

internal static class HubProcess
{
    public static Process Start(IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "hub.dll"));
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        using var process = Start(arguments, environment);
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output, await errors);
    }

    /// <summary>Until the hub says that something was fetched: then it is in the middle of it.</summary>
    public static async Task WaitForProgressAsync(Process process, TimeSpan limit)
    {
        using var patience = new CancellationTokenSource(limit);
        while (await process.StandardError.ReadLineAsync(patience.Token) is { } line && !line.Contains("fetched", StringComparison.Ordinal))
        {
            // Lines before the first progress.
        }
    }
}
