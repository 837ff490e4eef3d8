using IntegrationHub.Host.Demo;

namespace IntegrationHub.Benchmarks;

/// <summary>The simulated source in a process of its own: its memory and its compilation are not the hub's.</summary>
internal static class SourceProcess
{
    /// <summary>What it is told: to be at the first or at the second day.</summary>
    public const string First = "first";

    public const string Second = "second";

    /// <summary>Prints the address and the password, then serves until its input ends.</summary>
    public static async Task RunAsync(decimal scale)
    {
        var time = new BenchmarkTime();
        await using var source = await DemoRun.StartSourcesAsync(scale, time, CancellationToken.None);
        Console.WriteLine($"{source.BaseUrl} {source.Credentials.Password}");
        while (await Console.In.ReadLineAsync() is { } day)
        {
            time.Set(day == First ? BenchmarkTime.First : BenchmarkTime.Second);
            Console.WriteLine(day);
        }
    }
}
