using System.Diagnostics;
using System.Globalization;
using IntegrationHub.Simulators;

namespace IntegrationHub.Benchmarks;

/// <summary>What one contender did in one round, in a process of its own.</summary>
internal sealed record Round(int Records, long Milliseconds, long PeakMiB)
{
    public decimal PerSecond => Records * 1000m / Math.Max(1, Milliseconds);

    public static void Print(int records, Stopwatch watch) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"round {records} {watch.ElapsedMilliseconds} {Process.GetCurrentProcess().PeakWorkingSet64 / 1024 / 1024}"));

    public static async Task<Round> OfAsync(string password, params string[] arguments)
    {
        using var process = Start(password, arguments);
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        var line = output.Split('\n').FirstOrDefault(l => l.StartsWith("round ", StringComparison.Ordinal))
            ?? throw new InvalidOperationException($"'{string.Join(' ', arguments)}' ended with {process.ExitCode} and no result: {output}");
        var numbers = line.Split(' ')[1..].Select(n => long.Parse(n, CultureInfo.InvariantCulture)).ToList();
        return new((int)numbers[0], numbers[1], numbers[2]);
    }

    public static Process Start(string? password, params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardInput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet")
        {
            start.ArgumentList.Add(typeof(Round).Assembly.Location);
        }

        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment[DemoCredentials.PasswordVariable] = password;
        return Process.Start(start)!;
    }
}
