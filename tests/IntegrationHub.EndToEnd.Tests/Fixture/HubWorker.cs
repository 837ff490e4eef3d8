using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using IntegrationHub.Testing;
using Xunit;

namespace IntegrationHub.EndToEnd.Tests.Fixture;

/// <summary>A process of the program as an operator starts it, <c>hub run --roles …</c>; ended with the test.</summary>
internal sealed class HubWorker : IAsyncDisposable
{
    // What the program says once it is up: the address comes after it.
    private const string Told = "health is told at ";

    private readonly Process process;
    private readonly ConcurrentQueue<string> log = new();
    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(60) };
    private readonly TaskCompletionSource<string> address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly string? store;

    private HubWorker(Process process, string name, string? store)
    {
        (this.process, Name, this.store) = (process, name, store);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
    }

    public string Name { get; }

    public int Id => process.Id;

    public bool HasEnded => process.HasExited;

    public IReadOnlyCollection<string> Log => log;

    /// <param name="name">For messages.</param>
    /// <param name="roles">As the command takes them.</param>
    /// <param name="environment">Store, bus, folder, clock.</param>
    /// <param name="within">What the program is started by, a network namespace for example; empty for nothing.</param>
    public static HubWorker Start(string name, string roles, IReadOnlyDictionary<string, string> environment, params string[] within)
    {
        string[] line = [.. within, "dotnet", Path.Combine(AppContext.BaseDirectory, "hub.dll"), "run", "--roles", roles];
        var start = new ProcessStartInfo(line[0], line[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (key, value) in environment)
        {
            start.Environment[key] = value;
        }

        // A process that lives for seconds has nothing of code that is compiled a second time.
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["HUB_URLS"] = "http://127.0.0.1:0";
        return new HubWorker(Process.Start(start)!, name, roles.Contains("api", StringComparison.Ordinal) ? environment.GetValueOrDefault("HUB_STORE") : null);
    }

    /// <param name="name">STOP, CONT, TERM, KILL.</param>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Ends it as a service manager does.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> EndAsync(TimeSpan limit)
    {
        Signal("TERM");
        using var patience = new CancellationTokenSource(limit);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"{Name} has not ended within {limit}: {Tail()}");
        }

        return process.ExitCode;
    }

    public async Task<(HttpStatusCode Status, JsonElement Body)> GetAsync(string path)
    {
        using var answer = await http.GetAsync(new Uri(new Uri(await address.Task.WaitAsync(TimeSpan.FromMinutes(2))), path));
        return (answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>());
    }

    /// <summary>Until it says where it can be asked.</summary>
    public Task UpAsync() => address.Task.WaitAsync(TimeSpan.FromMinutes(2));

    /// <summary>Until it says that it can do its work.</summary>
    public async Task ReadyAsync()
    {
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(50))
        {
            Assert.False(HasEnded, $"{Name} has ended: {Tail()}");
            Assert.True(waited.Elapsed < TimeSpan.FromMinutes(2), $"{Name} is not ready: {Tail()}");
            if (address.Task.IsCompleted && (await GetAsync("/readyz")).Status == HttpStatusCode.OK)
            {
                await BringKeyAsync();
                return;
            }
        }
    }

    /// <summary>Once the store has its tables; it is used once, so that the hub knows it also while the store is away.</summary>
    private async Task BringKeyAsync()
    {
        if (store is not null && http.DefaultRequestHeaders.Authorization is null)
        {
            http.With(await TestKeys.AddAsync(store));
            await GetAsync("/api/v1/session");
        }
    }

    public string Tail() => string.Join('\n', log.TakeLast(25));

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is null)
        {
            return;
        }

        log.Enqueue(line);
        if (line.Split(Told) is [_, var told])
        {
            address.TrySetResult(told);
        }
    }
}
