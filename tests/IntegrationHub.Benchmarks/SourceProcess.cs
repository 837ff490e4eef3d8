using IntegrationHub.Host.Demo;
using IntegrationHub.Host.Hosting;

namespace IntegrationHub.Benchmarks;

/// <summary>The simulated source in a process of its own: its memory and its compilation are not the hub's.</summary>
internal static class SourceProcess
{
    /// <summary>Prints the address and the password, then serves until its input ends.</summary>
    public static async Task RunAsync(decimal scale)
    {
        await using var source = await DemoRun.StartSourcesAsync(scale, new ShiftedClock(DemoRun.Start), CancellationToken.None);
        Console.WriteLine($"{source.BaseUrl} {source.Credentials.Password}");
        await Console.In.ReadToEndAsync();
    }
}
