using System.Diagnostics;
using System.Text.Json.Nodes;
using IntegrationHub.EndToEnd.Tests.Fixture;
using Xunit;

namespace IntegrationHub.EndToEnd.Tests;

/// <summary>The program as an operator starts it.</summary>
public sealed class ProcessTests
{
    private static readonly string[] Once = ["demo", "--once", "--scale", "0.004", "--format", "json"];

    [Fact]
    public async Task Both_stacks_print_the_same_figures_byte_for_byte()
    {
        using var small = await StackServers.StartAsync(Stack.SqliteAndInMemoryBus);
        using var large = await StackServers.StartAsync(Stack.PostgreSqlAndRabbitMq);

        var outputs = await Task.WhenAll(RunAsync(small), RunAsync(large));

        Assert.Equal(outputs[0], outputs[1]);
        Assert.Contains("\"numerator\":\"", outputs[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Stack.SqliteAndInMemoryBus)]
    [InlineData(Stack.PostgreSqlAndRabbitMq)]
    public async Task Killed_five_times_in_the_middle_of_the_backfill_it_ends_at_the_truth(Stack stack)
    {
        using var undisturbed = await StackServers.StartAsync(Stack.SqliteAndInMemoryBus);
        using var killed = await StackServers.StartAsync(stack);
        var truth = RunAsync(undisturbed);
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var kill = 1; kill <= 5; kill++)
        {
            using var process = HubProcess.Start(Once, killed.Environment());
            await HubProcess.WaitForProgressAsync(process, TimeSpan.FromSeconds(60));
            await Task.Delay(random.Next(0, 1500));
            process.Kill();
            await process.WaitForExitAsync();
        }

        Assert.True(await truth == await RunAsync(killed), $"figures differ after five kills (seed {seed})");
        var verify = await HubProcess.RunAsync(["db", "verify"], killed.Environment());
        Assert.True(verify.ExitCode == 0, verify.Output + verify.Errors);
    }

    [Fact]
    public async Task A_store_that_is_not_there_ends_with_code_3_and_says_so()
    {
        var run = await HubProcess.RunAsync(Once, new Dictionary<string, string> { ["HUB_STORE"] = "Host=127.0.0.1;Port=9;Database=x;Username=x;Timeout=2" });

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("store", run.Errors, StringComparison.Ordinal);
    }

    /// <summary>The printed figures without the instants, which are those of each run.</summary>
    private static async Task<string> RunAsync(StackServers servers)
    {
        var run = await HubProcess.RunAsync(Once, servers.Environment());
        Assert.True(run.ExitCode == 0, run.Errors);
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
