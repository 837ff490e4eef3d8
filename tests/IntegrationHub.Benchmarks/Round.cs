using System.Diagnostics;
using System.Globalization;
using IntegrationHub.Simulators;

namespace IntegrationHub.Benchmarks;

/// <summary>What one contender did in one round, in a process of its own.</summary>
internal sealed record Round(int Records, long Milliseconds, long PeakMiB)
{
    /// <summary>The source is read for the first time.</summary>
    public const string Fresh = "fresh";

    /// <summary>It is read once more, and nothing has changed.</summary>
    public const string Again = "again";

    public decimal PerSecond => Records * 1000m / Math.Max(1, Milliseconds);

    public static void Print(string name, int records, Stopwatch watch) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"round {name} {records} {watch.ElapsedMilliseconds} {Process.GetCurrentProcess().PeakWorkingSet64 / 1024 / 1024}"));

    /// <summary>What the process printed, by name.</summary>
    public static async Task<IReadOnlyDictionary<string, Round>> OfAsync(string password, params string[] arguments)
    {
        using var process = Start(password, arguments);
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        var rounds = output.Split('\n').Select(line => line.Split(' ')).Where(words => words is ["round", _, _, _, _]).ToDictionary(words => words[1], words => new Round(
            int.Parse(words[2], CultureInfo.InvariantCulture), long.Parse(words[3], CultureInfo.InvariantCulture), long.Parse(words[4], CultureInfo.InvariantCulture)));
        return rounds.Count > 0 ? rounds : throw new InvalidOperationException($"'{string.Join(' ', arguments)}' ended with {process.ExitCode} and no result: {output}");
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
