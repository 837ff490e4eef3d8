using System.Diagnostics;
using System.Globalization;
using IntegrationHub.Simulators;

namespace IntegrationHub.Benchmarks;

/// <summary>What one contender did in one round, in a process of its own.</summary>
internal sealed record Round(int Records, long Milliseconds, long CpuMilliseconds, long PeakMiB)
{
    /// <summary>The source is read for the first time: each page is of an agency, or of a few small ones.</summary>
    public const string Fresh = "fresh";

    /// <summary>A span is read again: nine records in ten have not changed.</summary>
    public const string Again = "again";

    /// <summary>Days are read for the first time one by one: each page is of one day over all agencies.</summary>
    public const string ByDay = "by-day";

    // A contender says this when the source has to be at its second day, and goes on when it is told so.
    private const string NextDay = "next day";

    public decimal PerSecond => Records * 1000m / Math.Max(1, Milliseconds);

    public decimal CpuPerThousand => CpuMilliseconds / Math.Max(1m, Records / 1000m);

    /// <summary>Does the work and prints how long it took.</summary>
    public static async Task MeasureAsync(string name, Func<Task<int>> work)
    {
        using var process = Process.GetCurrentProcess();
        var (cpu, watch) = (process.TotalProcessorTime, Stopwatch.StartNew());
        var records = await work();
        watch.Stop();
        process.Refresh();
        await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"gc {name} allocated {GC.GetTotalAllocatedBytes() / Math.Max(1, records) / 1024.0:F1} KiB/rec, collections {GC.CollectionCount(0)} {GC.CollectionCount(1)} {GC.CollectionCount(2)}, paused {GC.GetTotalPauseDuration().TotalMilliseconds:F0} ms of {watch.ElapsedMilliseconds}, heap {GC.GetGCMemoryInfo().HeapSizeBytes >> 20} MiB, committed {GC.GetGCMemoryInfo().TotalCommittedBytes >> 20}"));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"round {name} {records} {watch.ElapsedMilliseconds} {(long)(process.TotalProcessorTime - cpu).TotalMilliseconds} {process.PeakWorkingSet64 / 1024 / 1024}"));
    }

    public static async Task GoToNextDayAsync(BenchmarkTime time)
    {
        Console.WriteLine(NextDay);
        await Console.In.ReadLineAsync();
        time.Set(BenchmarkTime.Second);
    }

    /// <summary>What the process printed, by name.</summary>
    /// <param name="source">The source that the process reads; null when it reads none.</param>
    /// <param name="limit">Of the memory of the contender; null when it has none.</param>
    public static async Task<IReadOnlyDictionary<string, Round>> OfAsync(Process? source, string password, MemoryLimit? limit, params string[] arguments)
    {
        await SetAsync(source, SourceProcess.First);
        using var process = Start(password, limit, arguments);
        var (rounds, said) = (new Dictionary<string, Round>(), new List<string>());
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line == NextDay)
            {
                await SetAsync(source, SourceProcess.Second);
                await process.StandardInput.WriteLineAsync();
            }
            else if (line.Split(' ') is ["round", var name, var records, var milliseconds, var cpu, var peak])
            {
                rounds[name] = new(int.Parse(records, CultureInfo.InvariantCulture), Whole(milliseconds), Whole(cpu), Whole(peak));
            }
            else
            {
                said.Add(line);
            }
        }

        await process.WaitForExitAsync();
        return process.ExitCode == 0 && rounds.Count > 0 ? rounds : throw new InvalidOperationException($"'{string.Join(' ', arguments)}' ended with {process.ExitCode}: {string.Join('\n', said)}");
    }

    public static Process Start(string? password, MemoryLimit? limit, params string[] arguments)
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

        // As deploy/docker/Dockerfile has it.
        start.Environment["DOTNET_GCgen0size"] = "0x1000000";
        limit?.Hold(start);
        return Process.Start(start)!;
    }

    public static async Task SetAsync(Process? source, string day)
    {
        if (source is not null)
        {
            await source.StandardInput.WriteLineAsync(day);
            await source.StandardOutput.ReadLineAsync();
        }
    }

    private static long Whole(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
