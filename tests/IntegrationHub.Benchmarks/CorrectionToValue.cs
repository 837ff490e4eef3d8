using System.Globalization;
using IntegrationHub.Testing;

namespace IntegrationHub.Benchmarks;

/// <summary>
/// What a correction of one dossier costs until its computed values are committed, with few and with many units, and what it costs to
/// make all sums of the year again. The first must not grow with the number of units; the second is held against a plain GROUP BY.
/// </summary>
internal static class CorrectionToValue
{
    // With the units of the catalogue that handle dossiers these are about 3,500: one hub for fifteen provinces.
    private const int MoreProvinces = 14;

    public static async Task RunAsync(int rounds, int corrections, int rebuilds, TextWriter output)
    {
        await using var postgres = await PrivatePostgres.StartAsync();
        Environment.SetEnvironmentVariable(PrivatePostgres.Variable, postgres.ConnectionString);
        await using var few = await YearWorld.CreateAsync(0);
        await using var many = await YearWorld.CreateAsync(MoreProvinces);
        YearWorld[] worlds = [few, many];
        await output.WriteLineAsync(Text($"change to value: a year of daily figures of {few.Units} and of {many.Units} units ({few.Cells} and {many.Cells} cells), real catalogue, five plans, PostgreSQL on this machine"));
        await RebuildAsync(worlds, rebuilds, output);
        await CorrectAsync(worlds, rounds, corrections, output);
    }

    private static async Task RebuildAsync(YearWorld[] worlds, int rebuilds, TextWriter output)
    {
        var times = worlds.Select(_ => new List<(double Sums, double GroupBy)>()).ToList();
        for (var round = 1; round <= rebuilds; round++)
        {
            foreach (var (world, all) in worlds.Zip(times))
            {
                all.Add(((await world.RebuildAsync()).TotalSeconds, (await world.GroupByAsync()).TotalSeconds));
                await output.WriteLineAsync(Text($"rebuild {round}: {world.Units} units, all sums of the year {all[^1].Sums:F2} s, GROUP BY of the same cells {all[^1].GroupBy:F2} s, {world.Cells / all[^1].Sums:F0} cells/s"));
            }
        }

        foreach (var (world, all) in worlds.Zip(times))
        {
            await output.WriteLineAsync(Text($"ratio rebuild : GROUP BY, {world.Units} units  median {Median(all.Select(t => t.Sums / t.GroupBy)):F1}"));
        }

        await output.WriteLineAsync(Text(
            $"ratio rebuild, {worlds[1].Units} : {worlds[0].Units} units  median {Median(times[1].Zip(times[0], (m, f) => m.Sums / f.Sums)):F1}  (cells: {worlds[1].Cells / (double)worlds[0].Cells:F1})"));
    }

    private static async Task CorrectAsync(YearWorld[] worlds, int rounds, int corrections, TextWriter output)
    {
        foreach (var world in worlds)
        {
            // The first ones are those that a process does once: queries are compiled, what is expected of the year is counted.
            var first = await world.CorrectAsync();
            for (var i = 1; i < 2 * corrections; i++)
            {
                await world.CorrectAsync();
            }

            await output.WriteLineAsync(Text($"first correction of the process, {world.Units} units: {first.TotalMilliseconds:F0} ms"));
        }

        var ratios = new List<double>();
        for (var round = 1; round <= rounds; round++)
        {
            var times = worlds.Select(_ => new List<double>()).ToList();
            for (var i = 0; i < corrections; i++)
            {
                foreach (var (world, all) in worlds.Zip(times))
                {
                    all.Add((await world.CorrectAsync()).TotalMilliseconds);
                }
            }

            ratios.Add(Median(times[1]) / Median(times[0]));
            await output.WriteLineAsync(Text($"round {round}: {worlds[0].Units} units {All(times[0])} ms; {worlds[1].Units} units {All(times[1])} ms; ratio of medians {ratios[^1]:F2}"));
        }

        await output.WriteLineAsync(Text($"ratio change to value, {worlds[1].Units} : {worlds[0].Units} units  median {Median(ratios):F2}  (all: {string.Join(' ', ratios.Select(r => Text($"{r:F2}")))})"));
    }

    private static string All(List<double> times) => string.Join(' ', times.Select(t => Text($"{t:F1}")));

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
