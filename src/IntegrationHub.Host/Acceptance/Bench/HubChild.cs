using System.Diagnostics;
using System.Globalization;
using IntegrationHub.Store;

namespace IntegrationHub.Host.Acceptance.Bench;

/// <summary>How a child process ended.</summary>
/// <param name="Code">Its exit code; 137 after SIGKILL.</param>
public sealed record ChildEnd(int Code, string Output, string Errors)
{
    public bool WasKilled => Code == 137;
}

/// <summary>This program once more, as a process of its own that can be killed; it plays the time that it is given.</summary>
public static class HubChild
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    // What this process was started with is none of the child's business; secrets of sources are.
    private static readonly string[] Settings = ["HUB_ROLES", "HUB_URLS", "HUB_CATALOGUE", "HUB_SOURCES"];

    /// <param name="settings">Store, bus and data folder.</param>
    /// <param name="now">Where its clock starts.</param>
    /// <param name="failPoint">Where it is killed, as <see cref="FailPoint.Variable"/> takes it; null lets it live.</param>
    /// <param name="arguments">The command.</param>
    /// <param name="cancellationToken">Ends the child as well.</param>
    /// <param name="urls">Where it listens, if it does.</param>
    public static async Task<ChildEnd> RunAsync(
        Hosting.HubSettings settings, DateTimeOffset now, string? failPoint, IReadOnlyList<string> arguments, CancellationToken cancellationToken, string? urls = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "hub.dll"), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in Settings.Concat(start.Environment.Keys.Where(k => k.StartsWith("OTEL_", StringComparison.Ordinal))).ToList())
        {
            start.Environment.Remove(name);
        }

        if (urls is not null)
        {
            start.Environment["HUB_URLS"] = urls;
        }

        start.Environment["HUB_STORE"] = settings.Store;
        start.Environment["HUB_BUS"] = settings.Bus;
        start.Environment["HUB_DATA"] = settings.Data;
        start.Environment["HUB_ALLOWED_HOSTS"] = string.Join(',', settings.AllowedHosts);
        start.Environment["HUB_CLOCK_START"] = now.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
        start.Environment[FailPoint.Variable] = failPoint;
        using var process = Process.Start(start) ?? throw new InvalidOperationException("the program cannot be started as a child of its own");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            var output = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return new(process.ExitCode, output, await errors);
        }
        finally
        {
            if (!process.HasExited)
            {
                // Until it has ended the source is still its own.
                process.Kill();
                await process.WaitForExitAsync(CancellationToken.None);
            }
        }
    }
}
