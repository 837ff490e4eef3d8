using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace IntegrationHub.Console.Tests;

/// <summary>The program as people try it: <c>hub demo</c>, small, with data of its own, read by nobody else.</summary>
public sealed partial class DemoProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    private readonly Process _process;
    private readonly HttpClient _client;

    private DemoProcess(Process process, Uri address) => (_process, _client) = (process, new HttpClient { BaseAddress = address });

    public Uri Address => _client.BaseAddress!;

    /// <param name="scale">Volume of its world.</param>
    public static async Task<DemoProcess> StartAsync(string scale)
    {
        SimulatedHub.LayConsole();
        var start = new ProcessStartInfo("dotnet") { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var argument in new[] { Path.Combine(AppContext.BaseDirectory, "hub.dll"), "demo", "--port", "0", "--scale", scale })
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var setting in start.Environment.Keys.Where(k => k.StartsWith("HUB_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(setting);
        }

        var process = Process.Start(start)!;
        var opened = new TaskCompletionSource<Uri>();
        var said = new List<string>();
        process.ErrorDataReceived += (_, line) =>
        {
            said.Add(line.Data ?? "");
            if (Opened().Match(line.Data ?? "") is { Success: true } match)
            {
                opened.TrySetResult(new Uri(match.Value));
            }
        };
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        try
        {
            return new DemoProcess(process, await opened.Task.WaitAsync(TimeSpan.FromMinutes(2)));
        }
        catch (TimeoutException)
        {
            await EndAsync(process);
            throw new InvalidOperationException("the demo did not start: " + string.Join('\n', said));
        }
    }

    /// <summary>Waits until every source was read once and all of it is recorded: from then on it rests.</summary>
    public async Task RestAsync()
    {
        for (var began = Stopwatch.GetTimestamp(); ; await Task.Delay(1000))
        {
            using var document = JsonDocument.Parse(await _client.GetStringAsync(new Uri("/api/v1/sources", UriKind.Relative)));
            var states = document.RootElement.EnumerateArray().Select(s => $"{s.GetProperty("id")}: {s.GetProperty("state")}").ToList();
            if (states.TrueForAll(s => !s.EndsWith("never", StringComparison.Ordinal) && !s.EndsWith("running", StringComparison.Ordinal)))
            {
                return;
            }

            Assert.True(Stopwatch.GetElapsedTime(began) < Patience, "the demo has not read its sources: " + string.Join(", ", states));
        }
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await EndAsync(_process);
    }

    private static async Task EndAsync(Process process)
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Opened();
}
